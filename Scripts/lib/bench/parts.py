"""What grows: the parts of `bench --growth`, their sizes, and the disk that each needs."""
from bench.sites import Site

KB, MB, GB = 1_000, 1_000_000, 1_000_000_000
GRAPH = "cortex-brain/tier2/knowledge_graph.db"


class Part:
    """Something that grows, by `sizes`, of which `--quick` takes those up to `quick`."""

    def __init__(self, name, sizes, quick, site, disk, each, per=1, axis=None):
        self.name, self.sizes, self.quick, self.site = name, sizes, quick, site
        self.disk = disk    # bytes that a size needs, at its fullest
        self.each, self.per = each, per    # what is said of one of them is said of so many units
        self.axis = axis or name

    def chosen(self, options):
        limit = options.largest.get(self.name, self.quick if options.quick else self.sizes[-1])
        return [size for size in self.sizes if size < limit] + [limit]

    def inodes(self, size):
        """How many files are on the disk at most."""
        return 10_000 + (0 if self.axis != self.name else 2 * size)

    def generations(self, size):
        """How many there are before the upgrade, if that is what grows."""
        return size if self.name == "generations" else 0

    def shown(self, size):
        if self.axis == self.name:
            return f"{size:,}"
        units = (GB, "GB"), (MB, "MB"), (KB, "KB"), (1, "B")
        unit, name = next(each for each in units if size >= each[0])
        return f"{size / unit:g} {name}"


def of_files(folder, material, size):
    return Site(folder, material, files=size)


def of_generations(folder, material, size):
    return Site(folder, material, edits=3)


def of_databases(folder, material, size):
    databases = [(f"cortex-brain/tier3/base-{n:03}.db", "sessions", 4 * MB) for n in range(1, size)]
    return Site(folder, material, databases=[(GRAPH, "patterns", 4 * MB), *databases])


def of_one_database(folder, material, size):
    return Site(folder, material, databases=[(GRAPH, "patterns", size)])


def of_configuration(folder, material, size):
    return Site(folder, material, configuration_bytes=size)


PARTS = {part.name: part for part in (
    Part("files", [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000], 10_000,
         of_files, lambda size: 12_000 * size, "file"),
    Part("generations", [10, 30, 100, 300, 1_000, 2_000, 5_000], 100,
         of_generations, lambda size: 40_000 * size, "generation"),
    Part("databases", [1, 2, 5, 10, 20, 50], 10,
         of_databases, lambda size: 20 * MB * size, "database"),
    Part("database", [4 * MB, 16 * MB, 64 * MB, 256 * MB, GB, 3 * GB, 8 * GB], 64 * MB,
         of_one_database, lambda size: 5 * size, "MB", MB, "the bytes of one database"),
    Part("configuration", [5 * KB, 20 * KB, 100 * KB, 500 * KB, 2 * MB, 5 * MB], 100 * KB,
         of_configuration, lambda size: 30 * size, "KB", KB, "the bytes of a configuration"),
)}
