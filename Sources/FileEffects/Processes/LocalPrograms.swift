import CLinux
import Glibc

/// The programs of this machine.
///
/// A program gets this one's environment, with the words of its messages in English and git's
/// optional locks off, so that a question about a repository never changes it; and without what points
/// git to another repository than the folder's that it is asked about, as a hook's environment does.
public struct LocalPrograms: ProgramRunner {
  /// How long a program may take before it is ended.
  public let timeLimit: Duration
  /// How much of what it prints is kept.
  public let outputLimitBytes: Int

  public init(timeLimit: Duration = .seconds(10), outputLimitBytes: Int = 1 << 20) {
    self.timeLimit = timeLimit
    self.outputLimitBytes = outputLimitBytes
  }

  public func run(
    _ program: String, _ arguments: [String], within limit: Duration?
  ) -> ProgramAnswer? {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
    defer { close(ends[0]) }
    let process = start(program, arguments, output: ends[1])
    close(ends[1])
    guard let process else { return nil }
    let deadline = ContinuousClock.now + (limit ?? timeLimit)
    let output = read(ends[0], until: deadline)
    let status = output == nil ? nil : wait(for: process, until: deadline)
    guard let output, let status else {
      // The group: what it started must not go on either.
      kill(-process, SIGKILL)
      _ = waitpid(process, nil, 0)
      return nil
    }
    return ProgramAnswer(status: status, output: String(decoding: output, as: UTF8.self))
  }

  /// Starts the program in a process group of its own.
  private func start(_ program: String, _ arguments: [String], output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Whoever ignores that a reader went away must not have its programs do so.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = environment().map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var process: pid_t = 0
    return posix_spawnp(&process, program, &actions, &attributes, words, variables) == 0
      ? process : nil
  }

  private static let repositoryVariables = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX",
  ]

  private func environment() -> [String] {
    let own = ["GIT_OPTIONAL_LOCKS=0", "LC_ALL=C"]
    var variables: [String] = []
    var next = cortex_environment()
    while let place = next, let variable = place.pointee {
      variables.append(String(cString: variable))
      next = place + 1
    }
    let names =
      own.map { $0.prefix { $0 != "=" } + "=" } + Self.repositoryVariables.map { $0 + "=" }
    return variables.filter { variable in !names.contains { variable.hasPrefix($0) } } + own
  }

  /// Everything that is written to a pipe before it is closed, the first part of it kept; `nil` if
  /// that takes too long.
  private func read(_ end: Int32, until deadline: ContinuousClock.Instant) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { return nil }
      var request = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, Int32(min(left.rounded(.up), 60_000)))
      if ready < 0 && errno != EINTR { return nil }
      guard ready > 0 else { continue }
      let count = Glibc.read(end, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += buffer[..<min(count, outputLimitBytes - bytes.count)]
    }
  }

  private func wait(for process: pid_t, until deadline: ContinuousClock.Instant) -> Int? {
    var status: Int32 = 0
    while true {
      let found = waitpid(process, &status, WNOHANG)
      if found == process { break }
      if found < 0 && errno != EINTR { return nil }
      guard ContinuousClock.now < deadline else { return nil }
      usleep(2_000)
    }
    let signal = Int(status & 0x7f)
    return signal == 0 ? Int(status >> 8 & 0xff) : 128 + signal
  }
}
