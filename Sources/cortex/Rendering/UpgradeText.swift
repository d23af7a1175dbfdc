import Generations
import Upgrades

extension UpgradePlan {
  var text: String {
    if isEmpty { return "Nothing is to be done: \(to) is installed.\n" }
    return
      "\(isDowngrade ? "Downgrade" : "Upgrade") from \(from.isEmpty ? "an unknown version" : from) to \(to), plan \(plan):\n"
      + details
  }

  var details: String {
    var text = Text.table([
      ["  added", "\(files.added.count)"],
      ["  replaced", "\(files.replaced.count)"],
      ["  removed, no longer shipped", "\(files.removed.count)"],
      ["  of the brain, kept as they are", "\(files.preserved.count)"],
    ])
    text += Text.list("Core files that you edited (your text stays in the store)", files.editedCore)
    text += Text.list("Configurations", config.map { "\($0.path): \($0.words)" })
    text += conflictText
    text += Text.list(
      "Migrations (times as measured on a copy)",
      migrations.map {
        "\($0.database): \($0.number) \($0.name), \(Words.seconds($0.seconds))"
          + ($0.isDestructive ? ", takes something away" : "")
      } + schemaChanges.flatMap { schema in schema.changes.map { "\(schema.database): \($0)" } })
    text += Text.list("Breaking changes", breakingChanges)
    text += Text.list("Checks", checks.map { "\($0.name): \($0.result.rawValue) – \($0.detail)" })
    return text
  }
}

extension UpgradePlan {
  /// Every conflict, with what becomes of it.
  var conflictText: String {
    config.map { ConfigText.conflicts($0.conflicts, in: $0.path) }.joined()
      + Text.list(
        "Your own files where the release has others",
        conflicts.map { "\($0.path) (\($0.resolution.words))" })
  }
}

extension ConflictChoice {
  /// What becomes of the file, for people.
  fileprivate var words: String {
    switch self {
    case .abort: "to be decided"
    case .local, .both: "yours stays"
    case .upgrade: "the release's is taken, yours stays in the store"
    }
  }
}

extension UpgradeReport {
  var text: String {
    let first = recovered.map { "First, \($0).\n" } ?? ""
    guard let report else { return first + plan.text }
    var shown = plan
    shown.checks = checks
    let kept = tablesKept
    let rows = kept.reduce(0) { $0 + ($1.rowsBefore ?? 0) }
    return first
      + "\(plan.isDowngrade ? "Downgraded" : "Upgraded") from \(plan.from.isEmpty ? "an unknown version" : plan.from) to \(plan.to):\n"
      + shown.details
      + (databases.isEmpty
        ? ""
        : "\(Text.count(rows, "row")) in \(Text.count(kept.count, "table")) of "
          + "\(Text.count(databases.count, "database")) preserved.\n")
      + "Generation \(generation) is in force"
      + (saved.map { "; the state before is generation \($0)" } ?? "") + ".\n"
      + (plan.config.contains { !$0.conflicts.isEmpty }
        ? "To answer a conflict in another way: 'cortex config conflicts', and then 'resolve'.\n"
        : "")
      + "The report is \(report). To go back: 'cortex rollback'.\n"
  }
}

extension SwitchReport {
  /// Which version there is then, and what leads to the one before.
  private var versionText: String {
    func words(_ version: String) -> String { version.isEmpty ? "unknown" : version }
    if version != fromVersion {
      return "Version \(words(version)) instead of \(words(fromVersion)).\n"
    }
    guard !version.isEmpty else { return "" }
    return "Version \(version) stays"
      + (earlier.map { "; 'cortex gen switch \($0.number)' goes back to \($0.version)" } ?? "")
      + ".\n"
  }

  var text: String {
    var text = recovered.map { "First, \($0).\n" } ?? ""
    let changed = databases.filter { $0.action != "kept" }
    text += Text.list(
      "Edited since, and replaced (the edits are in the saved generation)", replacedEdits)
    text += Text.list("Edited since, and kept", keptEdits)
    text += Text.list(
      "Configurations that were edited since, merged with those of generation \(to)",
      config.map { file in
        file.conflicts.isEmpty
          ? file.path : "\(file.path): \(Text.count(file.conflicts.count, "conflict"))"
      })
    text += config.map { ConfigText.conflicts($0.conflicts, in: $0.path) }.joined()
    text += Text.list("Databases", changed.map { "\($0.path): \($0.words)" })
    text += notCarriedText
    if data == .keep { text += "The brain stays as it is.\n" }
    let files =
      Text.count(filesChanged, "file")
      + (foldersChanged > 0 ? " and \(Text.count(foldersChanged, "folder"))" : "")
    if dryRun {
      return text
        + "Generation \(to) would be in force instead of \(from); \(files) would change.\n"
        + versionText
    }
    text += "Generation \(to) is in force; \(files) changed.\n" + versionText
    if from == to && filesChanged + foldersChanged == 0 { return text }
    let brain = data == .keep ? "" : " --data restore"
    return text + "To take this back: 'cortex gen switch \(saved ?? from)\(brain)'.\n"
  }
}
