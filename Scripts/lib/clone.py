"""What the scripts that are given a clone of the public CORTEX repository have in common."""
import os, subprocess, sys


def arguments(usage):
    """What the command line names: the clone's git directory and the program."""
    words = sys.argv[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    cortex = os.path.join(here, "..", "..", ".build", "release", "cortex")
    if "--cortex" in words[:-1]:
        at = words.index("--cortex")
        cortex = os.path.abspath(words[at + 1])
        del words[at:at + 2]
    names = [word for word in words if not word.startswith("--")]
    if len(names) != 1:
        sys.exit(usage)
    if not os.path.exists(cortex):
        sys.exit(f"{cortex} is not there; build it with: swift build -c release --static-swift-stdlib")
    return git_directory(names[0]), cortex


def git_directory(clone):
    out = subprocess.run(["git", "-C", clone, "rev-parse", "--absolute-git-dir"],
                         capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit(f"{clone} is not a git clone")
    return out.stdout.strip()


def extract(git, revision, folder, *under):
    """Writes a revision's tree, or what is `under` some paths of it; returns how many files there
    are, and the paths of those that the clone lacks."""
    def ask(*words):
        return subprocess.run(["git", "--git-dir", git, *words], capture_output=True)
    if ask("rev-parse", "--verify", "--quiet", revision + "^{tree}").returncode != 0:
        revision = "HEAD"
    listing = ask("ls-tree", "-r", "-z", revision, "--", *under).stdout
    batch = subprocess.Popen(["git", "--git-dir", git, "cat-file", "--batch"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    count, lost = 0, []
    for row in filter(None, listing.split(b"\0")):
        meta, path = row.split(b"\t", 1)
        mode, kind, name = meta.split()
        if kind != b"blob":
            continue
        batch.stdin.write(name + b"\n")
        batch.stdin.flush()
        head = batch.stdout.readline().split()
        if head[1] == b"missing":
            lost.append(path.decode(errors="replace"))
            continue
        content = batch.stdout.read(int(head[2]) + 1)[:-1]
        place = os.path.join(os.fsencode(folder), path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if mode == b"120000":
            os.symlink(content, place)
        else:
            with open(place, "wb") as file:
                file.write(content)
            os.chmod(place, 0o755 if mode == b"100755" else 0o644)
        count += 1
    batch.stdin.close()
    batch.wait()
    return count, lost


def put(place, content):
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(content)


def append(place, content):
    with open(place, "ab") as file:
        file.write(content)


def step(title):
    print(f"\n== {title}", flush=True)
