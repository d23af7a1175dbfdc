"""What a merge has to give, told from what every entry was in the base."""
import collections, itertools, re

from .trees import Entry, Node, freeze

IDENTIFYING = re.compile(r"id|name|key|.+_id")


class Model:
    """The merge of three versions. `must` and `may` are the places where a conflict has to be and
    where there may be one; `alive` are the user's entries that stay, `lists` the places of lists.

    Where the texts alone do not tell what is what, there may be a conflict, but never a result in
    which a change is lost or somewhere else.
    """

    def __init__(self, base, local, upgrade, prefer="local"):
        self.prefer = prefer
        self.must, self.may, self.alive, self.lists = set(), set(), set(), set()
        sides = base, local, upgrade
        orders = [[document.uid for document in side.entries] for side in sides]
        # Documents that come behind those of the base leave each of those in its place.
        begin_alike = all(order[:len(orders[0])] == orders[0] for order in orders)
        both_longer = len(orders[1]) > len(orders[0]) < len(orders[2])
        if not begin_alike or both_longer or has_unclear_anchors(sides):
            self.may.add(())
            if len(orders[0]) == 1 and not begin_alike or are_murky(sides):
                self.root = self.anything(sides, None)
                return
        self.root = Node("docs", entries=self.entries(sides, lambda number: (number,)))
        self.root.order = pairs(*orders)

    def anything(self, sides, uid):
        """In place of a list that nobody can tell: it is a conflict, or it is not looked at."""
        self.take(sides[1], sides[1], uid)
        return Node("any", entries=[entry for side in sides[1:] for entry in side.entries])

    def entries(self, sides, path):
        """Entries that are paired by uid, the user's first."""
        found = [{entry.uid: entry for entry in side.entries} for side in sides]
        order = [entry.uid for entry in sides[0].entries]
        merged = []
        for uid in dict.fromkeys([*found[1], *found[2]]):
            number = order.index(uid) + 1 if uid in found[0] else 0
            self.entry([side.get(uid) for side in found], path(number), merged)
        return merged

    def entry(self, entries, path, merged):
        source = entries[1] or entries[2]
        node = self.node([entry and entry.node for entry in entries], path,
                         entries[1] and entries[1].uid)
        if node:
            if entries[1]:
                self.alive.add(entries[1].uid)
            merged.append(Entry(source.uid, node, source.key))

    def node(self, sides, path, uid=None):
        """What one side changed is taken; what both changed, and not alike, is a conflict."""
        base, local, upgrade = sides
        values = [node and freeze(node) for node in sides]
        if values[1] == values[2] or values[0] == values[2]:
            return self.take(local, local, uid)
        if values[0] == values[1]:
            return self.take(local, upgrade, uid)
        kinds = {node.kind for node in sides if node}
        if local and upgrade and kinds == {"map"}:
            return self.map(sides, path, uid)
        if local and upgrade and kinds == {"seq"}:
            self.lists.add(path)
            inner = {entry.node.kind for side in sides if side for entry in side.entries}
            if inner == {"map"} and not base:
                self.may.add(path)
            if inner == {"map"}:
                return self.items([base or Node("seq"), local, upgrade], path, uid)
            are_sets = base and all(len(set(part[1])) == len(part[1]) for part in values)
            if inner == {"scalar"} and are_sets:
                return self.set([part[1] for part in values], sides, path, uid)
        if path[1:] == ("version",):  # Says which release's it is
            if not all(sides):
                self.may.add(path)
            elif kinds == {"scalar"}:
                return upgrade
        return self.conflict(sides, path, uid)

    def conflict(self, sides, path, uid):
        self.must.add(path)
        return self.take(sides[1], sides[1 if self.prefer == "local" else 2], uid)

    def take(self, local, other, uid=None):
        """Notes what of the user's is in the node that is taken, and returns that."""
        if local and other and local.kind == other.kind and local.kind != "scalar":
            self.alive.add(("tail", uid))
            is_list = local.kind == "seq"
            values = {freeze(entry.node): entry for entry in other.entries} if is_list else {}
            for entry in local.entries:
                match = other.get(entry.key if local.kind == "map" else entry.uid)
                match = match or values.get(freeze(entry.node))
                if match:
                    self.alive.add(entry.uid)
                    self.take(entry.node, match.node, entry.uid)
        return other

    def map(self, sides, path, uid):
        self.alive.add(("tail", uid))
        sides = [side or Node("map") for side in sides]
        merged = []
        for key in dict.fromkeys(entry.key for side in sides[1:] for entry in side.entries):
            self.entry([side.get(key) for side in sides], path + (key,), merged)
        return Node("map", entries=merged)

    def set(self, values, sides, path, uid):
        """Scalars are merged by which are there and, where there are as many on all sides, by their
        places; the two have to agree."""
        self.alive.add(("tail", uid))
        base, local, upgrade = values
        merged = [value for value in dict.fromkeys(local + upgrade)
                  if value in local and value in upgrade or value not in base]
        gone = [set(base) - set(side) for side in (local, upgrade)]
        new = [set(side) - set(base) for side in (local, upgrade)]
        if moved_apart(*values) or gone[0] & gone[1] and all(new) or not local or not upgrade:
            self.may.add(path)
        if len(base) == len(local) == len(upgrade):
            placed = [ours if theirs in (old, ours) else theirs if ours == old else None
                      for old, ours, theirs in zip(*values)]
            are_words = all(value[1] == "str" for value in base)
            if are_words and set(base) == set(local) == set(upgrade):
                self.may.add(path)  # They were only moved
            elif None in placed or set(placed) != set(merged) or len(set(placed)) < len(placed):
                return self.conflict(sides, path, uid)
            if all(value[1] == "int" for value in base):
                self.may.add(path)  # An order of numbers may have to stay
        found = {freeze(entry.node): entry for side in sides[:0:-1] for entry in side.entries}
        self.alive.update(entry.uid for entry in sides[1].entries if freeze(entry.node) in merged)
        node = Node("seq", entries=[found[value] for value in merged])
        node.order = [(found[first].uid, found[second].uid) for first, second in pairs(*values)]
        return node

    def items(self, sides, path, uid):
        self.alive.add(("tail", uid))
        orders = [[item.uid for item in side.entries] for side in sides]
        if not are_clear(sides):
            self.may.add(path)
            if are_murky(sides):
                return self.anything(sides, uid)
        if moved_apart(*orders) or not all(orders):
            self.may.add(path)
        node = Node("seq", entries=self.entries(sides, lambda number: path))
        node.order = pairs(*orders)
        return node


# What the texts tell

def has_unclear_anchors(sides):
    """Whether one side renamed an anchor and the other one did something with anchors, too."""
    names = [{entry.uid: entry.anchor for entry, _ in side.walk() if entry.anchor}
             for side in sides]
    uses = [collections.Counter(entry.node.value for entry, _ in side.walk()
                                if entry.node.kind == "alias") for side in sides]
    return names[0] and all(
        names[side] != names[0] or uses[side] != uses[0] for side in (1, 2))


def are_clear(sides):
    """Whether a text, or an id, tells the items apart on all sides, and no identifying key says
    otherwise."""
    items = [item for side in sides for item in side.entries]
    is_told = False
    for key in {entry.key for item in items for entry in item.node.entries}:
        found = [(item.uid, item.node.get(key)) for item in items]
        tells = all(entry and entry.node.kind == "scalar" for _, entry in found)
        if tells:
            known = {(uid, freeze(entry.node)) for uid, entry in found}
            tells = len(known) == len(dict(known)) == len({value for _, value in known})
        is_named = IDENTIFYING.fullmatch(key)
        if is_named and not tells:
            return False
        if tells and (is_named or all(value[1] == "str" for _, value in known)):
            is_told = True
    return is_told


def are_murky(sides):
    """Whether what the entries hold does not tell either which is which."""
    def like(one, other):
        return sum(freeze(entry.node) == freeze(other.node.get(entry.key).node)
                   for entry in one.node.entries
                   if entry.key != "version" and other.node.get(entry.key))

    def size(item):
        return sum(entry.key != "version" for entry in item.node.entries)

    for ours, theirs in itertools.permutations(sides, 2):
        for item in ours.entries:
            own = max((like(item, other) for other in theirs.entries if other.uid == item.uid),
                      default=3)
            if own < 2:
                return True
            for other in theirs.entries:
                alike = other.uid != item.uid and like(item, other)
                if alike and (alike + 2 > own or min(size(item), size(other)) < 4):
                    return True
    return False


def pairs(base, local, upgrade):
    """What comes before what on all three sides."""
    common = [value for value in base if value in local and value in upgrade]
    return [(first, second) for first, second in itertools.combinations(common, 2)
            if all(side.index(first) < side.index(second) for side in (local, upgrade))]


def moved_apart(base, local, upgrade):
    """Whether both brought what all sides have into another order, and not into the same one."""
    common = set(base) & set(local) & set(upgrade)
    base, local, upgrade = (
        [value for value in side if value in common] for side in (base, local, upgrade))
    return base != local != upgrade != base


# Comparing

class Comparison:
    """Compares what was read with a tree; places in `skip` are not looked at."""

    def __init__(self, root, skip=()):
        self.anchors = {entry.uid: entry.node for entry, _ in root.walk()}
        self.root, self.skip = root, skip

    def difference(self, documents):
        """The first place at which they differ, or None."""
        if () in self.skip or self.root.kind == "any":
            return None
        return self.list(self.root, documents, None)

    def node(self, node, found, path):
        if node.kind == "any" or path in self.skip:
            return None
        if node.kind == "alias":
            return self.node(self.anchors[node.value], found, path)
        if node.kind == "scalar":
            return None if freeze(node) == freeze(found) else path
        if not isinstance(found, dict if node.kind == "map" else list):
            return path
        return (self.list if node.kind == "seq" else self.map)(node, found, path)

    def map(self, node, found, path):
        entries = {entry.key: entry.node for entry in node.entries}
        if "<<" in entries:
            target = self.anchors[entries.pop("<<").value]
            entries = {**{entry.key: entry.node for entry in target.entries}, **entries}
        for key in entries.keys() | found.keys():
            place = path + (key,)
            if key in entries and key in found:
                place = self.node(entries[key], found[key], place)
            if place and place not in self.skip:
                return place
        return None

    def list(self, node, found, path):
        at, free = {}, list(range(len(found)))
        for number, entry in enumerate(node.entries):
            place = (number + 1,) if path is None else path
            among = free if node.order is not None else [number] if number < len(found) else []
            match = next((index for index in among
                          if not self.node(entry.node, found[index], place)), None)
            if match is None:
                if path is None and len(found) == len(node.entries):
                    return self.node(entry.node, found[number], place) or place
                return place
            at[entry.uid] = match
            free.remove(match)
        if free:
            return (path or ()) + ("more",)
        for first, second in node.order or ():
            if first in at and second in at and at[first] > at[second]:
                return (path or ()) + ("order",)
        return None
