// The advanced interface: a base as prefix, and frame sizes, are behind this name.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

// A name that Swift sees: the library's own is a macro.
static const ZSTD_dParameter cortex_zstd_stable_output = ZSTD_d_stableOutBuffer;
