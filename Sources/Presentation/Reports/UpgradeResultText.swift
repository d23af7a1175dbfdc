import ConfigMerge
import FileEffects
import Generations
package import Upgrades

/// The result of an upgrade: what is true now, and what to do next. What the plan said is not said again.
extension UpgradeReport {
  /// - Parameters:
  ///   - verbose: Whether every change is named, as a plan names it.
  ///   - isPlanSeen: Whether the plan was shown before; if not, its counts are part of the result.
  package func text(verbose: Bool, isPlanSeen: Bool = false) -> String {
    let first = recovered.map { "First, \($0).\n" } ?? ""
    if isNothingToDo { return first + plan.text(verbose: verbose) }
    var shown = plan
    shown.checks = checks
    let changes =
      verbose
      ? "\(done):\nVersions: \(plan.versionWords)\n"
        + shown.details(verbose: true, after: checksAfter) + "\n"
      : (isPlanSeen ? doneInALine : "\(done):\n" + Text.table(plan.stakeRows))
        + edits + answers(limit: isPlanSeen ? 5 : 20)
    return first + changes + preserved
      + "Generation \(generation) is now in force"
      + (saved.map { "; the previous state is generation \($0)" } ?? "") + ".\n"
      + (brainExport.map { "The brain from before is in \($0), as YAML to read.\n" } ?? "")
      + (plan.config.contains { !$0.conflicts.isEmpty }
        ? "To change an answer, run 'cortex config conflicts', then 'cortex config resolve'.\n"
        : "")
      + deletedText + (verbose ? "" : checksToLookAt)
      + (report.map { "The report is in \($0). " } ?? "")
      + "To go back, run 'cortex rollback\(parent.map { " --to \($0)" } ?? "")'.\n"
  }

  // MARK: What was done

  /// The versions.
  private var done: String {
    if plan.from == plan.to { return "Reinstalled \(plan.to)" }
    let from = plan.from.isEmpty ? "an unknown version" : plan.from
    return "\(plan.isDowngrade ? "Downgraded" : "Upgraded") from \(from) to \(plan.to)"
  }

  /// The same with what changed, counted: `2 files added, 7 replaced, 1 migration`.
  private var doneInALine: String {
    let files = [
      (plan.files.added.count, "added"), (plan.files.replaced.count, "replaced"),
      (plan.files.removed.count, "removed"),
    ].filter { $0.0 > 0 }
    let others = [
      (plan.config.count(where: \.isMergedWithRelease), "configuration"),
      (plan.migrations.count, "migration"),
    ].filter { $0.0 > 0 }
    let parts =
      files.enumerated().map { index, count in
        (index == 0 ? Words.number(count.0, "file") : Words.digits(count.0)) + " \(count.1)"
      }
      + others.map { Words.number($0.0, $0.1) + ($0.1 == "configuration" ? " merged" : "") }
    return done + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")) + ".\n"
  }

  /// What became of core files that the user edited, and how to get them back.
  private var edits: String {
    let isGone = plan.core.contains { $0.restore != nil }
    return Text.list(
      "Core files that you edited", plan.core.map { "\($0.path): \($0.words)" }, limit: 5,
      all: "the report lists all")
      + (isGone
        ? "To put yours back, run 'cortex gen restore \(parent ?? generation) PATH'.\n" : "")
  }

  /// Every conflict with its answer, by file.
  private func answers(limit: Int) -> String {
    plan.config.map { file in
      // Of a whole file it matters why it was not merged.
      if file.conflicts.contains(where: \.isWholeFile) {
        return "\(Spelling.line(file.path)): \(file.words)\n"
      }
      return Text.list(
        "Conflicts in \(file.path)", file.conflicts.map { "\($0.place): \($0.outcome)" },
        limit: limit, all: "'cortex config conflicts' lists all")
    }.joined() + plan.ownFileText
  }

  /// What is not as it should be, before or after, each once.
  private var checksToLookAt: String {
    var found: [String] = []
    for check in checks + checksAfter where check.result != .ok {
      let words = "\(check.name.rawValue): \(check.detail)"
      if !found.contains(words) { found.append(words) }
    }
    return Text.list("Worth a look", found, limit: .max)
  }

  // MARK: What is still there

  /// The brain in its users' words, and the proof in rows.
  private var preserved: String {
    let kept = tablesKept
    let rows = kept.reduce(0) { $0 + ($1.rowsBefore ?? 0) }
    return (brainKept.keptWords(templates: templatesKept).map { $0 + ".\n" } ?? "")
      + (databases.isEmpty
        ? ""
        : "\(Words.number(rows, "row")) in \(Words.number(kept.count, "table")) of "
          + "\(Words.number(databases.count, "database")) preserved.\n")
  }

  /// The user's own templates that a merge kept.
  private var templatesKept: Int {
    plan.config.flatMap(\.changes).count {
      $0.kind == .kept && $0.custom && $0.container == "templates"
    }
  }

  /// What retention dropped.
  private var deletedText: String {
    guard let deleted, let until = deleted.first?.until else { return "" }
    return Text.list("Old generations dropped", deleted.map { "\($0.number): \($0.words)" })
      + "Until \(until.words), 'cortex gen undelete N' brings one back.\n"
  }
}
