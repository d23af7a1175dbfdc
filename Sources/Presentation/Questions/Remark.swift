import FileEffects
package import SystemPackage
package import Upgrades

/// Remarks on standard error beside results: while questions are asked, and while a command works.
package enum Remark {
  package static let nothingChanged = "Nothing was changed."
  package static let savedFirst = "The present state is saved first; d shows every change."
  package static let unfitting = "That value does not fit here; choose another answer."

  package static func ownFile(_ path: String) -> String {
    "\n\(path): your own file, and the release ships another one there\n"
  }

  package static func editedCore(_ paths: [String]) -> String {
    Text.list("Core files that both you and the release changed", paths, limit: 5)
  }

  package static func problem(_ words: String) -> String { "Your text: \(words)." }

  package static func unknownAnswer(_ line: String, known: [Character]) -> String {
    "'\(line)' is not an answer; type \(known.map(String.init).joined(separator: ", "))."
  }

  package static func warning(_ finding: Finding) -> String {
    "warning: \(Spelling.line("\(finding)"))"
  }

  /// Which deployment is meant, where it is not the current folder.
  package static func workspace(_ folder: FilePath, isNamed: Bool) -> String {
    "Workspace: \(folder) "
      + (isNamed ? "(named by CORTEX_WORKSPACE)" : "(found above the current folder)")
  }

  package static func waiting(for holder: String) -> String {
    "waiting for another cortex (\(holder))"
  }

  package static func migrating(_ migration: String, seconds: Int) -> String {
    "\(migration) has been running for \(seconds) s"
  }

  /// `reason` is why it was not merged by its structure.
  package static func mergedByLines(_ reason: String) -> String {
    "merged line by line: \(reason)"
  }
}
