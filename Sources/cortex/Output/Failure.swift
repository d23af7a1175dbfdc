import Glibc
import Presentation

extension Failure {
  /// Tells what went wrong on standard error, and ends the process: with `other`, if there is such a status.
  func exit(asJSON: Bool, orWith other: Int32? = nil) -> Never {
    // Encoding a few strings cannot fail; if it did, the words would still be there.
    if asJSON, let text = try? JSONText.of(self) {
      Terminal.warn(text)
    } else {
      for line in text.split(separator: "\n") { Terminal.say(String(line)) }
    }
    Glibc.exit(other ?? status.rawValue)
  }
}
