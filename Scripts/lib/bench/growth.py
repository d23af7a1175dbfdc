"""Scripts/bench --growth: time and memory of every command, against the size of what it works on."""
import hashlib, json, os, shutil, statistics, sys, tempfile, time

from bench.builds import build_here, given
from bench.material import Material
from bench.measure import run
from bench.parts import PARTS
from bench.report import renew, write_report

SPARE = 2_000_000_000
# A size is measured three times, or once if that takes so many seconds.
PASSES, ENOUGH = 3, 15
UPGRADE = ["upgrade", "--on-conflict", "local", "--allow-removals", "--yes", "--from"]


def grow(options, root):
    program = given(options.cortex) if options.cortex else build_here(root)
    out = os.path.abspath(options.out or os.path.join(root, ".build", "growth"))
    os.makedirs(out, exist_ok=True)
    results = Results(os.path.join(out, "results.json"), program)
    todo = [(part, size) for part in map(PARTS.get, options.only)
            for size in part.chosen(options) if size not in results.of(part)]
    refuse_without_room(todo)
    for part, size in todo:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="cortex-growth-") as folder:
            results.add(part, size, measured(part, size, program, os.path.realpath(folder)))
        print(f"{part.name}: {part.shown(size)} ({time.monotonic() - started:.0f} s)", flush=True)
    found = {part: results.of(part) for part in PARTS.values() if results.of(part)}
    slow = write_report(out, found)
    if options.renew:
        renew(root, out)
        print("docs/benchmarks.md and docs/plots are renewed.")
    print(f"The tables and plots are in {out}.")
    print(f"Grows faster than its work: {', '.join(slow) or 'nothing'}.")
    return 1 if slow else 0


def refuse_without_room(todo):
    """One size is on the disk at a time."""
    if not todo:
        return
    folder = tempfile.gettempdir()
    needed = max(part.disk(size) for part, size in todo) + SPARE
    inodes = max(part.inodes(size) for part, size in todo)
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    print(f"{len(todo)} sizes to measure; in {folder} up to {needed / 1e9:.1f} GB are needed, "
          f"{free / 1e9:.1f} GB are free.", flush=True)
    # A file system that makes inodes as it needs them has none in its count.
    if free < needed or 0 < disk.f_files and disk.f_favail < inodes:
        sys.exit(f"there is too little room for {inodes:,} files of {needed / 1e9:.1f} GB; "
                 "set TMPDIR to a folder on another disk, or give --largest")


class Results:
    """What is measured already, of one program: kept after each size, so that another run goes on."""

    def __init__(self, path, program):
        digest = hashlib.sha256()
        with open(program, "rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                digest.update(piece)
        self.digest, self.path, self.parts = digest.hexdigest(), path, {}
        if os.path.exists(path):
            with open(path) as file:
                kept = json.load(file)
            if kept["program"] != self.digest:
                sys.exit(f"{path} is about another program; remove it, or name another folder with --out")
            self.parts = kept["parts"]

    def of(self, part):
        """The runs of each size, by command: seconds, seconds of the processors, bytes."""
        rows = self.parts.get(part.name, {})
        return {size: rows[str(size)] for size in sorted(map(int, rows))}

    def add(self, part, size, row):
        self.parts.setdefault(part.name, {})[str(size)] = row
        with open(self.path + ".new", "w") as file:
            json.dump({"program": self.digest, "parts": self.parts}, file, indent=1)
        os.replace(self.path + ".new", self.path)


def measured(part, size, program, folder):
    """The medians of all commands."""
    site = part.site(os.path.join(folder, "site"), Material(), size)
    site.make_releases()
    runs, started = {}, time.monotonic()
    for _ in range(PASSES):
        site.deploy()
        one_pass(site, part.generations(size), runs, lambda words: run(
            program, [*words, "--workspace", site.live], folder))
        if time.monotonic() - started > ENOUGH:
            break
    shutil.rmtree(site.folder)
    return {name: [statistics.median(each) for each in zip(*some)] for name, some in runs.items()}


def one_pass(site, generations, runs, cortex):
    """Each command once, in the order of a user's day."""
    def timed(name, *words):
        os.sync()
        runs.setdefault(name, []).append(cortex(words))
    timed("init", "init", "--release", site.release)
    for turn in range(1, generations - 1):
        site.work_on(turn)
        cortex(["snapshot"])
    timed("status", "status")
    timed("snapshot, unchanged", "snapshot")
    site.work_on(generations)
    timed("snapshot, 1 %", "snapshot")
    timed("gen list", "gen", "list")
    timed("verify", "verify")
    timed("upgrade", *UPGRADE, site.next)
    timed("gc", "gc", "--yes", "--now", "--keep-last", "1")
