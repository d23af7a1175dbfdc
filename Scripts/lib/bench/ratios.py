"""Pairs of measurements, one of each program, and what can be said of them."""
import math, statistics


class Pairs:
    """What was measured in turns: of the program before and of the one now."""

    def __init__(self, name, unit, is_exact=False):
        self.name, self.unit, self.before, self.now = name, unit, [], []
        self.is_exact = is_exact    # whether a size is measured, which is the same each time

    def add(self, before, now):
        self.before.append(before)
        self.now.append(now)

    @property
    def ratios(self):
        return sorted(now / before for before, now in zip(self.before, self.now))

    @property
    def ratio(self):
        return statistics.median(self.ratios)

    @property
    def interval(self):
        """Where the true median of the ratios is, with at least 95 % confidence, whatever their
        distribution; with fewer than six pairs, from the lowest to the highest."""
        ratios = self.ratios
        cut = cut_off(len(ratios))
        return ratios[cut], ratios[-1 - cut]

    @property
    def noise(self):
        """Half the width of what the middle half of the ratios spans."""
        if len(self.ratios) < 2:
            return 0.0
        low, _, high = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return (high - low) / 2

    def verdict(self, above):
        """worse or better: beyond the noise, and by more than `above`. Fewer than six pairs say
        nothing."""
        low, high = self.interval
        if len(self.ratios) < 6 and not self.is_exact:
            return ""
        if low > 1 and self.ratio > 1 + above:
            return "worse"
        return "better" if high < 1 and self.ratio < 1 - above else ""


def cut_off(count):
    """How many of so many sorted values can be left out at each end."""
    cut, tail = 0, 0.5 ** count
    while tail + math.comb(count, cut + 1) * 0.5 ** count <= 0.025 and cut + 1 < count / 2:
        cut += 1
        tail += math.comb(count, cut) * 0.5 ** count
    return cut


def table(title, rows, above):
    """Lines to print."""
    width = max(len(row.name) for row in rows)
    lines = [f"{title:{width}}{'before':>10}{'now':>10}{'ratio':>8}   {'95 %':<12}{'noise':>7}"
             f"{'pairs':>7}"]
    for row in rows:
        before, now = (shown(statistics.median(side), row.unit) for side in (row.before, row.now))
        low, high = row.interval
        lines.append(f"{row.name:{width}}{before:>10}{now:>10}{row.ratio:>8.3f}   "
                     f"{low:.2f} – {high:.2f} {row.noise:>6.1%}{len(row.ratios):>7}   "
                     f"{row.verdict(above)}".rstrip())
    return lines


def shown(value, unit):
    if unit == "s":
        return f"{value:.4f}" if value < 0.1 else f"{value:.3f}"
    return f"{value / 2**20:.2f}"
