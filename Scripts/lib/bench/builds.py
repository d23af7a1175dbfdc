"""Programs to measure: this one, or one built of another revision."""
import os, shutil, subprocess, sys, tempfile

# As in the README.
BUILD = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "cortex"]
PROGRAM = os.path.join(".build", "release", "cortex")


def build_here(root):
    """The program of what is in this folder, committed or not."""
    subprocess.run(BUILD, cwd=root, check=True, stdout=sys.stderr)
    return os.path.join(root, PROGRAM)


def build_revision(root, revision):
    """The program of another revision, built in a clone of its own. It is kept in .build/against."""
    found = git(root, "rev-parse", "--verify", "--quiet", revision + "^{commit}")
    if found.returncode != 0:
        sys.exit(f"{revision} is no revision of this repository")
    commit = found.stdout.strip()
    kept = os.path.join(root, ".build", "against", commit[:12])
    if not os.path.exists(os.path.join(kept, "cortex")):
        with tempfile.TemporaryDirectory(prefix="cortex-against-") as clone:
            git(root, "clone", "--quiet", "--shared", "--no-checkout", root, clone, check=True)
            git(clone, "checkout", "--quiet", "--detach", commit, check=True)
            # The same versions of what it depends on, if both depend on the same.
            if os.path.exists(os.path.join(root, "Package.resolved")):
                shutil.copy(os.path.join(root, "Package.resolved"), clone)
            subprocess.run(BUILD, cwd=clone, check=True, stdout=sys.stderr)
            os.makedirs(kept, exist_ok=True)
            shutil.copy2(os.path.join(clone, PROGRAM), os.path.join(kept, "cortex.new"))
            os.replace(os.path.join(kept, "cortex.new"), os.path.join(kept, "cortex"))
    return os.path.join(kept, "cortex")


def git(folder, *words, check=False):
    return subprocess.run(["git", "-C", folder, *words], check=check, capture_output=True, text=True)


def given(path):
    """A program that is already built."""
    path = os.path.realpath(path)
    if not os.access(path, os.X_OK):
        sys.exit(f"{path} is not a program")
    return path


def described(program):
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    return f"{program} ({version.splitlines()[0] if version else 'no version'})"
