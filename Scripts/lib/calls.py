"""The system calls with which a program changes files, and its end at any one of them, by strace.

strace counts the calls of each name and each thread by themselves: with several names in one `inject`,
or several threads, the n-th call is not the n-th of the program. So a run that nothing disturbs is
written down first; after that each call is known by its name, its path and how many of them its thread
has made before. With `-P PATH` strace counts calls on that path only. Where two threads make the same
call on the same path, only the first of them would be hit: that of the main thread is then had without
`-f`, so that strace does not look at other threads at all. In another thread it is out of reach.
"""
import collections, os, re, signal, subprocess

# Those that this strace does not know are left out: that is what the question mark says. A call that
# opens a file is one of them only if it may make or empty the file.
NAMES = """write pwrite64 writev pwritev pwritev2 fsync fdatasync syncfs sync_file_range ftruncate
    truncate fallocate copy_file_range sendfile rename renameat renameat2 link linkat symlink symlinkat
    unlink unlinkat mkdir mkdirat rmdir chmod fchmod fchmodat fchmodat2 open openat openat2 creat""".split()
OPENING = {"open", "openat", "openat2"}

BEGUN = re.compile(r"(\d+) +(\w+)\((.*)")
RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>.* = (\S+)")
RESULT = re.compile(r"\) += (\S+)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
OPEN_FILE = re.compile(r"\d+<(/[^>]*)>")
# A file reached by its number may have another number in the next run: of such calls all are counted.
BY_NUMBER = "/proc/self/fd/"
ANY = BY_NUMBER + "*"


class Call:
    """One call: the `when`-th of this name on this path in its thread."""

    def __init__(self, thread, name, path, when, arguments):
        self.thread, self.name, self.path, self.when = thread, name, path, when
        self.arguments, self.succeeded = arguments, False
        self.is_hidden = self.is_out_of_reach = False

    @property
    def key(self):
        return self.name, self.path, self.when

    @property
    def options(self):
        """What makes strace end the program just before the call."""
        on_path = [] if self.path == ANY else ["-P", self.path]
        return [*([] if self.is_hidden else ["-f"]), *on_path, "-e", f"trace={self.name}",
                "-e", f"inject={self.name}:signal=KILL:when={self.when}"]

    def changes_files(self, folder):
        may_make = self.name not in OPENING or "O_CREAT" in self.arguments or "O_TRUNC" in self.arguments
        return self.succeeded and may_make and self.path.startswith((folder + "/", BY_NUMBER))


class Strace:
    def __init__(self, program):
        self.program = program

    def calls(self, command, folder, log, **how):
        """Runs a command to its end: its exit status, and its calls that change what is below a folder,
        in their order. One that failed changed nothing: the end before it and the one before the next
        leave the same."""
        words = ["-f", "-y", "-s", "0", "-o", log, "-e", "trace=" + ",".join("?" + n for n in NAMES)]
        status = run([self.program, "-qq", *words, *command], **how).returncode
        with open(log, errors="surrogateescape") as file:
            return status, [call for call in parsed(file, folder) if call.changes_files(folder)]

    def killing(self, call, command):
        """The command line that runs a command and ends it just before the call. strace then ends itself
        in the same way, so the status is -9."""
        return [self.program, "-qq", "-o", "/dev/null", *call.options, *command]

    def works(self):
        """Whether it is new enough, and may do what is asked of it here."""
        call = Call(None, "openat", "/dev/null", 1, "")
        return run(self.killing(call, ["cat", "/dev/null"])).returncode == -signal.SIGKILL


def run(command, seconds=120, **how):
    """As subprocess.run does, but what the command has started ends with it, if it takes too long: then
    the exit status is 124."""
    how = dict(dict(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE), **how)
    with subprocess.Popen(command, start_new_session=True, text=True, **how) as process:
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, errors = process.communicate()
            process.returncode, errors = 124, f"it took more than {seconds} s; {errors or ''}"
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def parsed(lines, folder):
    calls, counts, unfinished, owners, main = [], collections.Counter(), {}, {}, None
    for line in lines:
        resumed, begun = RESUMED.match(line), BEGUN.match(line)
        if resumed:
            call = unfinished.pop((resumed[1], resumed[2]), None)
            if call:
                call.succeeded = succeeded(resumed[3])
        elif begun:
            thread, name, arguments = begun.groups()
            main = main or thread
            paths = [path for path in QUOTED.findall(arguments) + OPEN_FILE.findall(
                RESULT.split(arguments)[0]) if path.startswith("/")]
            for path in {ANY, *paths}:
                counts[thread, name, path] += 1
            path = next((path for path in paths if path.startswith((folder + "/", BY_NUMBER))), None)
            path = ANY if path and path.startswith(BY_NUMBER) else path
            if path is None:
                continue
            call = Call(thread, name, path, counts[thread, name, path], arguments)
            call.is_hidden = owners.setdefault(call.key, thread) != thread
            call.is_out_of_reach = call.is_hidden and thread != main
            calls.append(call)
            result = RESULT.search(arguments)
            if result:
                call.succeeded = succeeded(result[1])
            else:
                unfinished[thread, name] = call
    return calls


def succeeded(result):
    return not result.startswith("-") and result != "?"
