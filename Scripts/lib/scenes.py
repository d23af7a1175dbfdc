"""A small deployment, and the commands that are ended in it, each with the state that it starts from."""
import hashlib, os, random, subprocess, sys

from calls import Call
from clone import append, put
from trees import Store, Tree

GRAPH, MEMORY = "cortex-brain/tier2/knowledge_graph.db", "cortex-brain/tier1/working_memory.db"
CONTEXT, OLDER = "cortex-brain/tier3/context.db", "cortex-brain/tier3/older.db"
TEMPLATES, DICTIONARY = "cortex-brain/response-templates.yaml", "cortex-brain/user-dictionary.yaml"
# Nobody ships this file: cortex leaves it alone, and no generation has it.
OWN = "src/my_tools.py"


class Scene:
    """A command, and what is known about the states before and after it."""

    def __init__(self, name, words, build, restores=False, repeats=True, in_steps=False, merges=False):
        self.name, self.words, self.build = name, words, build
        self.restores = restores    # whether databases are put back, and rows go with that
        self.repeats = repeats      # whether the same command can be given again once it is done
        self.in_steps = in_steps    # whether it may be done in part: it changes nothing but the store
        self.merges = merges        # whether many packs become one: each goes with a call like the others


class Place:
    """A deployment under management, and what was in it when each of its generations was made."""

    def __init__(self, work, run, kill):
        self.work, self.run, self.kill = work, run, kill
        self.folder = os.path.join(work, "live", "CORTEX")
        self.older, self.newer = os.path.join(work, "5.2.0"), os.path.join(work, "5.3.0")
        self.contents, self.old = {}, None

    def cortex(self, *words):
        before = Tree(self.folder)
        done = self.run(*words)
        if done.returncode != 0:
            sys.exit(f"cortex {' '.join(words)} failed while a scene was made:\n{done.stderr}")
        self.note(before, Tree(self.folder))

    def note(self, before, after):
        """What was made with a command that is over."""
        for number, record in Store(self.folder).generations.items():
            if number not in self.contents:
                self.contents[number] = before if record["kind"].startswith("pre-") else after

    def put(self, path, text):
        put(os.path.join(self.folder, path), text.encode() if isinstance(text, str) else text)

    def append(self, path, text):
        append(os.path.join(self.folder, path), text.encode())

    def sql(self, path, *statements):
        """Rows stay in the log of a database in WAL mode: the connection is ended as by a crash."""
        program = ("import os, sqlite3, sys\n"
                   "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
                   "c.execute('PRAGMA wal_autocheckpoint=0')\n"
                   "for s in sys.argv[2:]: c.execute(s).fetchall()\n"
                   "os._exit(0)\n")
        place = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        subprocess.run([sys.executable, "-c", program, place, *statements], check=True)

    # --------------------------------------------------------------------------- states to start from

    def managed(self):
        """Generation 1, and some work since."""
        make = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "make-sample-release")
        for folder, *words in (
            (self.older, "5.2.0"), (self.newer, "5.3.0"), (self.folder, "5.2.0", "--deployed"),
        ):
            if not os.path.isdir(folder):
                subprocess.run([make, folder, *words], check=True)
                ship_more(folder, words[0] == "5.3.0")
        self.sql(GRAPH, "PRAGMA journal_mode=WAL", "CREATE TABLE links(id INTEGER PRIMARY KEY, note TEXT)",
                 many("links", 12))
        self.sql(OLDER, "CREATE TABLE notes(id INTEGER PRIMARY KEY, note TEXT)", many("notes", 5))
        self.cortex("init", "--release", self.older)
        self.append("src/tier1/memory.py", "# and once more\n")
        self.append(DICTIONARY, "  - quay: where releases land\n")
        self.work_on("first")

    def work_on(self, word):
        """Rows in both databases, and in one of them in the log only."""
        for path, table in ((MEMORY, "conversations"), (GRAPH, "patterns")):
            self.sql(path, f"INSERT INTO {table}(title) VALUES ('{word} one'), ('{word} two')")
        self.sql(GRAPH, f"UPDATE links SET note = note || '{word}' WHERE id % 3 = 0")

    def upgraded(self):
        """5.3.0 is installed, and work went on: a database came, another one went."""
        self.managed()
        self.cortex(*upgrade(self))
        self.append(TEMPLATES, "  mine:\n    triggers: [fog]\n")
        self.put("cortex-brain/documents/log.md", "# what I did\n")
        self.sql(CONTEXT, "CREATE TABLE sessions(id INTEGER PRIMARY KEY, note TEXT)", many("sessions", 4))
        os.remove(os.path.join(self.folder, OLDER))
        self.work_on("second")

    def many_generations(self):
        """Packs of which all, some or nothing is needed: a note that stays comes with one that changes."""
        self.managed()
        words = random.Random(3)
        for number in range(5):
            if number in (0, 2):
                self.put(f"cortex-brain/documents/kept-{number}.md", words.randbytes(30000).hex())
            self.put("cortex-brain/documents/log.md", words.randbytes(30000).hex())
            self.work_on(f"turn {number}")
            self.cortex("snapshot")
        self.work_on("after")

    def many_packs(self):
        """So many small packs that the next snapshot makes them one."""
        self.managed()
        packs, number = os.path.join(self.folder, ".cortex", "packs"), 0
        while len(os.listdir(packs)) < 64:
            number += 1
            self.append("cortex-brain/documents/log.md", f"turn {number}\n")
            self.cortex("snapshot")
        self.work_on("after")

    def deleted(self):
        self.many_generations()
        self.cortex("gen", "delete", "--yes", "3", "4")

    def half_upgraded(self):
        self.managed()
        self.interrupt(*upgrade(self))

    def half_switched(self):
        self.upgraded()
        self.interrupt(*SWITCH)

    def interrupt(self, *words):
        """Ends a command while files take their names, with the databases changed or about to be."""
        self.old, current = Tree(self.folder), Store(self.folder).current
        digits = hashlib.sha256(b"src/main.py").hexdigest()[:16]
        unnamed = os.path.join(self.folder, "src", f".cortex-new-{digits}")
        self.kill(Call(None, "rename", unnamed, 1, ""), *words)
        store = Store(self.folder)
        if not store.has_journal or store.current != current:
            sys.exit(f"cortex {' '.join(words)} was not interrupted where it should be")


def ship_more(folder, is_newer):
    """What the small releases have not: a folder that goes, links, another kind, a large file."""
    def place(path):
        return os.path.join(folder, path)
    words = random.Random(2 if is_newer else 1)
    put(place("src/words.bin"), words.randbytes(1_200_000))
    os.symlink("src/main.py" if is_newer else "README.md", place("start"))
    if is_newer:
        for path in ("daily.py", "weekly.py"):
            put(place(f"src/reports/{path}"), f"# {path}\n".encode())
        os.chmod(place("src/tier2/graph.py"), 0o755)
        put(place("cortex-brain/migrations/002_weights.sql"),
            b"-- Migration: weights\n-- Version: 1\n-- Database: tier2/knowledge_graph.db\n"
            b"-- Date: 2026-01-05\n-- Author: CORTEX\n-- Description: What a pattern weighs\n"
            b"ALTER TABLE patterns ADD COLUMN weight REAL;\nPRAGMA user_version = 1;\n"
            b"-- Rollback:\n--   ALTER TABLE patterns DROP COLUMN weight;\n")
    else:
        put(place("src/reports"), b"a file here, and a folder in the next release\n")
        for path in ("one.py", "deep/two.py"):
            put(place(f"src/parts/{path}"), f"# {path}\n".encode())
        os.symlink("../main.py", place("src/parts/entry.py"))


def many(table, rows):
    values = ", ".join(f"('{'row %d ' % n * 200}')" for n in range(rows))
    return f"INSERT INTO {table}(note) VALUES {values}"


def upgrade(place):
    return "upgrade", "--from", place.newer, "--on-conflict", "local", "--allow-removals", "--yes"


def still_there(place, *numbers):
    return [str(number) for number in numbers if number in Store(place.folder).generations]


SWITCH = "gen", "switch", "1", "--data", "restore", "--exact", "--yes"
SCENES = {
    "upgrade": [Scene("upgrade", upgrade, Place.managed)],
    "switch": [Scene("gen switch", lambda place: SWITCH, Place.upgraded, restores=True)],
    "rollback": [
        Scene("rollback, restore", lambda place: ("rollback", "--data", "restore", "--yes"),
              Place.upgraded, restores=True, repeats=False),
        Scene("rollback, keep", lambda place: ("rollback", "--data", "keep", "--yes"),
              Place.upgraded, repeats=False)],
    "gc": [Scene("gc", lambda place: ("gc", "--yes", "--keep-last", "1", "--now"),
                 Place.many_generations, in_steps=True)],
    "snapshot": [
        Scene("snapshot", lambda place: ("snapshot",), Place.many_generations, in_steps=True),
        Scene("snapshot, many packs", lambda place: ("snapshot",), Place.many_packs, in_steps=True,
              merges=True)],
    "delete": [
        Scene("gen delete", lambda place: ("gen", "delete", "--yes", *still_there(place, 3, 4)),
              Place.many_generations, repeats=False, in_steps=True)],
    "undelete": [Scene("gen undelete", lambda place: ("gen", "undelete", "3"), Place.deleted,
                       repeats=False, in_steps=True)],
    "recovery": [
        Scene("finish an upgrade", lambda place: ("status",), Place.half_upgraded),
        Scene("finish a switch", lambda place: ("status",), Place.half_switched, restores=True)],
}
