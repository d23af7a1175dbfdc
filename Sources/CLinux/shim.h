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

/// A name's attributes beside its metadata, such as that it is immutable (man 2 statx, stx_attributes); 0
/// where the system does not say. A link is not followed.
#include <sys/syscall.h>
long syscall(long number, ...);
static inline unsigned long long cortex_attributes(const char *path) {
  // As many words as the structure has: its second has the attributes, its eighth which are known.
  unsigned long long found[32] = {0};
  if (syscall(SYS_statx, -100 /* AT_FDCWD */, path, 0x100 /* AT_SYMLINK_NOFOLLOW */, 0, found) != 0) return 0;
  return found[1] & found[7];
}

/// Lets this process use a disk only when nobody else does (man 2 ioprio_set); there is no function for it.
static inline void cortex_use_idle_disk(void) {
  syscall(SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, 0, 3 << 13 /* IOPRIO_CLASS_IDLE */);
}

/// Lets a program that is spawned have no file from `first` on (man 3 posix_spawn_file_actions_addclosefrom_np).
int posix_spawn_file_actions_addclosefrom_np(void *actions, int first);

extern char **environ;

/// The variables that this process was started with: a global variable that Swift would not read.
static inline char **cortex_environment(void) { return environ; }
