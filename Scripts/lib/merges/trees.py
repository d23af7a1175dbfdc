"""Configurations as trees whose entries are known in every version, and how they are written."""
import json, re

PLAIN = re.compile(r"[A-Za-zäöüßï日本語][\wäöüßï日本語-]*( [\wäöüßï日本語/.-]+)*")
RESERVED = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}


class Entry:
    """A key of a map, an item of a list or a document. Its copies elsewhere have its uid."""

    def __init__(self, uid, node, key=None, fixed=False):
        self.uid, self.node, self.key, self.fixed = uid, node, key, fixed
        self.above, self.beside, self.blank, self.anchor = [], None, False, None

    def copy(self):
        new = Entry(self.uid, self.node.copy(), self.key, self.fixed)
        new.above, new.beside = self.above[:], self.beside
        new.blank, new.anchor = self.blank, self.anchor
        return new


class Node:
    """A scalar, a map or list ("seq") of entries, or an alias, whose value is the uid of what it
    refers to; the root is a list of documents ("docs")."""

    def __init__(self, kind, value=None, entries=(), style=""):
        self.kind, self.value, self.entries, self.style = kind, value, list(entries), style
        self.tail = []  # Comments behind the last entry
        self.order = None  # In a merged list: which entries come before which; None: as they are

    def copy(self):
        entries = [entry.copy() for entry in self.entries]
        new = Node(self.kind, self.value, entries, self.style)
        new.tail = self.tail[:]
        return new

    def get(self, name):
        return next((entry for entry in self.entries if name in (entry.key, entry.uid)), None)

    def walk(self):
        """All entries in it, each with the node that it stands in."""
        for entry in self.entries:
            yield entry, self
            yield from entry.node.walk()


def freeze(node):
    """The value of a node, or a value that was read, so that it can be compared and be in a set."""
    if isinstance(node, Node):
        if node.kind == "map":
            return "map", frozenset((entry.key, freeze(entry.node)) for entry in node.entries)
        if node.kind == "seq":
            return "seq", tuple(freeze(entry.node) for entry in node.entries)
        return node.kind, type(node.value).__name__, node.value
    if isinstance(node, dict):
        return "map", frozenset((key, freeze(value)) for key, value in node.items())
    if isinstance(node, list):
        return "seq", tuple(map(freeze, node))
    return "scalar", type(node).__name__, node


def marks(value):
    """The values in a node, or in what was read, that are given away only once."""
    if isinstance(value, Node):
        parts = [entry.node for entry in value.entries]
        value = None if parts else value.value
    else:
        parts = list(value.values()) if isinstance(value, dict) else value
    if isinstance(parts, list) and parts:
        return set().union(*map(marks, parts))
    if isinstance(value, str):
        return {value} if re.search(r"w\d", value) else set()
    return {value} if type(value) is int and value > 999 else set()


def comments(root, written=None):
    """Every comment, or each in `written`, with what has to stay for it to stay."""
    owners = {}
    for entry, _ in root.walk():
        for text in entry.above + [entry.beside] * bool(entry.beside):
            owners[text] = entry.uid
        for text in entry.node.tail:
            owners[text] = ("tail", entry.uid)
    return {text.split()[1]: owner for text, owner in owners.items()
            if written is None or text in written}


class Writer:
    """Somebody's way to write a configuration."""

    def __init__(self, rng):
        self.indent, self.inner = rng.choice((2, 2, 2, 4)), rng.random() < 0.6
        self.crlf, self.start = rng.random() < 0.1, rng.random() < 0.1

    def write(self, root):
        self.anchors = {entry.uid: entry.anchor for entry, _ in root.walk() if entry.anchor}
        self.lines, self.keeps = [], False
        for number, document in enumerate(root.entries):
            self.lines += document.above
            if number or self.start or document.beside:
                self.lines.append("---" + beside(document))
                self.keeps = False
            self.map(document.node, 0)
        return ("\r\n" if self.crlf else "\n").join(self.lines + [""]).encode()

    def map(self, node, column):
        for entry in node.entries:
            self.before(entry, column)
            name = entry.key if entry.key in ("<<", "a.b", "x/y") else quoted_key(entry.key)
            anchor = " &" + entry.anchor if entry.anchor else ""
            self.entry(entry, " " * column + name + ":" + anchor, column)
        self.lines += [" " * column + text for text in node.tail]

    def before(self, entry, column):
        if entry.blank and not self.keeps:  # A blank line would belong to the text above
            self.lines.append("")
        for text in entry.above:
            self.lines.append(text if text.endswith("<") else " " * column + text)

    def entry(self, entry, head, column):
        node, self.keeps = entry.node, False
        if node.kind == "alias":
            self.lines.append(head + " *" + self.anchors[node.value] + beside(entry))
        elif node.kind == "scalar":
            self.scalar(node, head, beside(entry), column + self.indent)
        elif not node.entries or self.is_flow(node):
            self.lines.append(head + " " + flow(node) + beside(entry))
        elif node.kind == "map":
            self.lines.append(head + beside(entry))
            self.map(node, column + self.indent)
        else:
            self.lines.append(head + beside(entry))
            self.list(node, column + self.indent * self.inner)

    def list(self, node, column):
        for entry in node.entries:
            self.before(entry, column)
            head, first = " " * column + "-", len(self.lines)
            if entry.node.kind != "map" or not entry.node.entries or self.is_flow(entry.node):
                self.entry(entry, head, column)
                continue
            self.map(entry.node, column + 2)
            start = self.lines[first].lstrip()
            if entry.beside or not start or start.startswith("#"):
                self.lines.insert(first, head + beside(entry))
            else:
                self.lines[first] = head + self.lines[first][column + 1:]
        if self.inner:  # Otherwise it would stand above the next key
            self.lines += [" " * column + text for text in node.tail]

    @staticmethod
    def is_flow(node):
        return node.style == "flow" and not node.tail and not any(
            entry.above or entry.beside or entry.anchor or entry.node.kind == "alias" or inside.tail
            for entry, inside in node.walk())

    def scalar(self, node, head, comment, column):
        value = node.value
        if not isinstance(value, str) or "\n" not in value or node.style == "double":
            text = spell(node, flow=head.endswith("-"))
            self.lines.append(head + (" " + text if text else "") + comment)
            return
        body = value.rstrip("\n")
        ends = len(value) - len(body)
        chomping = "-" if ends == 0 else "+" if ends > 1 or node.style == "keep" else ""
        lines = body.split("\n")
        folds = node.style == "folded" and all(line and line[0] != " " for line in lines)
        self.lines.append(head + " " + "|>"[folds] + chomping + comment)
        for number, line in enumerate(lines):
            if number and folds:
                self.lines.append("")
            self.lines.append(" " * column + line if line else "")
        self.lines += [""] * (ends - 1)
        self.keeps = chomping == "+"


def beside(entry):
    return " " + entry.beside if entry.beside else ""


def quoted_key(key):
    return key if PLAIN.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def flow(node):
    if node.kind == "map":
        parts = (quoted_key(entry.key) + ": " + flow(entry.node) for entry in node.entries)
        return "{" + ", ".join(parts) + "}"
    if node.kind == "seq":
        return "[" + ", ".join(flow(entry.node) for entry in node.entries) + "]"
    return spell(node, flow=True)


def spell(node, flow=False):
    """A scalar on one line."""
    value, style = node.value, node.style
    if value is None:
        return {"empty": "null" if flow else "", "tilde": "~"}.get(style, "null")
    if not isinstance(value, str):
        return str(value).lower()
    is_plain = PLAIN.fullmatch(value) and value.lower() not in RESERVED
    if style in ("", "keep", "folded") and is_plain:
        return value
    if style == "single" and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)
