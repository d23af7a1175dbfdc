import FileEffects
public import Upgrades

extension RestoreInPlaceReport: Proposal {
  package var changesNothing: Bool { !created }

  /// A summary of what would change, in a few lines.
  package var stake: String { text(listing: 3) }

  package func text(verbose: Bool) -> String { text(listing: verbose ? .max : 20) }

  private func text(listing limit: Int) -> String {
    let first = recovered.map { "First, \($0).\n" } ?? ""
    guard created else {
      let match = paths.count == 1 ? "matches" : "match"
      return first + "\(names) already \(match) generation \(from).\n"
    }
    let lists =
      Text.list("Replaced", files.replaced, limit: limit)
      + Text.list("Restored where nothing was", files.added, limit: limit)
      + Text.list("Not in generation \(from), and left unchanged", kept, limit: limit)
    return first + lists + (dryRun ? plan : result)
  }

  /// The named paths.
  private var names: String {
    paths.prefix(3).joined(separator: ", ")
      + (paths.count > 3 ? " and \(paths.count - 3) more" : "")
  }

  private var counted: String {
    let number = files.added.count + files.replaced.count
    let words = [
      number > 0 || foldersChanged == 0 ? Text.count(number, "file") : "",
      foldersChanged > 0 ? Text.count(foldersChanged, "folder") : "",
    ]
    return words.filter { !$0.isEmpty }.joined(separator: " and ")
  }

  private var plan: String {
    "\(counted) of generation \(from) would be restored and nothing else touched; the present state "
      + (saved.map { "would be saved as generation \($0).\n" } ?? "is generation \(before).\n")
  }

  private var result: String {
    "\(counted) of generation \(from) restored; nothing else was touched.\n"
      + "Generation \(generation) is now in force; the previous state is generation \(before).\n"
      + "To undo this, run '\(takeBack)'.\n"
  }
}

/// As it is typed.
extension RestoreInPlaceReport.Undo: CustomStringConvertible {
  public var description: String {
    switch self {
    case .restore(let generation, let paths):
      "cortex gen restore \(generation) \(paths.map { Spelling.shellWord($0) }.joined(separator: " "))"
    case .goTo(let generation, let restoringBrain):
      "cortex gen switch \(generation)\(restoringBrain ? " --data restore" : "")"
    }
  }
}
