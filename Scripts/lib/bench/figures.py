"""The twelve figures that users feel, of two programs in turns."""
import os, shutil, sys

from bench.measure import bytes_of, run
from bench.ratios import Pairs
from bench.releases import TEMPLATES

HISTORY = 100


class Lane:
    """A program with a deployment and a store of many generations."""

    def __init__(self, program, folder, releases):
        self.program, self.folder, self.releases = program, folder, releases
        self.live, self.restored = os.path.join(folder, "CORTEX"), os.path.join(folder, "restored")
        self.history = os.path.join(folder, "history")
        self.upgrade = ["upgrade", "--from", releases.newer, "--on-conflict", "local", "--allow-removals"]
        self.initialize = ["init", "--release", releases.older]

    @property
    def store(self):
        return os.path.join(self.live, ".cortex")

    def make(self):
        os.makedirs(self.folder)
        self.releases.deploy(self.live)
        self.cortex(*self.initialize, "--store", self.history)
        for number in range(2, HISTORY + 1):
            self.edit(f"history {number}")
            self.cortex("snapshot", "--store", self.history)

    def edit(self, word):
        with open(os.path.join(self.live, TEMPLATES), "a") as file:
            file.write(f"# {word}\n")

    def cortex(self, *words):
        """Runs the program in the deployment."""
        words = [*words] if words == ("--version",) else [*words, "--workspace", self.live]
        return run(self.program, words, self.folder)


class Figure:
    """A command, how often it is given in a round, and what is done before, without being measured."""

    def __init__(self, name, words, times=1, before=None):
        self.name, self.words, self.times, self.before = name, words, times, before


def forget(lane, turn):
    shutil.rmtree(lane.store, ignore_errors=True)


def work(lane, turn):
    lane.releases.work_on(lane.live, turn)


def clear(lane, turn):
    shutil.rmtree(lane.restored, ignore_errors=True)


# In the order in which they are given: after them all, the deployment is as it was before.
FIGURES = [
    Figure("start: --version", lambda lane: ["--version"], times=10),
    Figure("init", lambda lane: lane.initialize, before=forget),
    Figure("status, unchanged", lambda lane: ["status"], times=3),
    Figure("snapshot, unchanged", lambda lane: ["snapshot"], times=3),
    Figure("snapshot, 1 % changed", lambda lane: ["snapshot"], before=work),
    Figure(f"gen list, {HISTORY} generations",
           lambda lane: ["gen", "list", "--store", lane.history], times=3),
    Figure("verify", lambda lane: ["verify"]),
    Figure("gen restore to a folder",
           lambda lane: ["gen", "restore", "current", "--to", lane.restored], before=clear),
    Figure("upgrade --dry-run", lambda lane: [*lane.upgrade, "--dry-run"], times=2),
    Figure("upgrade", lambda lane: [*lane.upgrade, "--yes"]),
    Figure("rollback --data restore", lambda lane: ["rollback", "--data", "restore", "--yes"]),
    Figure("status, after a rollback", lambda lane: ["status"]),
]
PEAKS = ["init", "snapshot, 1 % changed", "upgrade", "rollback --data restore", "verify"]


def measured(before, now, rounds):
    """The figures, and then the sizes, of two lanes, each command in both of them before the next one."""
    figures = {figure.name: Pairs(figure.name, "s") for figure in FIGURES}
    peaks = {name: Pairs(f"peak memory: {name}", "MiB") for name in PEAKS}
    first, last, program = (Pairs(name, "MiB", is_exact=True) for name in (
        "store, one generation", "store, after all", "program"))
    for turn in range(rounds):
        # Where files lie on the disk makes a difference of a few percent: so the deployments, which
        # are as they were, change hands.
        before.live, now.live = now.live, before.live
        for figure in FIGURES:
            for time in range(figure.times):
                one, other = pair(figure, before, now, turn, (turn // 2 + time) % 2)
                figures[figure.name].add(one.seconds, other.seconds)
                if figure.name in peaks:
                    peaks[figure.name].add(one.peak_bytes, other.peak_bytes)
            if figure.name == "init":
                first.add(bytes_of(before.store), bytes_of(now.store))
        last.add(bytes_of(before.store), bytes_of(now.store))
        print(f"round {turn + 1} of {rounds}", file=sys.stderr, flush=True)
    program.add(*(os.path.getsize(lane.program) for lane in (before, now)))
    return [*figures.values()], [*peaks.values(), first, last, program]


def pair(figure, before, now, turn, is_turned):
    """One run of each; which comes first alternates."""
    lanes = [now, before] if is_turned else [before, now]
    for lane in lanes:
        if figure.before:
            figure.before(lane, turn)
    runs = []
    for lane in lanes:
        os.sync()
        runs.append(lane.cortex(*figure.words(lane)))
    return reversed(runs) if is_turned else runs
