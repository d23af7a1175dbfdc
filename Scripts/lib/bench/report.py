"""The tables and plots of `bench --growth`, and the page that has them."""
import math, os, shutil, time

from bench.measure import machine
from bench.plots import plot

SECONDS, CPU, PEAK = range(3)
BEGIN, END = "<!-- growth: begin -->", "<!-- growth: end -->"
# What takes less, or needs less, than this at the largest size is not said to grow too fast: that is what
# every command needs.
LEAST = {SECONDS: 0.1, CPU: 0.1, PEAK: 2 ** 26}
STEEP = 1.1


def write_report(folder, found):
    """Writes growth.md and the plots into a folder; returns what grows faster than its work."""
    lines, steep = [f"{machine()}, {time.strftime('%Y-%m-%d')}.", ""], []
    for part, rows in found.items():
        for value, title, name in ((SECONDS, "seconds", "time"), (PEAK, "peak MiB", "memory")):
            picture = f"growth-{part.name}-{name}.svg"
            with open(os.path.join(folder, picture), "w") as file:
                file.write(plot(f"{title}, by {part.axis}", drawn(rows, value)))
        text, found_steep = section(part, rows)
        lines += text
        steep += found_steep
    with open(os.path.join(folder, "growth.md"), "w") as file:
        file.write("\n".join(lines).strip() + "\n")
    return steep


def drawn(rows, value):
    """A line for each command, in seconds or MiB."""
    scale = 2 ** 20 if value == PEAK else 1
    return {name: [(size, row[name][value] / scale) for size, row in rows.items()]
            for name in next(iter(rows.values()))}


def section(part, rows):
    names, sizes = list(next(iter(rows.values()))), list(rows)
    lines = [f"Growth with {part.axis}: seconds, and seconds of the processors in brackets.", "",
             head([part.name, *names])]
    for size, row in rows.items():
        lines.append(cells([part.shown(size), *(f"{number(row[name][SECONDS])} ({number(row[name][CPU])})"
                                                 for name in names)]))
    each, steep = rates(part, rows, names, CPU, 1e6, "µs of CPU")
    lines += each + ["", "Peak memory in MiB.", "", head([part.name, *names])]
    for size, row in rows.items():
        lines.append(cells([part.shown(size), *(f"{row[name][PEAK] / 2**20:.0f}" for name in names)]))
    each, more = rates(part, rows, names, PEAK, 1, "bytes")
    lines += each + [""]
    if len(sizes) > 1:
        lines += [f"![Time by {part.axis}](growth-{part.name}-time.svg)",
                  f"![Memory by {part.axis}](growth-{part.name}-memory.svg)", ""]
    return lines, steep + more


def rates(part, rows, names, value, scale, unit):
    """What one more of them costs, from the smallest to the largest, and how steep it is at the end."""
    sizes, steep = list(rows), []
    if len(sizes) < 2:
        return [], steep
    first, last = rows[sizes[0]], rows[sizes[-1]]
    more = (sizes[-1] - sizes[0]) / part.per
    each = [figure(max(last[name][value] - first[name][value], 0) * scale / more) for name in names]
    slopes = []
    for name in names:
        slope = slope_at_end([(size, row[name][value]) for size, row in rows.items()])
        is_steep = slope > STEEP and last[name][value] >= LEAST[value]
        slopes.append(f"**{slope:.2f}**" if is_steep else f"{slope:.2f}")
        steep += [f"{part.name}: {unit} of {name} ({slope:.2f})"] if is_steep else []
    return [cells([f"{unit} a {part.each}", *each]), cells(["slope", *slopes])], steep


def slope_at_end(points):
    """The exponent with which it grows over the last factor of ten, or the last two sizes: by least
    squares, where both axes are logarithms."""
    near = [point for point in points if point[0] * 10.001 >= points[-1][0]]
    near = near if len(near) > 1 else points[-2:]
    xs, ys = ([math.log(max(each, 1e-9)) for each in side] for side in zip(*near))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / sum((a - x) ** 2 for a in xs)


def figure(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


def number(seconds):
    return f"{seconds:.3f}" if seconds < 1 else f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


def cells(values):
    return f"| {' | '.join(values)} |"


def head(names):
    return cells(names) + "\n" + "|---" * len(names) + "|"


def renew(root, out):
    """Puts the tables into docs/benchmarks.md, between the two marks, and the plots beside it."""
    page, plots = os.path.join(root, "docs", "benchmarks.md"), os.path.join(root, "docs", "plots")
    os.makedirs(plots, exist_ok=True)
    with open(os.path.join(out, "growth.md")) as file:
        report = file.read().replace("](growth-", "](plots/growth-")
    for name in os.listdir(out):
        if name.endswith(".svg"):
            shutil.copy(os.path.join(out, name), plots)
    with open(page) as file:
        before, _, rest = file.read().partition(BEGIN)
    _, _, after = rest.partition(END)
    with open(page, "w") as file:
        file.write(f"{before}{BEGIN}\n{report}{END}{after}")
