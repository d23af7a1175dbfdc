import FileEffects
import SystemPackage
import TestSupport
import Testing

/// The end of the program at one of its system calls, by strace: no clock decides when.
enum CallKill {
  /// Calls that change what is on the disk, or make it last.
  static let calls = [
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "fsync", "fdatasync", "ftruncate",
    "pwrite64", "fchmod", "mkdir", "mkdirat",
  ]

  /// Refuses to go on where no process may look into another.
  static func checkPossible() throws {
    let probe = try Program.run(
      "/usr/bin/env", ["strace", "-qq", "-o", "/dev/null", "true"], in: "/")
    if probe.status != 0 { try Test.cancel("strace cannot be used here: \(probe.errors)") }
  }

  /// How often the program makes each of ``calls`` when it runs to its end; names without a call are
  /// left out.
  static func counts(
    of arguments: [String], in place: Workplace
  ) throws -> [(call: String, count: Int)] {
    let log = place.folder.appending("calls")
    let outcome = try strace(["-o", log.string, "-e", names], arguments, in: place)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let lines = try place.files.text(log).split(separator: "\n")
    return calls.compactMap { call in
      let count = lines.count { $0.contains(" \(call)(") }
      return count > 0 ? (call, count) : nil
    }
  }

  /// The how-manieth `rename` of its thread it is, the first being 1, that gives a file this name when
  /// the program runs to its end.
  static func rename(
    to path: FilePath, by arguments: [String], in place: Workplace
  ) throws -> Int {
    let log = place.folder.appending("calls")
    let outcome = try strace(["-o", log.string, "-e", "trace=rename"], arguments, in: place)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let lines = try place.files.text(log).split(separator: "\n")
    let index = try #require(lines.firstIndex { $0.contains("\"\(path)\") = 0") })
    let thread = lines[index].prefix { $0 != " " }
    return lines[...index].count { $0.hasPrefix("\(thread) ") }
  }

  /// Runs the program, which ends before it makes `call` for the `number`-th time in one of its
  /// threads, the first being 1; or gets another signal there.
  static func run(
    _ arguments: [String], before call: String, number: Int, in place: Workplace,
    signal: String = "KILL"
  ) throws -> Outcome {
    try strace(
      [
        "-o", "/dev/null", "-e", "trace=\(call)", "-e",
        "inject=\(call):signal=\(signal):when=\(number)",
      ],
      arguments, in: place, isListening: signal != "KILL")
  }

  private static var names: String { "trace=" + calls.joined(separator: ",") }

  /// Runs a program to which signals come through: the threads that run tests block them.
  private static let listening = """
    import os, signal, sys
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP: signal.signal(number, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
    """

  private static func strace(
    _ options: [String], _ arguments: [String], in place: Workplace, isListening: Bool = false
  ) throws -> Outcome {
    try Program.run(
      "/usr/bin/env",
      (isListening ? [Python.program, "-IS", "-c", listening] : []) + ["strace", "-f", "-qq"]
        + options + [Program.path.string] + arguments,
      in: place.deployment, environment: place.environment)
  }
}
