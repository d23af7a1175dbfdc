import FileEffects
import Generations
package import Upgrades

extension SwitchReport: Proposal {
  package var changesNothing: Bool { isNothingToDo }

  private func words(_ version: String) -> String { version.isEmpty ? "unknown" : version }

  /// Where the present state is kept.
  private var savedWords: String { "saved in generation \(saved ?? from)" }

  /// Files of the brain that a release shipped and that are removed.
  private var shippedBrainRemoved: [String] {
    let own = Set(ownRemoved)
    return brainRemoved.filter { !own.contains($0) }
  }

  /// Removed files outside the brain.
  private var coreRemoved: [String] {
    let brain = Set(brainRemoved)
    return files.removed.filter { !brain.contains($0) }
  }

  package var stake: String {
    let text = text(verbose: false)
    let lines = text.split(separator: "\n")
    guard lines.count > 10 else { return text }
    let edits = [("replaced", replacedEdits), ("kept", keptEdits)].filter { !$0.1.isEmpty }
      .map { "\($0.0): \(Text.places($0.1))" }
    let rows = [
      ["  removed, yours", Text.places(ownRemoved)],
      ["  replaced, yours", Text.places(brainReplaced)],
      ["  removed, shipped", Text.places(shippedBrainRemoved + coreRemoved)],
      ["  left behind", Text.places(leftBehind)],
      ["  your edits", edits.joined(separator: "; ")],
      ["  databases", Text.places(databases.filter { $0.action != .kept }.map(\.path))],
    ].filter { !$0[1].isEmpty }
    return Text.table(rows) + wouldBe + wayText
  }

  /// Where it leads, and which version there is then.
  private var wayText: String {
    let lead = dryRun ? "That is" : to < from ? "Back to" : "To"
    let text = "\(lead) \(Spelling.line("\(target)")).\n"
    if version != fromVersion {
      return text + "Version \(words(version)) \(dryRun ? "would replace" : "instead of") "
        + "\(words(fromVersion)).\n"
    }
    if version.isEmpty { return text }
    return text + "Version \(version) \(dryRun ? "would stay" : "stays")"
      + (earlier.map {
        "; 'cortex rollback --to \($0.number)' goes back to\n\(Spelling.line("\($0)"))"
      } ?? "") + ".\n"
  }

  private var countWords: String {
    Text.count(filesChanged, "file")
      + (foldersChanged > 0 ? " and \(Text.count(foldersChanged, "folder"))" : "")
  }

  /// How a plan ends: where it leads.
  private var conclusion: String { wouldBe + wayText + forwardText }

  private var wouldBe: String {
    "Generation \(to) would "
      + (from == to ? "stay in force" : "be in force instead of \(from)")
      + "; \(countWords) would change.\n"
  }

  /// What leads forward, where an older generation than the newest was in force already.
  private var forwardText: String {
    guard let forward, forward.number != saved ?? from else { return "" }
    return "The newest is \(Spelling.line("\(forward)"));\n"
      + "'cortex gen switch \(forward.number)' goes forward to it.\n"
  }

  package func text(verbose: Bool) -> String {
    (recovered.map { "First, \($0).\n" } ?? "") + changes(verbose: verbose) + result
  }

  /// The result alone, where the plan was seen before: it counted the databases together.
  package var resultOfSeen: String { databaseText + result }

  private var result: String {
    if isNothingToDo {
      return "Generation \(to) is already in force; there is nothing to change.\n"
    }
    if dryRun { return conclusion }
    let text =
      "Generation \(to) is \(from == to ? "still" : "now") in force; \(countWords) changed.\n"
      + wayText
    if from == to && filesChanged + foldersChanged == 0 { return text }
    let brain = data == .keep ? "" : " --data restore"
    return text + "To undo this, run 'cortex gen switch \(saved ?? from)\(brain)'.\n" + forwardText
  }

  /// What becomes of the databases.
  private var databaseText: String {
    let changed = databases.filter { $0.action != .kept }
    return Text.list("Databases", changed.map { "\($0.path): \($0.words)" }) + notCarriedText
  }

  /// What is changed, and what is not.
  private func changes(verbose: Bool) -> String {
    var text = ""
    let limit = verbose ? Int.max : 20
    text += Text.files(
      "Removed from the brain: yours, \(savedWords)", ownRemoved, verbose: verbose)
    text += Text.files(
      "Replaced in the brain: yours, \(savedWords)", brainReplaced,
      verbose: verbose)
    text += Text.files(
      "Removed from the brain: shipped by \(words(fromVersion))", shippedBrainRemoved,
      verbose: verbose)
    text += Text.files("Removed", coreRemoved, verbose: verbose)
    if verbose {
      text += Text.files("Added, since generation \(to) has them", files.added, verbose: true)
      text += Text.files(
        "Replaced, since generation \(to) has others", files.replaced, verbose: true)
    }
    text += Text.files(
      "Left behind: files that \(words(fromVersion)) added to the brain", leftBehind,
      verbose: verbose)
    text += Text.list(
      "Edited since, and replaced (your edits are in the saved generation)", replacedEdits,
      limit: limit)
    text += Text.list("Edited since, and kept", keptEdits, limit: limit)
    text += Text.list(
      "Configurations edited since, merged with those of generation \(to)",
      config.map { file in
        file.conflicts.isEmpty
          ? file.path : "\(file.path): \(Text.count(file.conflicts.count, "conflict"))"
      })
    text += config.map { ConfigText.conflicts($0.conflicts, in: $0.path) }.joined()
    text += databaseText
    if data == .keep && !isNothingToDo { text += "The brain is left unchanged.\n" }
    if verbose { text += dataReasonText }
    return text
  }
}

extension WaysBack {
  /// The two states that a rollback can lead to; empty where there is only one.
  package var text: String {
    guard let parent, let before = beforeUpgrade else { return "" }
    return """
      There are two ways back:
        1  \(Spelling.line("\(parent)")):
           undoes only generation \(current.number), \(Spelling.line("\(current.meaning)"));
           version \(parent.version) stays
        2  \(Spelling.line("\(before)")):
           undoes the upgrade as well

      """
  }
}
