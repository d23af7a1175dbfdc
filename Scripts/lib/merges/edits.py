"""Random configurations, and random edits of them."""
import itertools, random

from .trees import Entry, Node, Writer

KINDS = ("maps", "sets", "pairs", "items", "renumbered", "documents", "comments", "scalars",
         "anchors")
KEYS = ("server client limits host port mode level path cache retry timeout agents rules hooks "
        "theme labels größe a.b x/y two_words with-dash 日本 template region owner queue").split()
KEYS += ["x y", "a: b", "#h"]
WORDS = "alpha bravo carol delta echo fox golf hotel größe naïve 日本語 ok".split()
ODD = ("{} # no comment", "key: {}", "it's {}", 'say "{}"', "- {}", " {}", "{} ", "a, {}", "@{}",
       "*{}", "&{}", "[{}]", "{}:", "%{}", "!{}", "c:\\{}", "{} 🙂", "# {}")
LINES = "{}", "{} and more", "{}", "key: {}", "# {}", "{} # no comment", "- {}"

# The edits that a side makes: most of them those of the kind, the others for a change.
EDITS = {
    "maps": "change add remove rename", "sets": "put drop replace move",
    "pairs": "figure figure figures", "items": "put drop move raise grow change",
    "renumbered": "renumber swap reuse grow change raise",
    "documents": "append append insert delete change",
    "comments": "talk talk hush change add remove", "scalars": "change respell respell",
    "anchors": "anchor anchor change refer",
}
ALL = "change change add remove rename talk hush respell space put drop move grow figure".split()


class Maker:
    """Makes a base and two versions of it from a seed: the same ones each time."""

    def __init__(self, seed, only=None):
        self.rng = random.Random(f"{seed}")
        self.kind = self.rng.choice(KINDS)  # Always drawn, so that --only changes nothing else
        self.kind = only or self.kind
        self.numbers = itertools.count(1000)
        self.busy = self.kind == "comments"

    def triple(self):
        rng = self.rng
        count = rng.randint(2, 3) if self.kind == "documents" else 1
        base = Node("docs", entries=[self.document() for _ in range(count)])
        if rng.random() < 0.1:  # Both have made some changes alike
            local = base.copy()
            self.edit(local)
            upgrade = local.copy()
        else:
            local, upgrade = base.copy(), base.copy()
        writers = [Writer(rng)] * 3
        if rng.random() < 0.2:
            writers[2] = Writer(rng)
        is_quiet = rng.random() < (0.5 if self.busy else 0.1)
        for side in local, upgrade:
            for _ in range(rng.randint(1, 3)):
                self.edit(side, talk_only=is_quiet and side is local)
        return [base, local, upgrade], writers

    # What is in a configuration

    def word(self):
        return f"{self.rng.choice(WORDS)}-w{next(self.numbers)}"

    def scalar(self, node=None):
        """A new scalar, or the same one with another value."""
        rng, draw = self.rng, self.rng.random()
        node = node or Node("scalar")
        if self.kind == "scalars" and draw < 0.5 or draw < 0.08:
            lines = [rng.choice(LINES).format(self.word()) for _ in range(rng.randint(1, 3))]
            if len(lines) > 1 and rng.random() < 0.3:
                lines[1:1] = [""]
            if len(lines) > 1 and rng.random() < 0.2:
                lines[-1] = "  " + lines[-1]
            node.value = "\n".join(lines) + "\n" * rng.choice((0, 1, 1, 1, 1, 2))
            node.style = rng.choice(("", "", "keep", "folded", "double"))
        elif draw < 0.75:
            is_odd = rng.random() < 0.2
            node.value = rng.choice(ODD).format(self.word()) if is_odd else self.word()
            node.style = rng.choice(("", "", "single", "double"))
        elif draw < 0.9:
            node.value = next(self.numbers)
        else:
            node.value = rng.choice((None, None, True, False, 0.5 + next(self.numbers)))
            node.style = rng.choice(("", "tilde", "empty"))
        return node

    def comment(self):
        text = self.rng.choice(("why", "old: value", "- item", "größe", "'x", "<"))
        return f"# c{next(self.numbers)} " + text

    def new(self, node, key=None, fixed=False):
        """A new entry, perhaps with comments."""
        rng, often = self.rng, 0.3 if self.busy else 0.06
        entry = Entry(next(self.numbers), node, key, fixed)
        if rng.random() < often:
            entry.above = [self.comment() for _ in range(rng.randint(1, 2))]
        if rng.random() < often:
            entry.beside = self.comment()
        if rng.random() < often and node.kind in ("map", "seq"):
            node.tail = [self.comment()]
        entry.blank = rng.random() < 0.15
        return entry

    def document(self):
        rng = self.rng
        keys = rng.sample(KEYS, rng.randint(3, 6))
        entries = []
        for number, key in enumerate(keys):
            is_own = number == 0 or rng.random() < 0.3
            entries.append(self.new(self.section(self.kind if is_own else rng.choice(KINDS)), key))
        if rng.random() < 0.2:
            version = Node("scalar", next(self.numbers))
            entries.insert(0, self.new(version, "version", fixed=True))
        if self.kind == "anchors":
            self.refer(entries)
        return self.new(Node("map", entries=entries))

    def refer(self, entries):
        """Adds a map with an anchor, and what refers to it."""
        target = self.new(self.map(1), "defaults", fixed=True)
        target.anchor, target.node.style = "d", ""
        entries.insert(0, target)
        for key in self.rng.sample(("one", "two", "three"), self.rng.randint(1, 3)):
            node = Node("alias", target.uid)
            if self.rng.random() < 0.7:
                merged = Entry(next(self.numbers), node, "<<", True)
                node = Node("map", entries=[merged] + self.map(1).entries)
            entries.append(self.new(node, key, fixed=node.kind == "alias"))

    def map(self, depth):
        rng, style = self.rng, self.rng.choice(("", "", "", "flow"))
        entries = []
        for key in rng.sample(KEYS, rng.randint(2, 4)):
            is_map = depth > 1 and rng.random() < 0.4
            entries.append(self.new(self.map(depth - 1) if is_map else self.scalar(), key))
        return Node("map", style=style, entries=entries)

    def section(self, kind):
        rng, style = self.rng, self.rng.choice(("", "", "flow"))
        if kind == "pairs":
            values = [next(self.numbers) for _ in range(rng.choice((2, 2, 2, 3)))]
        elif kind == "sets":
            values = [next(self.numbers) if rng.random() < 0.1 else self.word()
                      for _ in range(rng.randint(2, 5))]
            if rng.random() < 0.1:
                values.append(values[0])
        elif kind in ("items", "renumbered"):
            return self.items(is_renumbered=kind == "renumbered")
        else:
            return self.map(rng.randint(1, 3)) if kind == "maps" else self.scalar()
        entries = [self.new(Node("scalar", value)) for value in values]
        return Node("seq", style=style, entries=entries)

    def items(self, is_renumbered):
        """A list of maps with the same keys, which are the list's value."""
        rng, names = self.rng, ("id", "name", "user_id", "key", "repo", "lib", "image")
        shape = ["id", "name"] if is_renumbered else [rng.choice(names)]
        shape += ["version"] * (rng.random() < 0.5)
        shape += rng.sample(("url", "text", "author", "target", "state", "size"),
                            4 if is_renumbered else rng.randint(1, 3))
        style = rng.choice(("block", "block", "block", "flow"))
        items = [self.item(shape, number + 1) for number in range(rng.randint(2, 4))]
        return Node("seq", style=style, value=tuple(shape), entries=items)

    def item(self, shape, number):
        def value(key):
            if key in ("id", "version"):
                return Node("scalar", number if key == "id" else self.rng.randint(1, 3))
            return Node("scalar", self.word()) if key in shape[:2] else self.scalar()
        style = self.rng.choice(("", "", "flow"))
        return self.new(Node("map", style=style, entries=[
            self.new(value(key), key, key in shape[:2] and key != "version") for key in shape]))

    # Edits of one side: what they return is false where there was nothing to edit

    def edit(self, root, talk_only=False):
        own = EDITS[self.kind].split()
        for _ in range(8):
            name = "talk" if talk_only else self.rng.choice(
                own if self.rng.random() < 0.7 else ALL)
            if getattr(self, "edit_" + name)(root):
                return

    def one(self, found):
        found = list(found)
        return self.rng.choice(found) if found else None

    def one_scalar(self, root):
        return self.one(entry for entry, inside in root.walk() if entry.node.kind == "scalar"
                        and inside.kind == "map" and not entry.fixed)

    def one_map(self, root, size=0):
        return self.one(entry.node for entry, _ in root.walk()
                        if entry.node.kind == "map" and len(entry.node.entries) >= size)

    def lists(self, root, of_maps=None):
        return [entry.node for entry, _ in root.walk()
                if entry.node.kind == "seq" and entry.node.entries
                and of_maps in (None, entry.node.entries[0].node.kind == "map")]

    def one_list(self, root, of_maps=None, size=1, key=None):
        return self.one(node for node in self.lists(root, of_maps)
                        if len(node.entries) >= size and (key is None or key in node.value))

    def edit_change(self, root):
        entry = self.one_scalar(root)
        return entry and self.scalar(entry.node)

    def edit_respell(self, root):
        entry = self.one_scalar(root)
        if entry:
            entry.node.style = self.rng.choice(
                ("", "single", "double", "keep", "folded", "tilde", "empty"))
        return entry

    def edit_space(self, root):
        entry = self.one(entry for entry, inside in root.walk() if inside.kind == "map")
        if entry:
            entry.blank = not entry.blank
        return entry

    def edit_add(self, root):
        node = self.one_map(root)
        if not node:
            return None
        free = [key for key in KEYS if not node.get(key)]
        first = min(sum(entry.fixed for entry in node.entries[:3]), len(node.entries))
        place = self.rng.randint(first, len(node.entries))
        new = self.section(self.rng.choice((self.kind, "scalars", "scalars")))
        node.entries.insert(place, self.new(new, self.rng.choice(free)))
        if node.tail and self.rng.random() < 0.5:  # Behind the comments that the map ended with
            last = self.new(self.scalar(), self.rng.choice(free))
            if not node.get(last.key):
                last.above, last.blank, node.tail = node.tail, False, []
                node.entries.append(last)
        return True

    def edit_remove(self, root):
        node = self.one_map(root, size=2)
        entry = node and self.one(entry for entry in node.entries if not entry.fixed)
        if entry:
            node.entries.remove(entry)
        return entry

    def edit_rename(self, root):
        node = self.one_map(root)
        entry = node and self.one(entry for entry in node.entries if not entry.fixed)
        if entry:
            entry.key = self.rng.choice([key for key in KEYS if not node.get(key)])
        return entry

    def edit_talk(self, root):
        entry, _ = self.one(root.walk())
        where = self.rng.choice(("above", "above", "beside", "tail"))
        if where == "above":
            entry.above.insert(self.rng.randint(0, len(entry.above)), self.comment())
        elif where == "tail" and entry.node.kind in ("map", "seq"):
            entry.node.tail.append(self.comment())
        elif entry.beside is None:
            entry.beside = self.comment()
        else:
            return None
        return entry

    def edit_hush(self, root):
        entry = self.one(entry for entry, _ in root.walk() if entry.above or entry.beside)
        if entry and entry.above:
            entry.above.pop()
        elif entry:
            entry.beside = None
        return entry

    def edit_put(self, root):
        node = self.one_list(root)
        if not node:
            return None
        if node.value:
            ids = [item.node.get("id").node.value for item in node.entries if "id" in node.value]
            new = self.item(node.value, max(ids, default=0) + self.rng.randint(1, 9))
        else:
            new = self.new(Node("scalar", self.word()))
        end = len(node.entries)
        node.entries.insert(self.rng.choice((end, self.rng.randint(0, end))), new)
        return node

    def edit_drop(self, root):
        node = self.one_list(root, size=2)
        return node and node.entries.pop(self.rng.randrange(len(node.entries)))

    def edit_replace(self, root):
        node = self.one_list(root, of_maps=False)
        if node:
            new = self.new(Node("scalar", self.word()))
            node.entries[self.rng.randrange(len(node.entries))] = new
        return node

    def edit_move(self, root):
        node = self.one_list(root, size=2)
        if node:
            entry = node.entries.pop(self.rng.randrange(len(node.entries)))
            node.entries.insert(self.rng.randint(0, len(node.entries)), entry)
        return node

    def edit_figure(self, root):
        node = self.one(node for node in self.lists(root, of_maps=False)
                        if all(type(entry.node.value) is int for entry in node.entries))
        if node:
            entry = self.one(node.entries)
            others = [other.node.value for other in node.entries]
            entry.node.value = self.rng.choice(
                [next(self.numbers), 7 + self.rng.randint(0, 4)] + others)
        return node

    def edit_figures(self, root):
        return self.edit_figure(root) and self.edit_figure(root)

    def edit_grow(self, root):
        item = self.one(item for node in self.lists(root, of_maps=True) for item in node.entries)
        free = item and [key for key in ("pinned", "owner", "note", "x y")
                         if not item.node.get(key)]
        if free:
            item.node.entries.append(self.new(self.scalar(), self.rng.choice(free)))
        return free

    def edit_raise(self, root):
        node = self.one_list(root, of_maps=True, key="version")
        for item in node.entries if node else ():
            version = item.node.get("version")
            if version and type(version.node.value) is int:
                version.node.value += 1
        return node

    def edit_renumber(self, root):
        node = self.one_list(root, of_maps=True, key="id")
        if node:
            node.entries.insert(0, self.item(node.value, 0))
            for number, item in enumerate(node.entries):
                item.node.get("id").node.value = number + 1
        return node

    def edit_swap(self, root):
        node = self.one_list(root, of_maps=True, size=2)
        if node:
            first, second = (item.node.get(node.value[1])
                             for item in self.rng.sample(node.entries, 2))
            if first and second:
                first.node, second.node = second.node, first.node
        return node

    def edit_reuse(self, root):
        node = self.one_list(root, of_maps=True, size=2)
        if node:
            old = node.entries.pop(self.rng.randrange(len(node.entries)))
            new = self.item(node.value, len(node.entries) + 3)
            for key in node.value[:2]:
                if key != "version" and old.node.get(key) and new.node.get(key):
                    new.node.get(key).node = old.node.get(key).node.copy()
            node.entries.insert(self.rng.randint(0, len(node.entries)), new)
        return node

    def edit_append(self, root):
        root.entries.append(self.document())
        return root

    def edit_insert(self, root):
        root.entries.insert(self.rng.randint(1, len(root.entries)), self.document())
        return root

    def edit_delete(self, root):
        return len(root.entries) > 1 and root.entries.pop(self.rng.randrange(len(root.entries)))

    def edit_anchor(self, root):
        entry = self.one(entry for entry, _ in root.walk() if entry.anchor)
        if entry:
            entry.anchor = f"a{next(self.numbers)}"
        return entry

    def edit_refer(self, root):
        document = self.one(root.entries)
        target = next((entry for entry in document.node.entries if entry.anchor), None)
        free = [key for key in ("four", "five") if not document.node.get(key)]
        if target and free:
            alias = Node("alias", target.uid)
            document.node.entries.append(self.new(alias, self.rng.choice(free), True))
        return target
