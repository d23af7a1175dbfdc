"""Contents that look like those of a deployment, the same on every machine: texts, configurations,
databases with rows. Every text is made of its name alone, so one name has one content."""
import itertools, math, os, random, sqlite3

LARGEST = 2_000_000
DATABASE_ROW = 1_330


class Material:
    """Lines of made-up prose and code, and files of them."""

    def __init__(self, seed="look-alike"):
        self.seed, words = seed, random.Random(seed)
        letters = "etaoinshrdlucmfwypvbgk"
        known = ["".join(words.choices(letters, k=words.randint(2, 9))) for _ in range(3_000)]
        self.known = known
        self.weights = [*itertools.accumulate(1 / (rank + 3) for rank in range(len(known)))]
        self.lines = [self.line(words) for _ in range(20_000)]

    def line(self, words):
        some = words.choices(self.known, cum_weights=self.weights, k=words.randint(3, 10))
        kind = words.random()
        if kind < 0.3:
            return f"{'    ' * words.randint(0, 3)}{some[0]}_{some[1]} = {some[2]}({', '.join(some[3:])})"
        return f"# {' '.join(some)}" if kind < 0.4 else " ".join(some).capitalize() + "."

    def text(self, name, size):
        words = random.Random(f"{self.seed} {name}")
        lines = words.choices(self.lines, k=size // 30 + 2)
        return f"{name}\n{chr(10).join(lines)}"[:max(size - 1, 1)] + "\n"

    def file(self, name, median=10_000):
        """A text of a realistic size: p90 is two and a half times the median, and a few are large."""
        words = random.Random(f"{self.seed} size of {name}")
        if words.random() < 0.015:
            size = median * 8 * (LARGEST / (10_000 * 8)) ** words.random()
        else:
            size = words.lognormvariate(math.log(median), math.log(2.5) / 1.2816)
        return self.text(name, int(min(max(size, 40), LARGEST)))

    def configuration(self, entries, changed=(), word="", more=0):
        """YAML with comments, lists and blocks; entries that are `changed` have this word
        among their triggers, and so many `more` come at the end. An entry has about 260 bytes."""
        rows = ["# how the assistant answers", "templates:"]
        for index in range(entries + more):
            words = random.Random(f"{self.seed} entry {index if index < entries else word + str(index)}")
            name = words.choice(self.known)
            title = self.line(words).strip("# ").replace(":", "")
            text = self.lines[words.randrange(20_000)]
            triggers = {*words.choices(self.known, k=4), *([word] if index in changed else [])}
            triggers = sorted(triggers)
            rows += [f"  # {words.choice(self.known)}",
                     f"  {name}_{index if index < entries else word + str(index)}:",
                     f"    title: \"{title}\"",
                     f"    triggers: [{', '.join(map(repr, triggers))}]",
                     f"    priority: {words.randint(1, 9)}",
                     "    text: |", f"      {text.strip()}", f"      {' '.join(triggers)}"]
        return "\n".join(rows) + "\n"

    def database(self, place, table, size):
        """A database of about so many bytes, in rows of about 1 KB."""
        os.makedirs(os.path.dirname(place), exist_ok=True)
        words = random.Random(f"{self.seed} {table} {size}")
        rows = ((n, words.choice(self.lines), "\n".join(words.choices(self.lines, k=22)), n * 61)
                for n in range(1, max(size // DATABASE_ROW, 1) + 1))
        database = sqlite3.connect(place)
        database.execute("PRAGMA synchronous = OFF")
        database.execute(
            f"CREATE TABLE {table}(id INTEGER PRIMARY KEY, title TEXT, note TEXT, at INTEGER)")
        database.execute(f"CREATE INDEX {table}_at ON {table}(at)")
        database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)
        database.commit()
        database.close()


def change_rows(place, table, turn):
    """Changes one row in a hundred, others each time."""
    database = sqlite3.connect(place)
    database.execute(f"UPDATE {table} SET title = title || ' {turn}' WHERE id % 100 = ?", (turn % 100,))
    database.commit()
    database.close()


def write(folder, path, text):
    """Writes a file anew under its name: other names of the old contents keep them."""
    place = os.path.join(folder, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place + ".new", "w") as file:
        file.write(text)
    os.replace(place + ".new", place)


MIGRATION = """-- Migration: weights
-- Version: 1
-- Database: tier2/knowledge_graph.db
-- Date: 2026-01-05
-- Author: CORTEX
-- Description: What a pattern weighs
ALTER TABLE patterns ADD COLUMN weight REAL;
PRAGMA user_version = 1;
-- Rollback:
--   ALTER TABLE patterns DROP COLUMN weight;
"""
