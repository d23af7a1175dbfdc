"""What databases hold, read without leaving anything beside them, and rows that they take."""
import os, re, shutil, sqlite3, tempfile
from collections import Counter


class State:
    """All that a database holds, read from a copy, so that looking leaves nothing beside it."""

    def __init__(self, path):
        with tempfile.TemporaryDirectory() as folder:
            connection = copied(path, folder)
            connection.text_factory = Text
            ask = lambda sql: connection.execute(sql).fetchall()
            self.version = ask("PRAGMA user_version")[0][0]
            self.problems = [str(row[0]) for row in ask("PRAGMA integrity_check")]
            self.dangling = len(ask("PRAGMA foreign_key_check"))
            self.schema = sorted(tuple(map(str, row)) for row in ask(
                "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema"))
            self.tables, self.search, self.contents = {}, {}, {}
            for _, name, kind, *_ in ask("PRAGMA table_list"):
                if name in ("sqlite_schema", "sqlite_temp_schema") or kind == "view":
                    continue
                if kind != "virtual":
                    self.tables[str(name)] = Table(connection, str(name), kind == "shadow")
                    continue
                (sql,), = ask(f"SELECT sql FROM sqlite_schema WHERE name = '{name}'")
                content = re.search(r"content='([^']*)'", sql)
                self.contents[str(name)] = content and content.group(1)
                try:
                    ask(f"INSERT INTO {quoted(name)} ({quoted(name)}, rank) "
                        "VALUES ('integrity-check', 1)")
                    self.search[str(name)] = True
                except sqlite3.DatabaseError:
                    self.search[str(name)] = False
            self.references = [
                reference for name in self.tables for reference in references(connection, name)]
            connection.close()

    def __eq__(self, other):
        return not self.differences(other)

    def differences(self, other):
        found = [what for what in ("version", "problems", "dangling", "schema", "search")
                 if getattr(self, what) != getattr(other, what)]
        for name in sorted(self.tables.keys() | other.tables.keys()):
            one, two = self.tables.get(name), other.tables.get(name)
            if one is None or two is None or Counter(one.rows) != Counter(two.rows):
                found.append(f"table {name}")
        return found

    def without_search(self):
        """Without the indexes, which are made anew where rows are carried."""
        copy = object.__new__(State)
        copy.__dict__.update(self.__dict__, search={}, tables={
            name: table for name, table in self.tables.items() if not table.is_shadow})
        return copy

    def content_of(self, search):
        table = self.tables.get(self.contents.get(search) or "")
        return table and Counter(table.rows)

    def rows_of(self, name):
        return self.tables[name].rows if name in self.tables else []


class Table:
    """Its rows, each value as Python writes it: 1, 1.0 and '1' are three."""

    def __init__(self, connection, name, is_shadow):
        self.name, self.is_shadow = name, is_shadow
        columns = connection.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()
        self.columns = [str(column[1]) for column in columns if column[6] in (0, 2, 3)]
        self.key = key_of(connection, name)
        names = ", ".join(map(quoted, self.columns))
        self.rows = [tuple(map(repr, row)) for row in connection.execute(
            f"SELECT {names} FROM {quoted(name)}")]

    def projected(self, columns):
        places = [self.columns.index(column) for column in columns]
        return [tuple(row[place] for place in places) for row in self.rows]

    def by_key(self, columns, key):
        return dict(zip(self.projected(key), self.projected(columns)))

    def free_columns(self, connection):
        """Columns of text in which one word is as good as another."""
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = ?", (self.name,)).fetchone()
        bound = {column for _, columns, _, _ in references(connection, self.name)
                 for column in columns}
        for index in connection.execute(f"PRAGMA index_list({quoted(self.name)})").fetchall():
            parts = connection.execute(f"PRAGMA index_info({quoted(index[1])})").fetchall()
            bound |= {part[2] for part in parts} if index[2] else set()
        checked = re.findall(r"(\w+)\s+(?:IN\b|IS\b|[<>=])", sql)
        return [row[1] for row in connection.execute(f"PRAGMA table_info({quoted(self.name)})")
                if "TEXT" in row[2].upper() and not row[5] and row[1] not in bound
                and row[1] not in checked]


class Text(str):
    """Text of a database, told apart from a blob; bytes that are no text stay what they are."""

    def __new__(cls, content):
        return str.__new__(cls, content.decode(errors="surrogateescape"))


def copied(path, folder):
    """A connection to a copy, with the log that is beside it."""
    copy = os.path.join(folder, "copy.db")
    for ending in ("", "-wal", "-journal"):
        if os.path.exists(path + ending):
            shutil.copyfile(path + ending, copy + ending)
    return sqlite3.connect(copy, isolation_level=None)


def references(connection, name):
    """(table, columns, the table that they refer to, its columns), each once."""
    found = {}
    for one in connection.execute(f"PRAGMA foreign_key_list({quoted(name)})").fetchall():
        columns, targets = found.setdefault((one[0], str(one[2])), ([], []))
        columns.append(str(one[3]))
        targets.append(str(one[4]) if one[4] else key_of(connection, one[2])[0])
    return [(name, columns, parent, targets) for (_, parent), (columns, targets) in found.items()]


def key_of(connection, name):
    columns = connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
    return [str(column[1]) for column in sorted(columns, key=lambda column: column[5]) if column[5]]


def quoted(name):
    return '"' + str(name).replace('"', '""') + '"'


def bytes_without_counters(path):
    """The bytes of a database but for SQLite's counters and its own version."""
    with open(path, "rb") as file:
        content = bytearray(file.read())
    content[24:28] = content[40:44] = bytes(4)
    content[92:100] = bytes(8)
    return content


def new_row(connection, name, words, makes_parents=True):
    """A row that the table should take, by column; what is no matter is left to its default."""
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    parents = {columns[0]: (parent, targets[0])
               for _, columns, parent, targets in references(connection, name)}
    row = {}
    for _, column, kind, not_null, default, key in connection.execute(
            f"PRAGMA table_info({quoted(name)})").fetchall():
        choices = re.search(rf"\b{re.escape(column)}\s+IN\s*\(\s*'([^']*)'", sql)
        if column in parents:
            table, target = parents[column]
            there = connection.execute(
                f"SELECT {quoted(target)} FROM {quoted(table)} LIMIT 1").fetchone()
            if there is None and makes_parents and table != name:
                parent = new_row(connection, table, words + " parent")
                if parent and written(connection, *insertion(table, parent)):
                    there = connection.execute(
                        f"SELECT {quoted(target)} FROM {quoted(table)} LIMIT 1").fetchone()
            if there is None and not_null:
                return None
            row[column] = there and there[0]
        elif key and kind.upper() == "INTEGER":
            continue
        elif choices:
            row[column] = choices.group(1)
        elif not key and not not_null and default is not None:
            continue
        elif any(word in kind.upper() for word in ("INT", "REAL", "FLOA", "DOUB", "NUM", "BOOL")):
            row[column] = 1
        elif any(word in kind.upper() for word in ("DATE", "TIME")) or column.endswith("_at"):
            row[column] = f"2026-01-0{len(words) % 9 + 1} 10:00:00" if not key else words
        else:
            row[column] = f"{column} {words}"
    return row


def insertion(name, row):
    if not row:
        return f"INSERT INTO {quoted(name)} DEFAULT VALUES", ()
    return (f"INSERT INTO {quoted(name)} ({', '.join(map(quoted, row))}) "
            f"VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def written(connection, sql, values):
    """Runs a statement; one that the schema refuses leaves nothing behind."""
    connection.execute("SAVEPOINT one")
    try:
        connection.execute(sql, values)
    except sqlite3.Error as error:
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        print(f"the schema refuses one row: {error}")
        return False
    connection.execute("RELEASE one")
    return True
