import FileEffects
public import Upgrades

extension DatabaseFinding: Worded {
  public var wording: Wording {
    switch self {
    case .whole(let count):
      Wording(count == 1 ? "1 database is intact" : "\(count) databases are intact")
    case .damaged(let path, let problem):
      Wording(
        "the database \(path) is damaged (\(problem))",
        advice:
          "restore it from a generation with 'cortex gen restore', or remove it from the deployment"
      )
    case .obstructed(let path, let obstacle):
      Wording(
        "the database \(path) cannot be read: \(obstacle.words(for: path).fault)",
        advice: obstacle.words(for: path).remedy)
    case .lost(let database): database.wording
    case .lostOrRemoved(let database):
      Wording(
        database.wording.finding,
        advice: "\(database.remedy), or accept the loss with 'cortex snapshot'")
    case .referencesHold: Wording("no dangling references")
    case .dangling(let path, let tables):
      Wording(
        "\(path): \(tables.words) dangling references",
        advice: "list them with 'PRAGMA foreign_key_check' (an upgrade leaves them unchanged)")
    case .danglingSince(let path, let rows, let before):
      Wording("\(path): \([rows].words) dangling references, up from \(before)")
    case .unfollowed(let path, let table, let reason):
      Wording(
        "SQLite cannot check the foreign keys of \(table) in \(path) (\(reason))",
        advice: "give the columns they refer to a primary key or a unique index")
    case .indexesMatch: Wording("all in sync with their tables")
    case .brokenIndex(let path, let name, let remedy):
      Wording(
        "the full-text index \(name) in \(path) is out of sync: searches miss rows, but none is lost",
        advice: "rebuild it with \(remedy)")
    case .schemaVersions(let versions): Wording(Self.words(versions))
    case .unanswered(let path, let table, let reason):
      Wording(
        "the table \(table) in \(path) cannot be queried (\(reason)), so CORTEX will not find its contents",
        advice: "check its schema, or restore the database from a generation")
    case .conversations(let conversations, let patterns):
      Wording(
        "\(Text.count(conversations, "conversation")), \(Text.count(patterns, "pattern"))")
    case .unchanged(let tables): Wording("\(Text.count(tables, "table")), left unchanged")
    case .writtenMeanwhile(let paths):
      Wording("another program wrote to \(paths.joined(separator: ", ")) during the upgrade")
    case .migrated(let database): Wording(Self.words(database))
    }
  }

  private static func words(_ versions: [SchemaVersion]) -> String {
    if versions.isEmpty { return "no databases" }
    if versions.count == 1 { return "all databases are at version \(versions[0].version)" }
    return versions.map { group in
      "version \(group.version): \(group.paths.map(\.description).joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  /// Of every table of a migrated database how it is proven.
  private static func words(_ database: DatabaseComparison) -> String {
    let before = database.tables.filter { $0.rowsBefore != nil }
    let changed = before.filter { $0.digestBefore != $0.digestAfter }
    let rows = before.reduce(0) { $0 + ($1.rowsBefore ?? 0) }
    let unchanged =
      "\(database.path): \(before.count - changed.count) of \(Text.count(before.count, "table")) unchanged "
      + "(\(Text.count(rows, "row")) before)"
    if changed.isEmpty { return unchanged }
    return unchanged + "; the migrations changed "
      + changed.map { table in
        "\(table.name) (\(Text.count(table.rowsBefore ?? 0, "row")) before, "
          + (table.rowsAfter.map { "\($0) after" } ?? "now gone") + ")"
      }.joined(separator: ", ")
  }
}

extension [DatabaseFinding.DanglingRows] {
  /// `3 rows of notes and 1 row of tags have`
  fileprivate var words: String {
    let isOne = reduce(0) { $0 + $1.rows } == 1
    return map { "\(Text.count($0.rows, "row")) of \($0.table)" }.joined(separator: " and ")
      + (isOne ? " has" : " have")
  }
}

extension ConfigurationFinding: Worded {
  public var wording: Wording {
    switch self {
    case .load(let count): Wording("\(Text.count(count, "file")) \(count == 1 ? "loads" : "load")")
    case .unloadable(let files):
      Wording(
        "cannot load \(files.map(\.description).joined(separator: ", "))",
        advice: "correct \(files.count == 1 ? "the file" : "the files"), or restore "
          + "\(files.count == 1 ? "it" : "them") from a generation with 'cortex gen restore'")
    case .duplicateKeys(let files):
      Wording(
        "duplicate keys: \(files.map { "\($0.count) in \($0.path)" }.joined(separator: ", "))",
        advice: "remove all but the last of each, which is the one CORTEX uses")
    case .outdated(let entry, let file):
      Wording(
        "your custom \(entry.noun) `\(entry.name)` in \(file) uses the old structure: \(entry.words)",
        advice: "edit it, then run 'cortex config validate \(entry.name)'")
    case .deprecated(let keys):
      Wording(
        keys.prefix(5).map(\.words).joined(separator: "; ")
          + (keys.count > 5 ? "; and \(keys.count - 5) more" : ""))
    }
  }
}

extension DeprecatedKey {
  /// Where it is, and the way out: `FILE line 3: templates.a.words is deprecated (WHAT); instead: patterns`.
  var words: String {
    "\(path) line \(line): \(key) is deprecated (\(what))"
      + (instead.map { "; instead: \($0)" } ?? "")
  }
}
