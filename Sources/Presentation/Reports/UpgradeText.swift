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

  /// What carries this plan out, with what has to be allowed.
  var command: String {
    let consents = [
      isDowngrade ? "--allow-downgrade" : nil, removals.isEmpty ? nil : "--allow-removals",
      migrations.contains(where: \.isDestructive) ? "--allow-destructive" : nil,
      lostDatabases.isEmpty ? nil : "--allow-missing",
    ].compactMap(\.self)
    return (["cortex upgrade --plan \(id)"] + consents).joined(separator: " ")
  }

  var heading: String {
    from == to
      ? "Reinstall \(to)"
      : "\(isDowngrade ? "Downgrade" : "Upgrade") from \(from.isEmpty ? "an unknown version" : from) to \(to)"
  }

  package var stake: String {
    "\(heading):\n" + Text.table(stakeRows + [timeRow].compactMap(\.self))
  }

  /// How long it will take, and how much is written.
  private var timeRow: [String]? {
    let words = [
      impact.seconds.map { Words.about($0) },
      impact.filesWritten > 0 ? "\(Text.bytes(impact.bytesWritten)) to write" : nil,
    ].compactMap(\.self)
    return words.isEmpty ? nil : ["  takes", words.joined(separator: ", ")]
  }

  /// What is new, and what is at stake: counts for each of its parts.
  var stakeRows: [[String]] {
    func row(_ name: String, _ words: [String?]) -> [String]? {
      let words = words.compactMap(\.self)
      return words.isEmpty ? nil : ["  " + name, words.joined(separator: ", ")]
    }
    func count(_ number: Int, _ words: String) -> String? {
      number > 0 ? "\(number) \(words)" : nil
    }
    return [
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
      row("  you edited", [dryRun ? coreWords : nil]),
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
          breaking.first.map { Words.oneLine($0.words) },
          breaking.count > 1 ? "… \(breaking.count - 1) more" : nil,
        ]),
      row("warnings", [dryRun ? checkWords : nil]),
    ].compactMap(\.self)
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
