import Generations
package import Upgrades

extension CollectionReport: Proposal {
  package var warnings: [Finding] { [] }
  package var changesNothing: Bool { dropped.isEmpty && expired.isEmpty }
  package var stake: String { text }
  package func text(verbose: Bool) -> String { text }

  package var text: String {
    let rows =
      kept.map { ["kept", "\($0.number)", $0.reasons.map(\.description).joined(separator: ", ")] }
      + dropped.map { number in
        [
          dryRun ? "would drop" : "dropped", "\(number)",
          deleted.first { $0.number == number }.map(\.words) ?? "for good",
        ]
      }
    let gone = expired.filter { !dropped.contains($0) }
      .map { [dryRun ? "would free" : "freed", "\($0)", "deleted earlier, for good"] }
    return Text.table(rows + gone)
      + (fetched.isEmpty
        ? ""
        : "\(dryRun ? "Would remove" : "Removed") \(Text.count(fetched.count, "fetched package")): "
          + "\(Text.bytes(fetched.reduce(0) { $0 + $1.bytes })).\n")
      + "\(dryRun ? "Would free" : "Freed") \(Text.bytes(freedBytes)).\n"
      + (deleted.first.map {
        "Until \($0.until.words), 'cortex gen undelete N' brings dropped ones back.\n"
      } ?? "")
      + (freedByNow.map {
        "The disk is nearly full: 'cortex gc --now' frees \(Text.bytes($0)) more, but then deleted "
          + "generations cannot be brought back.\n"
      } ?? "")
  }
}
