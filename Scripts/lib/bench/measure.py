"""One run of a program: how long, how much of the processors, how much memory."""
import os, subprocess, sys
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
LAUNCH = [sys.executable, "-I", "-S", os.path.join(HERE, "launch.py")]


class Run(NamedTuple):
    seconds: float
    cpu_seconds: float
    # At its peak. Never less than the 9 MiB or so of the process that starts it.
    peak_bytes: int


def run(program, words, folder):
    """Runs it to its end; what it prints goes to a file in this folder, and so do its temporary files."""
    output = os.path.join(folder, "output")
    done = subprocess.run([*LAUNCH, output, folder, program, *words],
                          check=True, stdout=subprocess.PIPE, text=True)
    *figures, status = done.stdout.split()
    if status != "0":
        with open(output, errors="replace") as file:
            sys.exit(f"{program} {' '.join(words)} has the exit status {status}:\n{file.read()[-3000:]}")
    return Run(float(figures[0]), float(figures[1]), int(figures[2]))


def bytes_of(folder):
    """What the files of a folder hold."""
    return sum(os.lstat(os.path.join(place, name)).st_size
               for place, _, names in os.walk(folder) for name in names)


def machine():
    """What it was measured on."""
    name = "an unknown processor"
    try:
        with open("/proc/cpuinfo") as file:
            name = next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass    # Not Linux, or a processor without a name: the figures are as good.
    return f"{os.cpu_count()} × {name}"
