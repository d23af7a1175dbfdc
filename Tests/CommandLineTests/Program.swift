import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// What the program did: its exit status and what it printed.
struct Outcome {
  /// As a shell shows it: a process that a signal ended has 128 and the signal's number.
  var status: Int32
  var output: String
  var errors: String

  /// The result as JSON.
  func json() throws -> JSON { try JSON(output) }

  /// The failure as JSON: what is in the field `error`.
  func failure() throws -> JSON { try #require(JSON(errors)["error"]) }
}

/// The program itself, as it was built beside these tests.
enum Program {
  /// `.build/debug/cortex`: the tests are in the same folder, or in a bundle in it.
  static let path: FilePath = {
    for start in CommandLine.arguments.prefix(1) + [#filePath] {
      var folder = FilePath(start)
      while folder.removeLastComponent() {
        for name in ["cortex", ".build/debug/cortex"] {
          let candidate = folder.appending(name)
          if FileManager.default.isExecutableFile(atPath: candidate.string) { return candidate }
        }
      }
    }
    return "cortex"
  }()

  /// A folder with a `python3` that says at once, when an upgrade asks, that every package is installed.
  ///
  /// What this machine has is no part of the tests, and to find that out takes longer than all else that
  /// an upgrade does. Whatever else is asked goes to the real one.
  private static let python = Result {
    let folder = try TemporaryFolder()
    let files = LocalFileSystem()
    // Some tests run the program as another user.
    try files.setPermissions(folder.path, 0o755)
    let script = """
      #!/bin/sh
      case "$2" in
      *importlib*) shift 2; for name; do echo 99; done ;;
      *) PATH=${PATH#*:}; export PATH; exec python3 "$@" ;;
      esac

      """
    try files.replace(
      folder.path.appending("python3"), with: Array(script.utf8), permissions: 0o755)
    atexit { Program.removePython() }
    return folder
  }

  private static func removePython() {
    // Best effort, as with every folder of the tests.
    if let folder = try? python.get() { try? LocalFileSystem().removeTree(folder.path) }
  }

  /// Where programs are found: that `python3` first, then what is in `folders`, then what this
  /// machine has.
  static func searchPath(_ folders: [FilePath] = []) throws -> String {
    let own = ProcessInfo.processInfo.environment["PATH"]
    let places = try [python.get().path.string] + folders.map(\.string) + ["/usr/bin", "/bin"]
    return (places + [own].compactMap { $0 }).joined(separator: ":")
  }

  /// Starts a program; nothing of this process's environment but where programs are found reaches it.
  static func start(
    _ program: String, _ arguments: [String], in folder: FilePath,
    environment: [String: String] = [:], input: Any? = nil, output: Any? = nil, errors: Any? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.string)
    let own = ProcessInfo.processInfo.environment
    var variables = environment
    variables["PATH"] = try variables["PATH"] ?? searchPath()
    variables["HOME"] = variables["HOME"] ?? own["HOME"]
    process.environment = variables
    process.standardInput = input ?? FileHandle.nullDevice
    process.standardOutput = output ?? FileHandle.nullDevice
    process.standardError = errors ?? FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Whether this machine has a program of that name.
  static func isThere(_ name: String) -> Bool {
    (try? run("/bin/sh", ["-c", "command -v \(name)"], in: "/"))?.status == 0
  }

  /// Runs a program to its end.
  static func run(
    _ program: String, _ arguments: [String], in folder: FilePath,
    environment: [String: String] = [:]
  ) throws -> Outcome {
    // Files, not pipes: they take any amount without anybody reading meanwhile.
    let place = try TemporaryFolder()
    let paths = ["output", "errors"].map { place.path.appending($0).string }
    let handles = try paths.map { path in
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      return try FileHandle(forWritingTo: URL(filePath: path))
    }
    let process = try start(
      program, arguments, in: folder, environment: environment, output: handles[0],
      errors: handles[1])
    process.waitUntilExit()
    let signal = process.terminationReason == .uncaughtSignal ? Int32(128) : 0
    let texts = try paths.map { try LocalFileSystem().text(FilePath($0)) }
    return Outcome(
      status: signal + process.terminationStatus, output: texts[0], errors: texts[1])
  }
}
