import ConfigMerge
import Generations
package import Upgrades

extension UpgradePlan: Proposal {
  package var changesNothing: Bool { isEmpty }

  package func text(verbose: Bool) -> String {
    if isEmpty { return "Already up to date: \(to) is installed.\n" }
    return "\(heading), plan \(id):\nVersions: \(versionWords)\n" + details(verbose: verbose)
  }

  /// How the plan is carried out.
  package var nextText: String {
    isEmpty ? "" : "\nTo carry it out, run '\(command)'.\n"
  }

  /// What carries this plan out.
  var command: String { "cortex upgrade --plan \(id)" }

  var heading: String {
    from == to
      ? "Reinstall \(to)"
      : "\(isDowngrade ? "Downgrade" : "Upgrade") from \(from.isEmpty ? "an unknown version" : from) to \(to)"
  }

  package var stake: String {
    func row(_ name: String, _ words: [String?]) -> [String]? {
      let words = words.compactMap(\.self)
      return words.isEmpty ? nil : ["  " + name, words.joined(separator: ", ")]
    }
    func count(_ number: Int, _ words: String) -> String? {
      number > 0 ? "\(number) \(words)" : nil
    }
    let rows = [
      row("versions", [versionWords]),
      row(
        "new",
        [
          features.first.map { Words.oneLine($0) },
          features.count > 1 ? "… \(features.count - 1) more" : nil,
        ]),
      row(
        "files",
        [
          count(files.added.count, "added"), count(files.replaced.count, "replaced"),
          count(files.removed.count, "removed").map { "\($0): \(Text.places(files.removed))" },
        ]),
      row("  you edited", [coreWords]),
      row(
        "configurations",
        [
          count(
            config.count { $0.conflicts.isEmpty && ($0.merged > 0 || $0.added > 0) }, "updated"),
          count(conflictCount, conflictCount == 1 ? "conflict" : "conflicts").map {
            $0 + conflictState
          },
        ]),
      row(
        "brain",
        [
          brain.words,
          count(files.preserved.count, files.preserved.count == 1 ? "file kept" : "files kept"),
          files.left.isEmpty ? nil : "left behind: \(Text.places(files.left))",
        ]),
      row("migrations", [migrations.isEmpty ? nil : migrationWords]),
      row(
        "breaking",
        [
          breakingChanges.first,
          breakingChanges.count > 1 ? "… \(breakingChanges.count - 1) more" : nil,
        ]),
      row("warnings", [checkWords]),
    ]
    return "\(heading):\n" + Text.table(rows.compactMap(\.self))
  }

  private var migrationWords: String {
    let destructive = migrations.count(where: \.isDestructive)
    return Text.count(migrations.count, "migration")
      + (destructive > 0 ? ", \(destructive) of them destructive" : "")
  }

  /// How far the conflicts are decided.
  private var conflictState: String {
    if undecidedCount > 0 { return " (\(undecidedCount) undecided)" }
    let remembered = config.flatMap(\.conflicts).count(where: \.remembered)
    if remembered == 0 { return "" }
    return " (\(remembered == conflictCount ? "" : "\(remembered) ")as decided before)"
  }

  private var checkWords: String? {
    var names: [String] = []
    for check in checks where check.result != .ok && !names.contains(check.name.rawValue) {
      names.append(check.name.rawValue)
    }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}

extension UpgradePlan {
  /// Every conflict, with what becomes of it.
  package var conflictText: String {
    config.map { ConfigText.conflicts($0.conflicts, in: $0.path) }.joined() + ownFileText
  }

  /// The user's files that are in the way of the release's.
  var ownFileText: String {
    Text.list(
      "Your own files at paths that the release ships",
      conflicts.map { "\($0.path) (\($0.resolution.words))" })
  }
}

extension ConflictResolution {
  /// The word that people type for it.
  var word: String {
    switch self {
    case .local: "yours"
    case .upgrade: "release"
    case .abort, .both, .text: rawValue
    }
  }

  /// The file's outcome, in words.
  var words: String {
    switch self {
    case .abort: "undecided"
    case .local, .both, .text: "yours is kept"
    case .upgrade: "the release's is used, yours stays in the store"
    }
  }
}

extension DeletedGeneration {
  /// What it was.
  var words: String { "\(version.isEmpty ? "unknown version" : version) of \(created.words)" }
}

extension BrainCounts {
  /// `22 conversations, 39 patterns`; `nil` for none.
  var words: String? {
    let parts = [
      conversations > 0 ? Words.number(conversations, "conversation") : nil,
      patterns > 0 ? Words.number(patterns, "pattern") : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// What is still there, with so many templates of the user's own; `nil` for nothing: `127 conversations
  /// preserved, 43 patterns retained, 12 custom templates merged`.
  func keptWords(templates: Int) -> String? {
    let parts = [
      conversations > 0 ? "\(Words.number(conversations, "conversation")) preserved" : nil,
      patterns > 0 ? "\(Words.number(patterns, "pattern")) retained" : nil,
      templates > 0 ? "\(Words.number(templates, "custom template")) merged" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension UpgradeReport {
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

  /// What was done, in a line.
  private var done: String {
    if plan.from == plan.to { return "Reinstalled \(plan.to)" }
    let from = plan.from.isEmpty ? "an unknown version" : plan.from
    return "\(plan.isDowngrade ? "Downgraded" : "Upgraded") from \(from) to \(plan.to)"
  }

  package func text(verbose: Bool) -> String {
    let first = recovered.map { "First, \($0).\n" } ?? ""
    guard let report else { return first + plan.text(verbose: verbose) }
    var shown = plan
    shown.checks = checks
    let kept = tablesKept
    let rows = kept.reduce(0) { $0 + ($1.rowsBefore ?? 0) }
    return first
      + "\(done):\n"
      + "Versions: \(plan.versionWords)\n" + shown.details(verbose: verbose, after: checksAfter)
      + "\n"
      + (brainKept.keptWords(templates: templatesKept).map { $0 + ".\n" } ?? "")
      + (databases.isEmpty
        ? ""
        : "\(Text.count(rows, "row")) in \(Text.count(kept.count, "table")) of "
          + "\(Text.count(databases.count, "database")) preserved.\n")
      + "Generation \(generation) is now in force"
      + (saved.map { "; the previous state is generation \($0)" } ?? "") + ".\n"
      + (brainExport.map { "The brain from before is in \($0), as YAML to read.\n" } ?? "")
      + (plan.config.contains { !$0.conflicts.isEmpty }
        ? "To change an answer, run 'cortex config conflicts', then 'cortex config resolve'.\n"
        : "")
      + deletedText
      + "The report is in \(report). To go back, run 'cortex rollback"
      + "\(parent.map { " --to \($0)" } ?? "")'.\n"
  }
}
