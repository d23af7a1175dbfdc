// Calls that the Swift view of the C library leaves out because they are extensions of Linux.
#pragma once

/// Writes out everything of the file system that holds `fd` (man 2 syncfs).
int syncfs(int fd);

/// Makes a pipe whose ends no other program inherits, with O_CLOEXEC (man 2 pipe).
int pipe2(int ends[2], int flags);

/// Begins to write out so many bytes of a file and does not wait for them (man 2 sync_file_range).
int sync_file_range(int fd, long offset, long count, unsigned int flags);
static inline int cortex_begin_writing(int fd, long offset, long count) {
  return sync_file_range(fd, offset, count, 2 /* SYNC_FILE_RANGE_WRITE */);
}

extern char **environ;

/// The variables that this process was started with: a global variable that Swift would not read.
static inline char **cortex_environment(void) { return environ; }
