// Calls that the Swift view of the C library leaves out because they are extensions of Linux.
#pragma once

/// Writes out everything of the file system that holds `fd` (man 2 syncfs).
int syncfs(int fd);
