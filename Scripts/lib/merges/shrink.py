"""Makes a failing case smaller."""
import time

from .reader import Unreadable
from .trees import comments


def shrink(check, trees, writers, found, seconds=4):
    """Takes out of all versions, and back on one side, what the failure does not need."""
    end = time.monotonic() + seconds
    found = check.check(trees, writers) or found
    texts = check.texts
    progress = True
    while progress:
        progress = False
        for new in simpler(trees):
            if time.monotonic() > end:
                break
            try:
                again = all(tree.entries for tree in new) and check.check(new, writers)
            except (AttributeError, IndexError, KeyError, SystemExit, Unreadable):
                continue  # Something refers to what is gone
            if again and again[0] == found[0] and check.texts != texts:
                trees, found, texts, progress = new, again, check.texts, True
                break
    return found, texts


def simpler(trees):
    for uid in dict.fromkeys(entry.uid for tree in trees for entry, _ in tree.walk()):
        yield [without(tree.copy(), uid) for tree in trees]
    for uid in dict.fromkeys(entry.uid for tree in trees[1:] for entry, _ in tree.walk()):
        for side in 1, 2:
            yield [reverted(tree.copy(), trees[0], uid) if number == side else tree
                   for number, tree in enumerate(trees)]
    for text in sorted({text for tree in trees for text in comments(tree)}):
        yield [hushed(tree.copy(), text) for tree in trees]
    yield [plain(tree.copy()) for tree in trees]


def without(node, uid):
    node.entries = [entry for entry in node.entries if entry.uid != uid]
    for entry in node.entries:
        without(entry.node, uid)
    return node


def reverted(root, base, uid):
    """With an entry as it was in the base, or without it."""
    old = next((entry for entry, _ in base.walk() if entry.uid == uid), None)
    for node in [root, *(entry.node for entry, _ in root.walk())]:
        node.entries = [old.copy() if entry.uid == uid and old else entry
                        for entry in node.entries if old or entry.uid != uid]
    return root


def hushed(node, name):
    """Without a comment."""
    for entry, _ in node.walk():
        entry.above = [text for text in entry.above if text.split()[1] != name]
        entry.node.tail = [text for text in entry.node.tail if text.split()[1] != name]
        if entry.beside and entry.beside.split()[1] == name:
            entry.beside = None
    return node


def plain(node):
    """Without blank lines and styles."""
    for entry, _ in node.walk():
        entry.blank, entry.node.style = False, ""
    return node
