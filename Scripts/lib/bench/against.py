"""Scripts/bench --against REV: has it become slower?"""
import os, tempfile

from bench.builds import build_here, build_revision, described, given
from bench.figures import Lane, measured
from bench.material import Material
from bench.measure import machine
from bench.ratios import table
from bench.releases import Releases


def compare(options, root):
    """Prints the ratios. The exit status: 1 if anything is worse, by more than the noise."""
    before = (given(options.with_program) if options.with_program
              else build_revision(root, options.against))
    now = given(options.cortex) if options.cortex else build_here(root)
    above = options.fail_above / 100
    with tempfile.TemporaryDirectory(prefix="cortex-bench-") as folder:
        folder = os.path.realpath(folder)
        lanes = lanes_of(before, now, folder, options.files)
        print(f"before: {described(before)}\nnow:    {described(now)}\n"
              f"{machine()}, load {os.getloadavg()[0]:.2f}; in turns, on deployments of "
              f"{options.files:,} files, rounds: {options.rounds}\n", flush=True)
        figures, sizes = measured(*lanes, options.rounds)
    if options.rounds < 6:
        print("Fewer than 6 rounds: what is measured once in a round is not judged.\n")
    print("\n".join([*table("seconds", figures, above), "", *table("MiB", sizes, above), ""]))
    return judged(figures + sizes, options.fail_above)


def lanes_of(before, now, folder, files):
    releases = Releases(os.path.join(folder, "releases"), Material(), files)
    releases.make()
    lanes = [Lane(program, os.path.join(folder, name), releases)
             for program, name in ((before, "before"), (now, "now"))]
    for lane in lanes:
        lane.make()
    return lanes


def judged(rows, percent):
    verdicts = {word: [row.name for row in rows if row.verdict(percent / 100) == word]
                for word in ("worse", "better")}
    noise = sorted(row.noise for row in rows if row.unit == "s")
    print(f"Noise: half of the ratios of a figure are within ±{noise[len(noise) // 2]:.1%} (median), "
          f"±{noise[-1]:.1%} (the noisiest).")
    for word, names in verdicts.items():
        print(f"{word.capitalize()} by more than the noise and {percent:g} %: "
              f"{', '.join(names) or 'nothing'}.")
    return 1 if verdicts["worse"] else 0
