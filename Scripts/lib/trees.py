"""What a deployment holds, and its store, read here and not asked of cortex."""
import hashlib, json, os, re, sqlite3, stat
from collections import Counter

from rows import State

STORE = ".cortex"
COMPANIONS = ("-wal", "-shm", "-journal")
# Contents that do not have their name yet, see "The tree of a store" in store-format.md.
UNNAMED = re.compile(r"\.cortex-new-[0-9a-f]{16}$")
# What differs between two runs that do the same: when it was, how long it took, and the numbers of
# generations where the first of them was ended after it had saved the state before.
TIMED = "cortex-brain/.cortex-version", "cortex-brain/documents/reports/UPGRADE-REPORT-"
TIMES = re.compile(
    rb'\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ| \d\d:\d\d UTC)|less than 1 ms|\d+\.\d+ s\b|(?<="seconds" : )[\d.e-]+'
    rb'|(?<=eneration )\d+|(?<="generation" : )\d+|(?<="saved" : )\d+|(?<=gen cat )\d+')
DAY = re.compile(r"(UPGRADE-REPORT-)\d{4}-\d\d-\d\d")


class Tree:
    """Files and links with their permissions, databases by what is in them, and folders."""

    def __init__(self, root):
        self.entries, self.folders, self.unnamed, self.strays, self.unsound = {}, {}, [], [], []
        names = {}
        for folder, folders, files in os.walk(root):
            if folder == root and STORE in folders:
                folders.remove(STORE)
            for name in folders + files:
                place = os.path.join(folder, name)
                names[DAY.sub(r"\1DAY", os.path.relpath(place, root))] = place
        for path, place in names.items():
            if UNNAMED.search(path):
                self.unnamed.append(path)
            elif path.endswith(COMPANIONS):
                if path.rsplit("-", 1)[0] not in names:
                    self.strays.append(path)
            else:
                self.read(path, place)

    def read(self, path, place):
        mode = os.lstat(place).st_mode
        permissions = format(stat.S_IMODE(mode), "o")
        if stat.S_ISLNK(mode):
            self.entries[path] = "link to " + os.readlink(place)
        elif stat.S_ISDIR(mode):
            self.folders[path] = permissions
        else:
            with open(place, "rb") as file:
                content = file.read()
            if content.startswith(b"SQLite format 3\0"):
                self.entries[path] = Database(place, permissions)
                self.unsound += [f"{path}: {problem}" for problem in self.entries[path].problems]
            else:
                if path.startswith(TIMED):
                    content = TIMES.sub(b"TIME", content)
                digest = hashlib.sha256(content).hexdigest()[:16]
                self.entries[path] = f"file {permissions} {len(content)} {digest}"

    def __eq__(self, other):
        return not self.differences(other)

    def differences(self, other):
        return differences(self.entries, other.entries) + [
            f"folder {each}" for each in differences(self.folders, other.folders)]

    def torn(self, old, new):
        """What is neither as in one nor as in the other. Folders get their permissions after their
        names, and are compared only when all is over."""
        words = "{}: {}, was {}, would be {}"
        return [words.format(path, *(described(tree, path) for tree in (self, old, new)))
                for path in sorted(self.entries.keys() | old.entries.keys() | new.entries.keys())
                if self.entries.get(path) not in (old.entries.get(path), new.entries.get(path))]

    def lost_rows(self, old):
        """Rows of databases that are not here any more, over the columns that they had."""
        lost = []
        for path, database in old.entries.items():
            if isinstance(database, Database):
                now = self.entries.get(path)
                rows = database.rows_lost_in(now if isinstance(now, Database) else None)
                lost += [f"{path}: {each}" for each in rows]
        return lost


class Database:
    def __init__(self, place, permissions):
        self.permissions, self.state = permissions, None
        try:
            self.state = State(place)
            self.problems = [each for each in self.state.problems if each != "ok"]
        except (sqlite3.Error, ValueError) as error:
            self.problems = [str(error)]

    def __eq__(self, other):
        return (isinstance(other, Database) and self.permissions == other.permissions
                and self.state is not None and other.state is not None and self.state == other.state)

    def __str__(self):
        if self.state is None:
            return "a database that cannot be read"
        rows = {name: len(table.rows) for name, table in self.state.tables.items()}
        return f"database {self.permissions}, version {self.state.version}, rows {rows}"

    def rows_lost_in(self, now):
        for name, table in self.state.tables.items():
            there = now and now.state and now.state.tables.get(name)
            if not there or not set(table.columns) <= set(there.columns):
                yield f"the table {name} is gone"
                continue
            lost = Counter(table.rows) - Counter(there.projected(table.columns))
            if lost:
                yield f"{sum(lost.values())} rows of {name} are gone"


def differences(found, wanted):
    return [f"{path}: {found.get(path, 'not there')}, not {wanted.get(path, 'absent')}"
            for path in sorted(found.keys() | wanted.keys()) if found.get(path) != wanted.get(path)]


def described(tree, path):
    return str(tree.entries.get(path, "absent"))


class Store:
    """The records of a store and the names of its packs, each record with its digest."""

    def __init__(self, deployment):
        self.folder = os.path.join(deployment, STORE)
        self.unreadable = []
        self.generations = self.records("generations")
        self.trash = self.records("trash")
        self.packs = {name for name in self.names("packs") if name.endswith(".pack")}
        self.has_journal = any(os.path.exists(os.path.join(self.folder, name)) for name in ("journal", "journal.copy"))
        try:
            with open(os.path.join(self.folder, "current")) as file:
                self.current = int(file.readline())
        except (OSError, ValueError) as error:
            self.current = str(error)

    def names(self, folder):
        place = os.path.join(self.folder, folder)
        return os.listdir(place) if os.path.isdir(place) else []

    def records(self, folder):
        found = {}
        for name in self.names(folder):
            if not name.isdecimal():
                continue
            with open(os.path.join(self.folder, folder, name), "rb") as file:
                line, _, seal = file.read().partition(b"\n")
            digest = hashlib.sha256(line + b"\n").hexdigest()
            if seal != f"sha256 {digest}\n".encode():
                self.unreadable.append(f"{folder}/{name}")
                continue
            found[int(name)] = json.loads(line)
        return found

    @property
    def known(self):
        return set(self.generations), set(self.trash), self.packs
