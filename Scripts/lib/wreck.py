"""What a command leaves that was ended in the middle, and what the next one makes of it."""
import json, os, shutil
from scenes import OWN
from trees import Store, Tree, differences


def told(status):
    """What the user is told of as changed since."""
    return status and {word: status[word] for word in ("added", "missing", "modified")}


class Wreck:
    """The states before and after a scene's command, and a look at what is there after it was ended."""

    def __init__(self, scene, place, run):
        self.scene, self.place, self.run = scene, place, run
        self.old, self.old_store = place.old or Tree(place.folder), Store(place.folder)

    def learn(self):
        """The command has come to its end undisturbed."""
        self.new, self.new_store = Tree(self.place.folder), Store(self.place.folder)
        self.place.note(self.old, self.new)
        self.must = set(self.old_store.generations) & set(self.new_store.generations)
        self.may = set(self.old_store.generations) | set(self.new_store.generations)
        problems = self.new.unsound + self.new.unnamed + self.new.strays
        if not self.scene.restores:
            problems += self.new.lost_rows(self.old)
        self.told = told(self.expect(problems, "status", "--json"))
        if problems or self.same(self.old_store, self.new_store):
            raise SystemExit(f"{self.scene.name}, undisturbed, does not what it should: {problems}")

    def same(self, one, other):
        return one.known == other.known and one.current == other.current

    def look(self, words, again):
        """old, new, or between, and what is wrong."""
        problems = self.before_anything()
        store = Store(self.place.folder)
        # The deployment may have changed only once there is a journal, and then the switch is finished.
        is_under_way = store.has_journal or (
            store.current == self.new_store.current != self.old_store.current)
        status = self.expect(problems, "status", "--json")
        found = self.settled(problems, is_under_way)
        if found == "new" and status and told(status) != self.told:
            # Nobody but cortex was at work here, so there is nothing that it should take for a user's.
            problems.append(f"after status: it tells of changes {told(status)}, not {self.told}")
        self.expect(problems, "verify")
        listed = self.expect(problems, "gen", "list", "--json")
        numbers = {row["number"] for row in (listed or {}).get("generations", [])}
        if numbers != set(Store(self.place.folder).generations):
            problems.append(f"gen list names {sorted(numbers)}, and that is not what is there")
        if again or self.scene.name == "gc":
            self.restore_generations(problems)
        # Whoever takes the lock first finishes a change that was under way.
        is_done = found == "new" or self.scene.in_steps and self.same(Store(self.place.folder), self.new_store)
        if again and (not is_done or self.scene.repeats):
            self.once_more(problems, found)
        return found, problems

    def before_anything(self):
        now = Tree(self.place.folder)
        problems = [f"before anything else: {each}" for each in
                    now.torn(self.old, self.new) + now.unsound
                    + ([] if self.scene.restores else now.lost_rows(self.old))]
        return problems + [f"before anything else: the record {each} is not whole"
                           for each in Store(self.place.folder).unreadable]

    def settled(self, problems, is_under_way):
        now, store = Tree(self.place.folder), Store(self.place.folder)
        problems += [f"after status: {each}" for each in now.unsound]
        problems += [f"after status: {path} is left" for path in now.unnamed + now.strays]
        problems += [f"after status: the record {each} is not whole" for each in store.unreadable]
        if store.has_journal:
            problems.append("after status: there is still a journal")
        numbers = set(store.generations)
        if not self.must <= numbers <= self.may:
            problems.append(f"after status: there are the generations {sorted(numbers)}, and there must "
                            f"be {sorted(self.must)} and may be {sorted(self.may)}")
        if self.scene.in_steps:
            return self.settled_in_steps(problems, now, store)
        is_new = now == self.new
        if not is_new and now != self.old:
            problems.append("after status: neither the old state nor the new one; not as the old one:")
            problems += [f"    {each}" for each in now.differences(self.old)]
            problems.append("  and not as the new one:")
            problems += [f"    {each}" for each in now.differences(self.new)]
        wanted = self.new_store.current if is_new else self.old_store.current
        if store.current != wanted:
            problems.append(f"after status: {store.current} is in force, not {wanted}")
        if is_new and numbers != set(self.new_store.generations):
            problems.append(f"after status: the new state, with the generations {sorted(numbers)}")
        if is_new != is_under_way:
            problems.append("after status: " + ("new, without a journal" if is_new else
                                                "old, and the journal said that it goes on"))
        return "new" if is_new else "old"

    def settled_in_steps(self, problems, now, store):
        """The deployment stays as it is; what is taken out of the store goes step by step."""
        problems += [f"after status: {each}" for each in now.differences(self.old)]
        if store.current not in (self.old_store.current, self.new_store.current):
            problems.append(f"after status: {store.current} is in force")
        for number in (self.old_store.known[0] | self.old_store.known[1]) & (
                self.new_store.known[0] | self.new_store.known[1]):
            if number not in store.generations and number not in store.trash:
                problems.append(f"after status: generation {number} is neither there nor in the trash")
        if self.same(store, self.old_store):
            return "old"
        return "new" if self.same(store, self.new_store) else "between"

    def restore_generations(self, problems):
        """Each generation that is there, byte for byte and row for row what it was made of."""
        for number, record in sorted(Store(self.place.folder).generations.items()):
            folder = os.path.join(self.place.work, "restored")
            self.expect(problems, "gen", "restore", str(number), "--to", folder)
            if os.path.isdir(folder):
                found = Tree(folder).entries
                is_earlier = number in self.old_store.generations or number in self.old_store.trash
                wanted = self.place.contents[number] if is_earlier else (
                    self.old if record["kind"].startswith("pre-") else self.new)
                problems += [f"generation {number}: {each}" for each in differences(
                    found, {path: entry for path, entry in wanted.entries.items() if path != OWN})]
                shutil.rmtree(folder)

    def once_more(self, problems, found):
        known = set(Store(self.place.folder).generations)
        self.expect(problems, *self.scene.words(self.place))
        now, store = Tree(self.place.folder), Store(self.place.folder)
        problems += [f"done again: {each}" for each in now.differences(self.new)]
        if store.has_journal or store.unreadable:
            problems.append(f"done again: a journal, or records that are not whole: {store.unreadable}")
        if self.scene.in_steps and not self.is_as_new(store):
            problems.append(f"done again: the store has {store.known}, not {self.new_store.known}")
        if found == "new" and set(store.generations) != known:
            problems.append("done again: all was done already, and yet it made the generations "
                            f"{sorted(set(store.generations) - known)}")
        else:
            self.restore_generations(problems)
        self.expect(problems, "verify")

    def is_as_new(self, store):
        """A snapshot that was ended before it was in force stays, and another one is made. Packs that are
        made one go in an order of their own, and some may stay until there are too many again."""
        generations, trash, packs = self.new_store.known
        extra = {max(generations) + 1} if self.scene.name.startswith("snapshot") else set()
        return (store.known[0] in (generations, generations | extra) and store.known[1] == trash
                and (len(store.known[2]) <= 64 if self.scene.merges else store.known[2] == packs))

    def expect(self, problems, *words):
        """The JSON that a command prints, if it is asked for."""
        done = self.run(*words)
        text = (done.stdout + done.stderr).strip()
        if done.returncode != 0:
            problems.append(
                f"cortex {' '.join(words)} has the exit status {done.returncode}: {text[:2000]}")
        elif "--json" in words:
            try:
                return json.loads(done.stdout)
            except ValueError:
                problems.append(f"cortex {' '.join(words)} does not print JSON: {text[:2000]}")
        return None
