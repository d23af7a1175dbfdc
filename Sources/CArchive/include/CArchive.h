// libarchive, found by dlopen when the first archive is read and not when the program starts.
//
// With the libraries that it needs in its turn (libxml2, ICU, nettle, ...) it is half of all those
// that each command would load, also the many that read no archive; without it they still run.
#pragma once

#include <archive.h>
#include <archive_entry.h>

// Every function that is used. Its type is the one that libarchive's own header declares.
#define LIBARCHIVE_FUNCTIONS(function)                \
  function(archive_read_new)                          \
  function(archive_read_free)                         \
  function(archive_read_support_filter_gzip)          \
  function(archive_read_support_filter_bzip2)         \
  function(archive_read_support_filter_xz)            \
  function(archive_read_support_filter_zstd)          \
  function(archive_read_support_format_raw)           \
  function(archive_read_support_format_tar)           \
  function(archive_read_support_format_zip_seekable)  \
  function(archive_read_set_callback_data)            \
  function(archive_read_set_read_callback)            \
  function(archive_read_set_seek_callback)            \
  function(archive_read_open1)                        \
  function(archive_read_next_header)                  \
  function(archive_read_data)                         \
  function(archive_read_data_block)                   \
  function(archive_filter_bytes)                      \
  function(archive_filter_count)                      \
  function(archive_error_string)                      \
  function(archive_version_string)                    \
  function(archive_entry_pathname)                    \
  function(archive_entry_is_encrypted)                \
  function(archive_entry_filetype)                    \
  function(archive_entry_hardlink)                    \
  function(archive_entry_symlink)                     \
  function(archive_entry_perm)                        \
  function(archive_entry_size_is_set)                 \
  function(archive_entry_size)

#define LIBARCHIVE_MEMBER(name) __typeof__(name) *_Nonnull name;

/// The functions of the library that was found.
struct __attribute__((swift_attr("@Sendable"))) libarchive {
  LIBARCHIVE_FUNCTIONS(LIBARCHIVE_MEMBER)
};

#undef LIBARCHIVE_MEMBER

/// Loads the library, for good; NULL if it, or one of the functions, is not there: then dlerror()
/// says why. To be called once.
const struct libarchive *_Nullable libarchive_load(void);
