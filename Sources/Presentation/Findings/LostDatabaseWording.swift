import FileEffects
import Generations
public import Upgrades

extension LostDatabase: Worded {
  public var wording: Wording {
    Wording(
      "the database \(path) \(fault), but generation \(generation) still has it", advice: remedy)
  }

  private var fault: String {
    switch present {
    case .nothing: "is gone"
    case .empty: "is empty now"
    case .withoutTables: "no longer has any tables"
    case .folder: "has been replaced by a folder"
    case .other: "is no longer a database"
    }
  }

  /// What brings it back.
  package var remedy: String {
    "write it to a new folder with 'cortex gen restore \(generation) \(Spelling.shellWord(path)) --to DIR', "
      + (leftovers.isEmpty ? "" : "move \(leftovers.joined(separator: " and ")) away, ")
      + "and copy it back"
  }
}
