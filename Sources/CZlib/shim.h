#include <zlib.h>

/// Begins a stream of deflate without a frame around it, as zip archives have them; deflateInit2 is a macro.
static inline int cortex_begin_deflate(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

/// The same to unpack.
static inline int cortex_begin_inflate(z_stream *stream) { return inflateInit2(stream, -15); }
