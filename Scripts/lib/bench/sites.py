"""Deployments of growing size, each with the release that it is of and the one that comes next.

Files of the release, of the next one and of the deployment are the same files on the disk by several
names, until somebody writes one anew: so a million of them needs the room of one deployment.
"""
import os, random, shutil

from bench.material import MIGRATION, change_rows, write
from bench.releases import TEMPLATES

ENTRY_BYTES = 245
PER_FOLDER = 50


class Site:
    """So many files, of which a fifth are the user's own, databases, and a configuration."""

    def __init__(self, folder, material, files=300, databases=(), configuration_bytes=20_000, edits=None):
        self.folder, self.material, self.databases = folder, material, databases
        self.live, self.release, self.next = (
            os.path.join(folder, name) for name in ("CORTEX", "5.2.0", "5.3.0"))
        self.core, self.notes = files - files // 5, files // 5
        self.edits = edits or max(files // 100, 1)
        self.entries = max(configuration_bytes // ENTRY_BYTES, 3)

    def make_releases(self):
        for path in map(core, range(self.core)):
            write(self.release, path, self.material.file(path, 1_000))
        self.make_common(self.release, "5.2.0", (), "", 0)
        self.link(self.release, self.next)
        for path in map(core, range(0, self.core, 100)):
            write(self.next, path, self.material.file(path, 1_000) + "# changed\n")
        for path in map(core, range(50, self.core, 200)):
            os.remove(os.path.join(self.next, path))
            write(self.next, path.replace(".py", "_new.py"), self.material.file(path + " new", 1_000))
        self.make_common(self.next, "5.3.0", range(0, self.entries, 100), "newer",
                         self.entries // 100 + 1)
        if self.databases:
            write(self.next, "cortex-brain/migrations/001_weights.sql", MIGRATION)

    def make_common(self, folder, version, changed, word, more):
        write(folder, "VERSION", f"v{version}\n")
        write(folder, "README.md", f"# CORTEX {version}\n")
        write(folder, TEMPLATES, self.material.configuration(self.entries, changed, word, more))

    def deploy(self):
        """A deployment in use, instead of one that was there."""
        shutil.rmtree(self.live, ignore_errors=True)
        self.link(self.release, self.live)
        for path in map(note, range(self.notes)):
            write(self.live, path, self.material.file(path, 1_000))
        for path, table, size in self.databases:
            self.material.database(os.path.join(self.live, path), table, size)
        write(self.live, TEMPLATES, self.material.configuration(
            self.entries, range(50, self.entries, 100), "mine", self.entries // 100 + 1))

    def work_on(self, turn):
        """Edits one file in a hundred, or as many as were asked for, and of all databases one row in a
        hundred."""
        chosen = random.Random(f"turn {turn}").sample(range(self.notes), min(self.edits, self.notes))
        for path in map(note, chosen):
            write(self.live, path, self.material.file(path, 1_000) + f"turn {turn}\n")
        for path, table, _ in self.databases:
            change_rows(os.path.join(self.live, path), table, turn)

    def link(self, folder, other):
        shutil.copytree(folder, other, copy_function=os.link)


def core(number):
    return place("src", number, ".py")


def note(number):
    return place("cortex-brain/documents/notes", number, ".md")


def place(top, number, ending):
    """Names in folders of fifty, fifty of which are in one."""
    folder = number // PER_FOLDER
    return f"{top}/{folder // PER_FOLDER:03}/{folder:05}/file_{number:07}{ending}"
