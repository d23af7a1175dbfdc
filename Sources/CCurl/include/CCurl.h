// libcurl, found by dlopen when something is first fetched and not when the program starts.
//
// What it needs in its turn (TLS, HTTP/2, Kerberos, LDAP, ...) is some thirty libraries, which no other
// command loads. Only this file's functions are seen; libcurl's own take any kind of argument, which Swift
// cannot call.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One request. Every time is in seconds; 0 for one that never ends.
struct cortex_curl_request {
  const char *_Nonnull url;
  /// `Name: value`, NULL after the last.
  const char *_Nullable const *_Nonnull headers;
  const char *_Nonnull agent;
  /// Whether the answer may be compressed on its way.
  bool may_compress;
  /// Whether a name and a password for the host may be in ~/.netrc.
  bool may_use_netrc;
  long connect_seconds;
  long total_seconds;
  /// An answer that brings fewer bytes a second than this, for so long, has stalled.
  long stall_bytes;
  long stall_seconds;
  void *_Nullable context;
  /// Gets each line of the answer's head, and each piece of its body. To stop, it returns false.
  bool (*_Nonnull head)(void *_Nullable context, const char *_Nonnull line, size_t length);
  bool (*_Nonnull body)(void *_Nullable context, const char *_Nonnull bytes, size_t length);
};

/// How a request ended.
enum cortex_curl_end {
  CORTEX_CURL_DONE,
  CORTEX_CURL_STOPPED,
  CORTEX_CURL_UNRESOLVED,
  CORTEX_CURL_UNREACHABLE,
  CORTEX_CURL_TIMED_OUT,
  CORTEX_CURL_UNTRUSTED,
  CORTEX_CURL_CUT,
  CORTEX_CURL_OTHER,
};

struct cortex_curl_result {
  enum cortex_curl_end end;
  /// The HTTP status; 0 if there was no answer.
  long status;
  /// Where a redirect leads, as a whole URL; until the next request. NULL if it is none.
  const char *_Nullable location;
  /// libcurl's words, with 0 at their end.
  char message[256];
};

/// Connections that are kept for the next request.
typedef struct cortex_curl cortex_curl;

/// NULL once libcurl is loaded, else why it cannot be.
const char *_Nullable cortex_curl_load(void);
/// Its name and version, then those of what it is built on. To be called once libcurl is loaded.
const char *_Nonnull cortex_curl_version(void);
/// NULL for want of memory. To be called once libcurl is loaded.
cortex_curl *_Nullable cortex_curl_new(void);
void cortex_curl_free(cortex_curl *_Nullable curl);
/// Asks for a URL, and follows no redirect.
struct cortex_curl_result cortex_curl_get(
    cortex_curl *_Nonnull curl, const struct cortex_curl_request *_Nonnull request);
