"""Two neighbouring releases as CORTEX has had them, and a deployment of the older one in use.

Of 3,600 files 2,000 go, three quarters of them with their whole folders; 1,000 come, and 100 change.
"""
import os, random, shutil

from bench.material import MIGRATION, change_rows, write

TEMPLATES = "cortex-brain/response-templates.yaml"
OPERATIONS = "cortex-operations.yaml"
# How many files of a release of 3,600 stay, go and come, by folder.
STAY = {"src": 600, "scripts": 250, ".github": 50, "cortex-brain/reference": 300,
        "cortex-brain/protection-layers": 400}
GO = {"tests": 300, "publish": 550, "docs": 250, "cortex-brain/archives": 400,
      "src": 200, "scripts": 150, "cortex-brain/reference": 150}
COME = {"src/agents": 400, "src": 100, "cortex-brain/agents": 400, "scripts/setup": 100}
NOTES, CHANGED, FILES = 300, 100, 3_600
DATABASES = {"tier1/working_memory.db": ("conversations", 2_000_000),
             "tier2/knowledge_graph.db": ("patterns", 4_000_000),
             "tier3/context.db": ("sessions", 1_000_000),
             "conversation-history.db": ("messages", 500_000)}
ENDINGS = [".py"] * 6 + [".md"] * 3 + [".yaml", ".json", ".ps1"]


class Releases:
    """Folders with both releases, and what makes deployments of the older one."""

    def __init__(self, folder, material, files=FILES):
        self.folder, self.material, self.scale = folder, material, files / FILES
        self.older, self.newer = os.path.join(folder, "5.2.0"), os.path.join(folder, "5.3.0")
        self.notes = [f"cortex-brain/documents/notes/{n // 20:03}/note-{n:05}.md"
                      for n in range(self.count(NOTES))]

    def count(self, number):
        return max(round(number * self.scale), 1)

    def make(self):
        stay, go, come = (paths(each, self.count, word) for each, word in (
            (STAY, "stay"), (GO, "old"), (COME, "new")))
        changed = set(random.Random("changed").sample(stay, min(self.count(CHANGED), len(stay))))
        for path in stay:
            write(self.older, path, self.material.file(path))
            write(self.newer, path, self.material.file(path) if path not in changed else
                  self.material.file(path) + self.material.text(path + " again", 900))
        for folder, names in ((self.older, go), (self.newer, come)):
            for path in names:
                write(folder, path, self.material.file(path))
        self.make_common(self.older, "5.2.0", (), "", 0)
        self.make_common(self.newer, "5.3.0", range(0, 240, 20), "newer", 6)
        write(self.newer, "cortex-brain/migrations/001_weights.sql", MIGRATION)

    def make_common(self, folder, version, changed, word, more):
        write(folder, "VERSION", f"v{version}\n")
        write(folder, "README.md", f"# CORTEX {version}\n")
        write(folder, TEMPLATES, self.material.configuration(240, changed, word, more))
        write(folder, OPERATIONS, self.material.configuration(80, [3] if more else (), word))
        write(folder, "src/table.json", self.material.text("table", 2_000_000))

    def deploy(self, place):
        """The older release in use: notes, databases, an edited configuration, edited core files."""
        shutil.copytree(self.older, place)
        for path in self.notes:
            write(place, path, self.material.file(path, 4_000))
        for path, (table, size) in DATABASES.items():
            self.material.database(os.path.join(place, "cortex-brain", path), table,
                                   max(int(size * self.scale), 20_000))
        write(place, TEMPLATES, self.material.configuration(240, range(7, 240, 20), "mine", 3))
        for path in paths(STAY, self.count, "stay")[:10]:
            write(place, path, self.material.file(path) + "# edited by the user\n")
        write(place, "src/my_tools.py", "def mine():\n    return 'nobody ships this'\n")

    def work_on(self, place, turn):
        """Edits one file in a hundred, others each time, and rows of a database."""
        names = random.Random(f"turn {turn}").sample(
            self.notes, min(self.count((FILES + NOTES) // 100), len(self.notes)))
        for path in names:
            write(place, path, self.material.file(path, 4_000) + self.material.text(f"turn {turn}", 200))
        change_rows(os.path.join(place, "cortex-brain/tier3/context.db"), "sessions", turn)


def paths(numbers, count, word):
    """Names in folders of about six, which are up to three deep."""
    found = []
    for top, number in numbers.items():
        for n in range(count(number)):
            group = n // 6
            deep = f"part-{group // 6}/{word}-{group}" if group % 3 else f"{word}-{group}"
            found.append(f"{top}/{deep}/{word}_{n}{ENDINGS[n * 7 % len(ENDINGS)]}")
    return found
