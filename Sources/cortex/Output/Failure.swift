import ArgumentParser
import Glibc
import Presentation

/// How a failure is told on standard error.
enum FailureForm {
  case words, json
  /// JSON in a line of its own, as events are.
  case jsonLine

  init(_ command: any ParsableCommand) {
    let isLine = (command as? any ShowingProgress)?.progress.form == .json
    let isJSON = (command as? any Printing)?.output.json ?? false
    self = isLine ? .jsonLine : isJSON ? .json : .words
  }

  /// As the words of a command line have it that could not be understood.
  init(unreadable words: [String]) {
    let isLine =
      words.contains("--progress=json")
      || zip(words, words.dropFirst()).contains { $0 == "--progress" && $1 == "json" }
    self = isLine ? .jsonLine : words.contains("--json") ? .json : .words
  }
}

extension Failure {
  /// Tells what went wrong, and ends the process: with `other`, if there is such a status.
  func exit(as form: FailureForm, orWith other: Int32? = nil) -> Never {
    // Encoding a few strings cannot fail; if it did, the words would still be there.
    let json: String? =
      switch form {
      case .words: nil
      case .json: try? JSONText.of(self)
      case .jsonLine: try? JSONText.line(of: self)
      }
    if let json {
      Terminal.warn(json)
    } else {
      for line in text.split(separator: "\n") { Terminal.say(String(line)) }
    }
    Glibc.exit(other ?? status.rawValue)
  }
}
