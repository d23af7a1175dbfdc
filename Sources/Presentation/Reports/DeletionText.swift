import Generations
package import Upgrades

extension DeletionReport: Proposal {
  package var changesNothing: Bool { generations.isEmpty }
  package var stake: String { text }
  package func text(verbose: Bool) -> String { text }

  package var text: String {
    func names(_ numbers: [Generation.Number]) -> String {
      (numbers.count == 1 ? "generation " : "generations ")
        + numbers.map(\.description).joined(separator: ", ")
    }
    let all = names(generations)
    let isOne = generations.count == 1
    var text = all.prefix(1).uppercased() + all.dropFirst()
    text += dryRun ? " would be deleted" : isOne ? " is deleted" : " are deleted"
    let back = generations.filter { !irrecoverable.contains($0) }
    if !dryRun && !back.isEmpty {
      let what = isOne ? "it" : back.count == generations.count ? "one" : "one of the others"
      text += "; 'cortex gen undelete N' brings \(what) back for seven days"
    }
    text += ".\n"
    if !irrecoverable.isEmpty {
      text +=
        "The \(irrecoverable.count == 1 ? "record" : "records") of \(names(irrecoverable)) cannot be read, "
        + "nor \(irrecoverable.count == 1 ? "its copy" : "their copies"): "
        + "\(irrecoverable.count == 1 ? "it" : "they") cannot be brought back.\n"
    }
    return text
  }
}
