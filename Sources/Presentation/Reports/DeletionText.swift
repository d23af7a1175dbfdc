import Generations
package import Upgrades

extension DeletionReport: Proposal {
  package var changesNothing: Bool { generations.isEmpty }
  package var stake: String { text }
  package func text(verbose: Bool) -> String { (verbose ? reasonText : "") + text }

  package var text: String {
    func names(_ numbers: [Generation.Number]) -> String {
      (numbers.count == 1 ? "generation " : "generations ")
        + numbers.map(\.description).joined(separator: ", ")
    }
    if dryRun { return "Would delete \(names(generations)).\n" + lost(names) }
    var text = "Deleted \(names(generations))"
    let back = generations.filter { !irrecoverable.contains($0) }
    if !back.isEmpty {
      let what =
        generations.count == 1
        ? "it"
        : back.count == 1
          ? "generation \(back[0])"
          : back.count == generations.count ? "one" : "one of the others"
      let number = back.count == 1 ? "\(back[0])" : "N"
      text += "; 'cortex gen undelete \(number)' brings \(what) back within seven days"
    }
    return text + ".\n" + lost(names)
  }

  /// Which of them are gone for good.
  private func lost(_ names: ([Generation.Number]) -> String) -> String {
    if irrecoverable.isEmpty { return "" }
    let isOne = irrecoverable.count == 1
    return "Neither the \(isOne ? "record" : "records") of \(names(irrecoverable)) nor "
      + "\(isOne ? "its copy" : "their copies") can be read, so \(isOne ? "it" : "they") cannot be brought back.\n"
  }
}
