"""One run of a program: how long, how much of the processors, how much memory."""
import multiprocessing, os, sys, time
from typing import NamedTuple


class Run(NamedTuple):
    seconds: float
    cpu_seconds: float
    # At its peak. Never less than what Python here needs: Linux counts the time before a new program
    # is loaded. That is below what cortex needs, as long as large things are made `apart`.
    peak_bytes: int


def run(program, words, log, folder, allowed=(0,)):
    """Runs it to its end, with all that was written before on the disk. The programs that cortex asks,
    git and python3, have no part in this: it finds none."""
    environment = {"PATH": "/nonexistent", "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}
    output = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
              (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
              (os.POSIX_SPAWN_DUP2, 1, 2)]
    started = time.perf_counter()
    process = os.posix_spawn(program, [program, *words], environment, file_actions=output)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) not in allowed:
        with open(log, errors="replace") as file:
            sys.exit(f"{program} {' '.join(words)} has the exit status "
                     f"{os.waitstatus_to_exitcode(status)}:\n{file.read()[-3000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def apart(work, *values):
    """Does some work in a process of its own, so that this one stays small."""
    process = multiprocessing.get_context("fork").Process(target=work, args=values)
    process.start()
    process.join()
    if process.exitcode != 0:
        sys.exit(process.exitcode)


def bytes_of(folder):
    """What the files of a folder hold."""
    return sum(os.lstat(os.path.join(place, name)).st_size
               for place, _, names in os.walk(folder) for name in names)
