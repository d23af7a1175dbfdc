import CLinux
import Glibc

/// Work that nobody waits for, in a process of its own.
public enum Background {
  /// Starts a program that goes on by itself: in a session of its own, without a terminal, and without
  /// the files of this process or of whoever started that: somebody may wait until nobody has them open. That
  /// it cannot be started is no error.
  ///
  /// - Parameter words: Its arguments, with the name that it is shown by first.
  public static func start(_ program: String, _ words: [String]) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(setsid))
    let words = words.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    posix_spawn(&process, program, &actions, &attributes, words, cortex_environment())
  }

  /// POSIX_SPAWN_SETSID, which the Swift view of the C library leaves out.
  private static let setsid = 0x80

  /// Lets this process give way to all others, on the processors and on the disk, and stand in nobody's
  /// folder.
  public static func enter() {
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    cortex_use_idle_disk()
    chdir("/")
  }
}
