import FileEffects
import Glibc
import Presentation
import SystemPackage
import Upgrades

/// The user's editor, for a text of their own.
enum Editor {
  /// Why nobody can edit here; `nil` if somebody can.
  static var hindrance: BadUsage.NoEditor? {
    let isSeen = isatty(STDOUT_FILENO) == 1 || isatty(STDERR_FILENO) == 1
    guard isatty(STDIN_FILENO) == 1 && isSeen else { return .noTerminal }
    let isDumb = variable("TERM").map { $0 == "dumb" } ?? true
    guard isDumb && variable("VISUAL") == nil && variable("EDITOR") == nil else { return nil }
    return .dumbTerminal
  }

  /// Has a text edited; `nil` if it is empty or the same afterwards. `name` is that of the file which
  /// it is from: an editor knows by it what it is.
  static func edit(_ text: String, named name: String) throws -> String? {
    let files = LocalFileSystem()
    let edited = try ScratchFolder.with(DeploymentOptions.scratchPlaces(on: files), on: files) {
      let path = $0.appending(FilePath(name).lastComponent ?? "value")
      try files.replace(path, with: Array(text.utf8), permissions: 0o600)
      try run(on: path)
      return String(decoding: try files.read(path), as: UTF8.self)
    }
    var value = Substring(edited)
    while value.last?.isNewline ?? false { value.removeLast() }
    if edited == text || value.allSatisfy(\.isWhitespace) { return nil }
    if ConflictMarkers.isLeft(in: edited) { throw EditorError.markersLeft }
    return String(value)
  }

  private static func run(on path: FilePath) throws {
    let editor = variable("VISUAL") ?? variable("EDITOR") ?? "vi"
    // The variable is a command with arguments, so a shell reads it; the path is none of its business.
    let words = ["/bin/sh", "-c", "\(editor) \"$@\"", editor, path.string]
    var arguments = words.map { strdup($0) } + [nil]
    defer { for word in arguments { free(word) } }
    var child: pid_t = 0
    var status: Int32 = 0
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var descriptors = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&descriptors)
    defer { posix_spawn_file_actions_destroy(&descriptors) }
    // A result that goes to a file is not where an editor draws.
    if isatty(STDOUT_FILENO) == 0 && isatty(STDERR_FILENO) == 1 {
      posix_spawn_file_actions_adddup2(&descriptors, STDERR_FILENO, STDOUT_FILENO)
    }
    // Ctrl-C in an editor is for the editor.
    let before = signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT, before) }
    guard posix_spawn(&child, "/bin/sh", &descriptors, &attributes, &arguments, environ) == 0,
      waitpid(child, &status, 0) == child
    else { throw EditorError.ended(editor: editor, status: -1) }
    guard status >> 8 != 127 else { throw EditorError.notFound(editor: editor) }
    guard status == 0 else {
      throw EditorError.ended(editor: editor, status: status & 0x7f == 0 ? status >> 8 : 128)
    }
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
