#include <CArchive.h>
#include <dlfcn.h>
#include <stddef.h>

const struct libarchive *libarchive_load(void) {
  static struct libarchive functions;
  // The name of the ABI that the header declares. libarchive.so is the developers' link: where it
  // leads elsewhere, it leads to another ABI.
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return NULL;

#define FIND(name)                                            \
  functions.name = (__typeof__(name) *)dlsym(library, #name); \
  if (functions.name == NULL) return NULL;
  LIBARCHIVE_FUNCTIONS(FIND)

  return &functions;
}
