"""Lines on axes that are both logarithms, as SVG that can be read on light and on dark."""
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 64, 170, 40, 36
# Of middle brightness, so that they stand out on white and on black.
COLOURS = ["#4e88c7", "#e8842c", "#d9534f", "#4aa564", "#a56cc1", "#a9745b", "#2aa5a0", "#b59a1d"]
STYLE = """text { font: 12px sans-serif; fill: #6e7781 } .title { font-size: 14px }
.grid { stroke: #8886; stroke-width: 1 } .line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #9da7b1 } }"""


def plot(title, series):
    """`series` has the points of each line by its name; the name stands at the line's end."""
    points = [point for line in series.values() for point in line]
    across = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}">',
             f"<style>{STYLE}</style>", f'<text class="title" x="{LEFT}" y="20">{escaped(title)}</text>']
    for value, place in across.ticks():
        parts += [f'<path class="grid" d="M{place:.1f} {TOP}V{HEIGHT - BOTTOM}"/>',
                  text(place, HEIGHT - BOTTOM + 18, value, "middle")]
    for value, place in up.ticks():
        parts += [f'<path class="grid" d="M{LEFT} {place:.1f}H{WIDTH - RIGHT}"/>',
                  text(LEFT - 8, place + 4, value, "end")]
    ends = []
    for (name, line), colour in zip(series.items(), COLOURS):
        places = [(across.place(x), up.place(y)) for x, y in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path class="line" stroke="{colour}" d="M{path}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        ends.append((places[-1][1], name, colour))
    for place, (_, name, colour) in zip(spread([end[0] for end in sorted(ends)]), sorted(ends)):
        x = WIDTH - RIGHT + 14
        parts.append(f'<circle cx="{x}" cy="{place:.1f}" r="4" fill="{colour}"/>'
                     f'<text x="{x + 10}" y="{place + 4:.1f}">{escaped(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


class Axis:
    """Values from the power of ten below the smallest to the one above the largest, where that is not too
    much, and where they are on the page."""

    def __init__(self, values, begin, end):
        low, high = (math.log10(max(edge(values), 1e-6)) for edge in (min, max))
        self.low, self.high = rounded_down(low), -rounded_down(-high)
        if self.high - self.low < 0.01:
            self.high = self.low + 1
        self.begin, self.end = begin, end

    def place(self, value):
        part = (math.log10(max(value, 1e-6)) - self.low) / (self.high - self.low)
        return self.begin + part * (self.end - self.begin)

    def ticks(self):
        """1, 10, 100, and 2 and 5 of each where there is room."""
        steps = (1, 2, 5) if self.high - self.low <= 3 else (1,)
        for power in range(math.floor(self.low), math.ceil(self.high) + 1):
            for step in steps:
                if self.low - 0.001 <= math.log10(step * 10 ** power) <= self.high + 0.001:
                    yield short(step * 10.0 ** power), self.place(step * 10.0 ** power)


def rounded_down(logarithm):
    """To 1, 2 or 5 times a power of ten."""
    floor = math.floor(logarithm + 1e-9)
    return floor + max(step for step in map(math.log10, (1, 2, 5)) if step <= logarithm - floor + 1e-9)


def spread(places, least=16):
    """Moves names apart that would stand on each other, from the top down, and back up where they would
    leave the page."""
    found = []
    for place in places:
        found.append(max(place, found[-1] + least) if found else place)
    below = HEIGHT - BOTTOM
    for index in reversed(range(len(found))):
        found[index] = min(found[index], below)
        below = found[index] - least
    return found


def short(value):
    for size, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g} {name}"
    return f"{value:g}"


def text(x, y, value, anchor):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{value}</text>'


def escaped(value):
    return value.replace("&", "&amp;").replace("<", "&lt;")
