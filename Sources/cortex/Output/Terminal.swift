import Glibc
import Presentation
import SystemPackage

/// Standard error: progress, warnings and questions.
enum Terminal {
  static func warn(_ line: String) { write(line + "\n") }

  /// Shows a sentence; on a terminal that is narrower than it, in lines that end between words.
  static func say(_ sentence: String) {
    var size = winsize()
    let width =
      isatty(STDERR_FILENO) == 1 && ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0
      ? Int(size.ws_col) : 0
    warn(width > 0 ? Text.wrapped(sentence, to: width) : sentence)
  }

  static func write(_ text: String) { writeRaw(Shown.text(text)) }

  /// Shows a text in the place of the line that the cursor is in.
  static func rewriteLine(_ text: String) { writeRaw("\r\u{1b}[2K" + Shown.text(text)) }

  private static func writeRaw(_ text: String) {
    // Where standard error is closed there is nobody to tell.
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }
}
