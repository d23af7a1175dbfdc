"""Has cortex merge three trees, and compares what it says and writes with the model."""
import collections, json, os, re, subprocess

from .model import Comparison, Model
from .reader import Unreadable, read
from .trees import Node, comments, freeze, marks


class Found(Exception):
    """The kind of a failure, what is wrong, and the result."""


class Check:
    def __init__(self, program, folder):
        self.program, self.texts = program, []
        self.merges, self.clean, self.conflicts, self.expected = 0, 0, 0, 0
        self.names = [os.path.join(folder, name) for name in ("base", "local", "upgrade", "result")]

    def merge(self, *sides, answer=None):
        """The conflicts and the result of one merge; no result is None."""
        for name, side in zip(self.names, sides):
            with open(name, "wb") as file:
                file.write(side)
        if os.path.exists(self.names[3]):
            os.remove(self.names[3])
        words = [self.program, "config", "merge", *self.names[:3], "--path", "x.yaml", "--json",
                 "-o", self.names[3]] + (["--on-conflict", answer] if answer else [])
        done = subprocess.run(words, capture_output=True)
        result = report = None
        if os.path.exists(self.names[3]):
            with open(self.names[3], "rb") as file:
                result = file.read()
        try:
            report = json.loads(done.stdout)
        except ValueError:
            pass
        is_decided = done.returncode == 0
        if done.returncode not in (0, 2) or report is None or (result is not None) != is_decided:
            words = f"exit status {done.returncode}, {done.stderr.decode()[:200]!r}"
            raise Found("crash", words, result)
        self.merges += 1
        self.clean += is_decided and not answer
        return report["conflicts"], result

    def check(self, trees, writers):
        """What is wrong with the merge of three trees: the kind, a text and the result, or None."""
        self.texts = [writer.write(tree) for writer, tree in zip(writers, trees)]
        try:
            for text, tree in zip(self.texts, trees):
                if Comparison(tree).difference(read(text)):
                    raise SystemExit(f"this script wrote something else:\n{text.decode()}")
            self.both_ways(trees)
            self.without_changes()
        except Found as found:
            return found.args
        return None

    def both_ways(self, trees):
        model = Model(*trees)
        conflicts, result = self.merge(*self.texts)
        self.conflicts += len(conflicts)
        self.expected += len(model.must)
        by_lines = any(conflict["kind"] == "lines" for conflict in conflicts)
        places = [() if by_lines else place(conflict["key"]) for conflict in conflicts]
        for where in model.must:
            if not any(related(where, other) or () in model.may for other in places):
                raise Found("silent", f"no conflict at {where}", result)
        for where, conflict in zip(places, conflicts):
            if not any(related(where, other) for other in model.must | model.may):
                words = f"a conflict at {conflict['key']}: {conflict['reason']}"
                raise Found("noise", words, result)
        if result is not None:
            self.compare(model, trees, result)
            self.line_ends(result)
        else:
            self.answers(model, trees, places)
        back, other = self.merge(self.texts[0], self.texts[2], self.texts[1])
        if (result is None) != (other is None):
            words = f"{len(conflicts)} conflicts, the other way round {len(back)}"
            raise Found("direction", words, result or other)
        if result is not None and without_version(result) != without_version(other):
            raise Found("direction", f"the other way round it is\n{other.decode()}", result)

    def answers(self, model, trees, places):
        for answer in "local", "upgrade":
            _, result = self.merge(*self.texts, answer=answer)
            if result is not None:
                skip = [where for where in places
                        if where in model.lists or where in model.may or not where]
                skip += [()] if () in model.may else []
                self.compare(Model(*trees, answer), trees, result, skip, answer)
            elif answer == "local":
                raise Found("answer", "--on-conflict local is refused", None)

    def compare(self, model, trees, result, skip=(), answer=None):
        found = read_result(result)
        self.missing(model, trees, result, marks(found), answer)
        where = Comparison(model.root, skip).difference(found)
        if where is not None and answer:
            raise Found("answer", f"{answer}: another value at {where}", result)
        if where is not None:
            raise Found("wrong", f"another value at {where}", result)
        if answer != "upgrade":
            self.comments(model, trees, result)

    @staticmethod
    def missing(model, trees, result, kept, answer):
        """Looks for what a side has that should be in the result, wherever it stands."""
        base, *sides = map(marks, trees)
        wanted = marks(model.root)
        both = {mark for mark in sides[0] & sides[1] & wanted - kept if isinstance(mark, str)}
        if both:
            raise Found("lost", f"what both sides have is missing: {both}", result)
        lost = [(side - base) & wanted - kept for side in sides]
        if answer:
            lost = lost[:1] if answer == "local" else lost[1:]
        if answer == "upgrade":
            known = {document.uid for tree in (trees[0], trees[2]) for document in tree.entries}
            lost += [marks(document.node) - kept for document in trees[1].entries
                     if document.uid not in known]
        if any(lost) and () not in model.must:
            words = f"{answer + ': ' if answer else ''}missing: {set().union(*lost)}"
            raise Found("answer" if answer else "lost", words, result)

    def comments(self, model, trees, result):
        counts = collections.Counter(re.findall(r"# (c\d+) ", result.decode()))
        base, local, upgrade = (
            comments(tree, text.decode()) for tree, text in zip(trees, self.texts))
        keys = [{(entry.uid, entry.key) for entry, _ in tree.walk()} for tree in trees[1:]]
        renamed = dict(keys[0] ^ keys[1]).keys() & dict(keys[0]).keys() & dict(keys[1]).keys()
        # What is renamed on one side, and changed on the other, is there at both keys.
        twice = set().union(*(comments(Node("docs", entries=[entry]))
                              for entry, _ in trees[1].walk() if entry.uid in renamed))
        for text in base | local | upgrade:
            is_own = text not in base and local.get(text) in model.alive
            was_kept = text in upgrade and base.get(text) in model.alive
            if counts[text] > 1 and text not in twice:
                raise Found("twice", f"{text} is there {counts[text]} times", result)
            if text in local and (text in upgrade or is_own) and not counts[text]:
                raise Found("gone", f"{text} is gone", result)
            if text in base and text not in local and was_kept and counts[text]:
                raise Found("back", f"{text}, which the user removed, is back", result)

    def line_ends(self, result):
        local = self.texts[1]
        has_only_pairs = local.count(b"\r\n") == local.count(b"\n") != 0
        if has_only_pairs and result.count(b"\n") != result.count(b"\r\n"):
            raise Found("ends", "lines without a carriage return", result)
        if b"\r" in result and b"\r" not in local:
            raise Found("ends", "lines with a carriage return", result)

    def without_changes(self):
        """Where one side changed nothing the other one's file is the result."""
        base, local, upgrade = self.texts
        conflicts, result = self.merge(base, local, base)
        if result != local:
            words = f"the release changed nothing, and there are {len(conflicts)} conflicts, " \
                    "or other bytes than yours"
            raise Found("law", words, result)
        conflicts, result = self.merge(base, base, upgrade)
        if result is None or freeze(read_result(result)) != freeze(read(upgrade)):
            words = f"you changed nothing, and there are {len(conflicts)} conflicts, " \
                    "or other values than the release's"
            raise Found("law", words, result)


def read_result(content):
    try:
        return read(content)
    except Unreadable as error:
        raise Found("broken", str(error), content)


def without_version(content):
    """What must not depend on the direction: neither `version` nor the order of lists may."""
    def loose(value):
        if isinstance(value, dict):
            return "map", frozenset((key, loose(part)) for key, part in value.items())
        if isinstance(value, list):
            return "seq", frozenset(collections.Counter(map(loose, value)).items())
        return freeze(value)
    return loose([{key: value for key, value in document.items() if key != "version"}
                  if isinstance(document, dict) else document for document in read_result(content)])


def place(key):
    """The number of the document and the keys of a path, up to the first list."""
    found = re.match(r"\[document (\d+)\]\.?", key)
    path = [int(found[1]) if found else 1]
    rest = key[found.end():] if found else key
    for part in re.findall(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^.\[]+', rest):
        if part[0] == "[":
            break
        path.append(json.loads(part) if part[0] == '"' else part)
    return tuple(path)


def related(one, other):
    """Whether one place is the other one, or inside of it."""
    return all(first == second for first, second in zip(one, other))
