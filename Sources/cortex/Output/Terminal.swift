import Glibc
import Presentation
import SystemPackage

/// Standard error: progress, warnings and questions.
enum Terminal {
  static func warn(_ line: String) { write(line + "\n") }

  /// Shows a sentence; on a terminal that is narrower than it, in lines that end between words.
  static func say(_ sentence: String) {
    warn(width.map { Text.wrapped(sentence, to: $0) } ?? sentence)
  }

  /// How many columns standard error has; `nil` if it is no terminal.
  static var width: Int? {
    var size = winsize()
    guard isatty(STDERR_FILENO) == 1, ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  static func write(_ text: String) { writeRaw(Shown.text(text)) }

  /// Shows a text in the place of the line that the cursor is in.
  static func rewriteLine(_ text: String) { writeRaw("\r\u{1b}[2K" + Shown.text(text)) }

  private static func writeRaw(_ text: String) {
    // Where standard error is closed there is nobody to tell.
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }
}
