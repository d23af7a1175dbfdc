public import Upgrades

extension UpgradePlan.Outdated: CustomStringConvertible {
  public var description: String { words }

  /// The name for one such entry.
  package var noun: String {
    let noun = Words.singular(container)
    return noun.isEmpty ? "entry" : noun
  }

  /// The fault, as the end of a sentence.
  package var words: String {
    func list(_ keys: [String]) -> String { keys.map { "`\($0)`" }.joined(separator: ", ") }
    return "it "
      + [
        missing.isEmpty ? nil : "lacks \(list(missing))",
        dropped.isEmpty ? nil : "still has \(list(dropped))",
      ].compactMap(\.self).joined(separator: " and ")
  }
}
