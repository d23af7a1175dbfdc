"""Runs a program and says on its last line what that took: launch.py OUTPUT FOLDER PROGRAM WORD …

A process of its own, without anything that it does not need: Linux counts to a program's peak of memory
what the process that starts it has.
"""
import os, sys, time

output, folder, *command = sys.argv[1:]
# The programs that cortex asks, git and python3, have no part in this: it finds none.
environment = {"PATH": "/nonexistent", "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}
files = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
         (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
         (os.POSIX_SPAWN_DUP2, 1, 2)]
started = time.perf_counter()
process = os.posix_spawn(command[0], command, environment, file_actions=files)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - started
print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))
