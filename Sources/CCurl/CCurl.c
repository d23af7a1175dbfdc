#define CURL_DISABLE_TYPECHECK
#include <CCurl.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

#define CURL_FUNCTIONS(function) \
  function(curl_global_init)     \
  function(curl_easy_init)       \
  function(curl_easy_reset)      \
  function(curl_easy_setopt)     \
  function(curl_easy_getinfo)    \
  function(curl_easy_perform)    \
  function(curl_easy_cleanup)    \
  function(curl_easy_strerror)   \
  function(curl_slist_append)    \
  function(curl_version)         \
  function(curl_slist_free_all)

#define CURL_MEMBER(name) __typeof__(name) *name;

static struct { CURL_FUNCTIONS(CURL_MEMBER) } library;

const char *cortex_curl_load(void) {
  // The names of one ABI: with OpenSSL, and with GnuTLS, as Debian has both.
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  void *handle = NULL;
  for (size_t i = 0; handle == NULL && i < sizeof names / sizeof *names; i++) {
    handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  }
  if (handle == NULL) return dlerror();

#define CURL_FIND(name)                                  \
  library.name = (__typeof__(name) *)dlsym(handle, #name); \
  if (library.name == NULL) return dlerror();
  CURL_FUNCTIONS(CURL_FIND)

  CURLcode code = library.curl_global_init(CURL_GLOBAL_DEFAULT);
  return code == CURLE_OK ? NULL : library.curl_easy_strerror(code);
}

const char *cortex_curl_version(void) { return library.curl_version(); }

struct cortex_curl {
  CURL *handle;
};

cortex_curl *cortex_curl_new(void) {
  cortex_curl *curl = calloc(1, sizeof *curl);
  if (curl != NULL && (curl->handle = library.curl_easy_init()) == NULL) {
    free(curl);
    return NULL;
  }
  return curl;
}

void cortex_curl_free(cortex_curl *curl) {
  if (curl == NULL) return;
  library.curl_easy_cleanup(curl->handle);
  free(curl);
}

static size_t take_head(char *line, size_t size, size_t count, void *request) {
  const struct cortex_curl_request *asked = request;
  return asked->head(asked->context, line, size * count) ? size * count : 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *request) {
  const struct cortex_curl_request *asked = request;
  return asked->body(asked->context, bytes, size * count) ? size * count : 0;
}

static enum cortex_curl_end end_of(CURLcode code) {
  switch (code) {
    case CURLE_OK: return CORTEX_CURL_DONE;
    case CURLE_WRITE_ERROR: return CORTEX_CURL_STOPPED;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return CORTEX_CURL_UNRESOLVED;
    case CURLE_COULDNT_CONNECT: return CORTEX_CURL_UNREACHABLE;
    case CURLE_OPERATION_TIMEDOUT: return CORTEX_CURL_TIMED_OUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM: return CORTEX_CURL_UNTRUSTED;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
    case CURLE_SSL_CONNECT_ERROR: return CORTEX_CURL_CUT;
    default: return CORTEX_CURL_OTHER;
  }
}

struct cortex_curl_result cortex_curl_get(
    cortex_curl *curl, const struct cortex_curl_request *request) {
  struct cortex_curl_result result = {CORTEX_CURL_OTHER, 0, NULL, ""};
  CURL *handle = curl->handle;
  // Options go, connections stay.
  library.curl_easy_reset(handle);
  struct curl_slist *headers = NULL;
  for (const char *const *header = request->headers; *header != NULL; header++) {
    struct curl_slist *longer = library.curl_slist_append(headers, *header);
    if (longer == NULL) {
      library.curl_slist_free_all(headers);
      return result;
    }
    headers = longer;
  }
#define SET(option, value) library.curl_easy_setopt(handle, option, value)
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_HTTPHEADER, headers);
  SET(CURLOPT_USERAGENT, request->agent);
  if (request->may_compress) SET(CURLOPT_ACCEPT_ENCODING, "");
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  if (request->may_use_netrc) SET(CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_BUFFERSIZE, 256L << 10);
  SET(CURLOPT_CONNECTTIMEOUT, request->connect_seconds);
  SET(CURLOPT_TIMEOUT, request->total_seconds);
  SET(CURLOPT_LOW_SPEED_LIMIT, request->stall_bytes);
  SET(CURLOPT_LOW_SPEED_TIME, request->stall_seconds);
  SET(CURLOPT_ERRORBUFFER, result.message);
  SET(CURLOPT_HEADERFUNCTION, take_head);
  SET(CURLOPT_HEADERDATA, (void *)request);
  SET(CURLOPT_WRITEFUNCTION, take_body);
  SET(CURLOPT_WRITEDATA, (void *)request);
  CURLcode code = library.curl_easy_perform(handle);
  result.end = end_of(code);
  long proxy = 0;
  library.curl_easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &proxy);
  // A proxy's refusal looks like a connection that was cut.
  if (result.end == CORTEX_CURL_CUT && proxy >= 400) result.end = CORTEX_CURL_OTHER;
  library.curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &result.status);
  char *location = NULL;
  library.curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &location);
  result.location = location;
  if (result.message[0] == 0 && code != CURLE_OK) {
    strncpy(result.message, library.curl_easy_strerror(code), sizeof result.message - 1);
  }
  SET(CURLOPT_ERRORBUFFER, (char *)NULL);
  library.curl_slist_free_all(headers);
  return result;
}
