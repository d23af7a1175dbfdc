import FileEffects
import Generations
import ObjectStore
package import Upgrades

// What a shell shows beside a word that it suggests.

extension GenerationSummary {
  package var brief: String {
    [created.dateText, version, note.isEmpty ? kind.rawValue : Words.oneLine(note, limit: 30)]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension DeletedGeneration {
  package var brief: String {
    [created.dateText, version].filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension AnsweredConflict {
  /// What is typed for its key: of a file that was not merged, the first digits of its identity.
  package var typedKey: String {
    key.isEmpty ? String(identity.description.prefix(12)) : Spelling.line(key)
  }

  package var brief: String {
    let sides = [local, upgrade].map { Words.oneLine($0 ?? "–", limit: 20) }
    return Spelling.line(sides.joined(separator: " | "))
  }
}
