import Glibc
import Presentation
import Synchronization
import SystemPackage
import Upgrades

/// Standard error: progress, warnings and questions.
enum Terminal {
  /// Whether the cursor is in a line that goes away.
  private static let hasLine = Mutex(false)

  static func warn(_ line: String) { write(line + "\n") }

  /// Whether every line is an event as JSON.
  static let isForPrograms = Atomic(false)

  static func warn(about finding: Finding) {
    warn(
      isForPrograms.load(ordering: .relaxed)
        ? ProgressEvent(warning: finding).line : Remark.warning(finding))
  }

  /// Says something that is no result, such as what is waited for.
  static func note(_ words: String) {
    warn(isForPrograms.load(ordering: .relaxed) ? ProgressEvent(note: words).line : words)
  }

  /// Shows a sentence; on a terminal that is narrower than it, in lines that end between words.
  static func say(_ sentence: String) {
    warn(width.map { Text.wrapped(sentence, to: $0) } ?? sentence)
  }

  /// How many columns standard error has; `nil` if it is no terminal.
  static var width: Int? { width(of: STDERR_FILENO) }

  /// How many columns the terminal of a descriptor has; `nil` if it is none.
  static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  /// A report as it is shown: on a terminal, in lines that end between words.
  static func shown(_ text: String, on descriptor: Int32) -> String {
    let shown = Shown.text(text)
    return width(of: descriptor).map { Text.fitted(shown, to: $0) } ?? shown
  }

  /// Whether a line can be shown in the place of another.
  static var canRewriteLine: Bool {
    isatty(STDERR_FILENO) == 1 && DeploymentOptions.environment("TERM") != "dumb"
  }

  static func write(_ text: String) {
    hasLine.withLock { hasLine in
      writeRaw((hasLine ? emptyLine : "") + shown(text, on: STDERR_FILENO))
      hasLine = false
    }
  }

  /// Shows a text in the place of the line that the cursor is in; whatever is written next takes its place.
  static func rewriteLine(_ text: String) {
    hasLine.withLock { hasLine in
      if text.isEmpty && !hasLine { return }
      writeRaw(emptyLine + Shown.text(text))
      hasLine = !text.isEmpty
    }
  }

  /// Takes such a line away.
  static func endLine() { rewriteLine("") }

  private static let emptyLine = "\r\u{1b}[2K"

  private static func writeRaw(_ text: String) {
    // Where standard error is closed there is nobody to tell.
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }
}
