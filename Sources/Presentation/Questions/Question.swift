package import Upgrades

/// Questions on a terminal. The letter in brackets at the end is what Enter answers.
package enum Question {
  package static let goAhead = "Go ahead? [y/N]"
  package static let passphrase = "Passphrase of the secret key:"
  package static let newPassphrase = "Passphrase for the secret key:"
  package static let samePassphrase = "Repeat the passphrase:"
  package static let wayBack = "Which one? [1/2, Enter: neither]"
  package static let conflicts =
    "Conflicts: 1 auto-merge (recommended), 2 review one by one, 3 abort? [3]"
  package static let ownFile = "(y)ours, (r)elease's, or (a)bort? [a]"
  package static let editedCore =
    "(m)erge line by line, (r)eplace and save yours in the store, or (k)eep yours? [r]"
  package static let brain =
    "The brain: (k)eep it as it is, (r)estore what it held then, or (c)arry these rows over? [k]"

  package static func lost(_ databases: [LostDatabase]) -> String {
    "\(databases.map(\.wording.finding).joined(separator: ", ")): go ahead anyway? [y/N]"
  }

  package static func downgrade(_ words: String) -> String {
    "\(words): install it anyway? [y/N]"
  }

  /// About several upgrades in a row.
  package static func steps(_ steps: [UpgradeStep]) -> String {
    StepsText.path(steps) + "Take these \(steps.count) steps? [y/N]"
  }

  /// Before it: what the release breaks, each with its way out.
  package static func breaking(_ plan: UpgradePlan) -> String {
    Text.list("This release has breaking changes", plan.breaking.map(\.words), limit: .max)
      + "Accept \(plan.breaking.count == 1 ? "it" : "them")? [y/N]"
  }

  package static func removals(_ words: String, folders: [String]) -> String {
    "\(words):\n" + folders.map { "  \($0)\n" }.joined() + "Remove them? [y/N]"
  }

  package static func destruction(by migrations: [String]) -> String {
    "\(migrations.joined(separator: ", ")): let this drop data from the brain? "
      + "The previous generation keeps it. [y/N]"
  }

  /// About conflicts with one cause.
  package static func all(offeringRelease: Bool) -> String {
    "(y)ours, " + (offeringRelease ? "(r)elease's, " : "") + "(o)ne by one, or (a)bort? [a]"
  }

  /// About one conflict, with the letters of the answers that it takes.
  package static func one(
    _ conflict: UpgradePlan.Conflict
  ) -> (text: String, letters: [Character]) {
    let offered: [(word: String, letter: Character, isTaken: Bool)] = [
      ("(y)ours", "y", true), ("(r)elease's", "r", conflict.choices.contains(.upgrade)),
      ("(b)oth", "b", conflict.choices.contains(.both)), ("(e)dit", "e", conflict.takesText),
    ]
    let taken = offered.filter(\.isTaken)
    return (taken.map { $0.word + ", " }.joined() + "or (a)bort? [a]", taken.map(\.letter))
  }
}
