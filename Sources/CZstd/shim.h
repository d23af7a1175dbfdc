// The advanced interface: a base as prefix, and frame sizes, are behind this name.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
