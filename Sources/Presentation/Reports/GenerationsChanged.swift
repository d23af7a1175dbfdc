import FileEffects
package import Generations
import Upgrades

/// The outcome of a command that undeletes, pins or unpins generations.
package struct GenerationsChanged: Encodable, ChangeReport {
  package var generations: [Generation.Number]
  package var dryRun: Bool

  package init(_ generation: Generation.Number, dryRun: Bool) {
    (generations, self.dryRun) = ([generation], dryRun)
  }

  package var hasChanged: Bool { !dryRun }

  private var names: String {
    "Generation \(generations.map(\.description).joined(separator: ", "))"
  }

  /// After a deletion was undone.
  package var undeletedText: String {
    "\(names) \(dryRun ? "would no longer be" : "is no longer") deleted.\n"
  }

  /// After it was pinned, for `reason`.
  package func pinnedText(_ reason: String, until: Timestamp?) -> String {
    "\(names) \(dryRun ? "would be" : "is") pinned"
      + "\(until.map { " until \($0.dateText)" } ?? ""): \(Spelling.line(reason)).\n"
  }

  /// After a pin was taken away.
  package var unpinnedText: String {
    "\(names) \(dryRun ? "would no longer be" : "is no longer") pinned.\n"
  }
}
