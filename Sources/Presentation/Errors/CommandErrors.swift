import FileEffects
package import SystemPackage

/// Nobody has agreed to a change, and there is no terminal to ask on.
package struct ConsentNeeded: Phrased {
  package init() {}

  public var phrasing: Phrasing {
    Phrasing(
      .consentNeeded,
      "confirmation is needed, but there is no terminal to ask on; nothing was changed",
      advice: "pass --yes to go ahead")
  }
}

/// A plan that was only shown, and could not be carried out like this.
package struct RefusedPlan: Phrased {
  package let cause: any Error

  package init(_ cause: any Error) { self.cause = cause }

  public var phrasing: Phrasing {
    var phrasing = Phrasing(cause)
    // The plan is above.
    phrasing.advice = phrasing.adviceAfterReview
    return phrasing
  }
}

/// A page that would take the place of something else.
package struct NoPage: Phrased {
  package var path: String

  package init(path: String) { self.path = path }

  public var phrasing: Phrasing {
    Phrasing(
      .failed, "\(path) already exists and is no page that cortex wrote",
      advice: "give another name, or remove it")
  }
}

/// A result that could not be written.
package struct OutputError: Phrased {
  package var code: Errno
  /// Whether the command succeeded and only its output is lost.
  package var isDone: Bool

  package init(code: Errno, isDone: Bool = false) { (self.code, self.isDone) = (code, isDone) }

  public var phrasing: Phrasing {
    Phrasing(
      .output, "cannot write the output: \(code)",
      advice: isDone
        ? "run 'cortex status' and 'cortex gen list' to see the result: the command itself succeeded"
        : "")
  }
}

/// Why no text came from the user's editor.
package enum EditorError: Phrased {
  case notFound(editor: String)
  case ended(editor: String, status: Int32)
  case markersLeft

  public var phrasing: Phrasing {
    switch self {
    case .notFound(let editor):
      Phrasing(
        .failed, "editor '\(editor)' not found; nothing was changed",
        advice: "set VISUAL or EDITOR to an editor that is installed")
    case .ended(let editor, let status):
      Phrasing(
        .failed,
        "the editor (\(editor)) exited with status \(status); nothing was changed",
        advice: "try again")
    case .markersLeft:
      Phrasing(
        .failed, "the text still contains conflict markers",
        advice: "leave only the value and try again")
    }
  }
}

/// Why there is no passphrase.
package enum PassphraseError: Phrased {
  case nobodyToAsk
  case differs
  case empty(file: String?)

  public var phrasing: Phrasing {
    switch self {
    case .nobodyToAsk:
      Phrasing(
        .failed, "a passphrase is needed, but there is no terminal to ask on",
        advice: "set CORTEX_PASSPHRASE, pass --password-file FILE, or -W for a key without one")
    case .differs: Phrasing(.failed, "the two passphrases differ", advice: "try again")
    case .empty(let file):
      Phrasing(
        .failed,
        (file.map { "the first line of \(Spelling.line($0))" } ?? "the passphrase") + " is empty",
        advice: "give one, or pass -W for a key without one")
    }
  }
}
