import FileEffects
import Upgrades

/// The parts of a plan: core, brain, configuration, migrations and impact. Lists are folded, and whole if asked for.
extension UpgradePlan {
  /// - Parameter after: What is known of the state afterwards, once it is there.
  func details(verbose: Bool, after: [Check] = []) -> String {
    Text.section("Core", coreSection(verbose: verbose))
      + Text.section("Brain (preserved)", brainSection(verbose: verbose))
      + Text.section("Configuration", configSection(verbose: verbose))
      + Text.section("Migrations", migrationSection(verbose: verbose))
      + Text.section("Impact", impactSection(verbose: verbose, after))
  }

  /// What is told of a list that is folded.
  static var unfolding: String { "--verbose" }

  private func coreSection(verbose: Bool) -> String {
    let others = Set(config.map(\.path) + files.installed)
    let added = files.added.filter { !others.contains($0) }
    let replaced = files.replaced.filter { !others.contains($0) }
    let counts = [(added.count, "added"), (replaced.count, "replaced")].filter { $0.0 > 0 }
      .map { "\(Words.number($0, "file")) \($1)" }
    var text = counts.isEmpty ? "" : counts.joined(separator: ", ") + "\n"
    if verbose {
      text += Text.files("Added", added, verbose: true)
      text += Text.files("Replaced", replaced, verbose: true)
    }
    text += Text.files(
      "Removed: core files that the release no longer ships", files.removed, verbose: verbose)
    text += coreText(verbose: verbose)
    return text + ownFileText
  }

  private func brainSection(verbose: Bool) -> String {
    var text = brain.words.map { $0 + "\n" } ?? ""
    if impact.brainFiles > 0 {
      text += "\(Words.number(impact.brainFiles, "file")), \(Text.bytes(impact.brainBytes))"
      if impact.databases > 0 { text += ", \(Words.number(impact.databases, "database"))" }
      text +=
        migrations.isEmpty ? ": none is touched\n" : ": nothing but migrations touches them\n"
    }
    text += Text.files(
      "Kept, although the release ships them too", files.preserved, verbose: verbose)
    text += Text.files("Missing, and installed", files.installed, verbose: verbose)
    return text
      + Text.files("No longer shipped, but kept", files.left, verbose: verbose)
  }

  private func migrationSection(verbose: Bool) -> String {
    var text = ""
    var databases: [String] = []
    for migration in migrations where !databases.contains(migration.database) {
      databases.append(migration.database)
    }
    for database in databases {
      text += Text.list(
        database,
        migrations.filter { $0.database == database }.map {
          "\($0.number) \($0.name), \(Words.seconds($0.seconds)) on a copy"
            + ($0.isDestructive ? ", destructive" : "")
        } + schemaChanges.filter { $0.database == database }.flatMap { $0.changes.map { "\($0)" } },
        limit: verbose ? .max : 12, all: Self.unfolding)
    }
    return text
  }

  private func impactSection(verbose: Bool, _ after: [Check]) -> String {
    func row(_ name: String, _ words: String?) -> [String]? { words.map { [name, $0] } }
    let rows = [
      row("writes", impact.filesWritten > 0 ? writtenWords : nil),
      row("removes", impact.filesRemoved > 0 ? Words.number(impact.filesRemoved, "file") : nil),
      row("takes", dryRun ? impact.seconds.map { Words.about($0) } : nil),
      row("migrates", migrations.isEmpty ? nil : "\(migrationTime), as timed on copies"),
    ]
    return Text.table(rows.compactMap(\.self))
      + Text.list(
        "Breaking changes", breaking.map(\.words), limit: verbose ? .max : 10,
        all: Self.unfolding)
      + Text.list(
        "Deprecated", deprecations.map(\.words), limit: verbose ? .max : 5, all: Self.unfolding)
      + Text.list("New", features, limit: verbose ? .max : 5, all: Self.unfolding)
      + Text.list("Checks", checks.map(\.line), limit: .max)
      + Text.list("Checks afterwards", after.map(\.line), limit: .max)
  }

  /// How much is written.
  var writtenWords: String {
    "\(Words.number(impact.filesWritten, "file")), \(Text.bytes(impact.bytesWritten))"
  }

  /// How long all migrations took together.
  var migrationTime: String { Words.seconds(migrations.reduce(0) { $0 + $1.seconds }) }
}

extension Check {
  /// `Python packages: warning – PyYAML is missing`.
  var line: String { "\(name.rawValue): \(result.rawValue) – \(detail)" }
}
