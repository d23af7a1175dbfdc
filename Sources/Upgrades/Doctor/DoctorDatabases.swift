import Databases
import FileEffects
import Generations
import ObjectStore
import Releases

/// What the health of databases and configurations means, and what to do about it.
extension DeploymentHealth {
  private var byPath: [(path: RelativePath, health: DatabaseHealth)] {
    databases.sorted { $0.key < $1.key }.map { ($0.key, $0.value.health) }
  }

  var databaseChecks: [Check] {
    [integrity, foreignKeyChecks, textIndexChecks, [schemaVersionCheck], conversationChecks]
      .flatMap(\.self)
  }

  static let integrityName = "brain integrity"

  /// Whether the databases are whole: those of which rows may be in no generation are not, whatever was
  /// found of the others. `unkept` are what speaks of more of them.
  func integrity(warnings: [CaptureWarning], unkept: [String]) -> [Check] {
    let failed = (warnings.filter(\.isOfUnkeptRows).map(\.description) + unkept).map {
      Check(Self.integrityName, .failed, $0)
    }
    return failed.isEmpty ? integrity : failed + integrity.filter { $0.result != .ok }
  }

  private var integrity: [Check] {
    let damaged = byPath.compactMap { path, health in
      health.problems.first.map { problem in
        Check(
          Self.integrityName, .failed,
          "the database \(path) is damaged (\(problem))",
          advice: "restore it from a generation with 'cortex gen restore', or take it out of the "
            + "deployment")
      }
    }
    guard damaged.isEmpty else { return damaged }
    let count = databases.count
    return [
      Check(
        Self.integrityName, .ok, count == 1 ? "1 database is whole" : "\(count) databases are whole"
      )
    ]
  }

  var foreignKeyChecks: [Check] {
    let found =
      byPath.filter { !$0.health.foreignKeys.isEmpty }.map { path, health in
        let tables = health.foreignKeys.sorted { $0.key < $1.key }
        return Check(
          "foreign keys", .warning,
          "in \(path) refer to rows that are not there: "
            + tables.map { "\($0.value) of table \($0.key)" }.joined(separator: ", ")
            + "; 'PRAGMA foreign_key_check' lists them, an upgrade leaves them as they are")
      }
      + byPath.flatMap { path, health in
        health.unfollowed.sorted { $0.key < $1.key }.map { table, reason in
          Check(
            "foreign keys", .warning,
            "SQLite cannot tell what rows of \(table) in \(path) refer to (\(reason)); "
              + "what is referred to needs a primary key or a unique index")
        }
      }
    return found.isEmpty
      ? [Check("foreign keys", .ok, "every row that another refers to is there")] : found
  }

  var textIndexChecks: [Check] {
    let found = byPath.flatMap { path, health in
      health.brokenIndexes.map { index in
        Check(
          "full-text indexes", .warning,
          "the index \(index.name) in \(path) does not fit its rows, so that a search misses some; "
            + "no row is lost, and this statement makes it anew: \(index.remedy)")
      }
    }
    return found.isEmpty
      ? [Check("full-text indexes", .ok, "all fit their rows")] : found
  }

  var schemaVersionCheck: Check {
    let groups = Dictionary(grouping: byPath, by: \.health.userVersion).sorted { $0.key < $1.key }
    let words =
      groups.count == 1
      ? ["all databases have version \(groups[0].key)"]
      : groups.map { version, members in
        "version \(version): \(members.map(\.path.description).joined(separator: ", "))"
      }
    return Check(
      "schema versions", .ok,
      words.isEmpty ? "there are no databases" : words.joined(separator: "; "))
  }

  var conversationChecks: [Check] {
    let silent = byPath.flatMap { path, health in
      health.unanswered.sorted { $0.key < $1.key }.map { table, reason in
        Check(
          "conversations", .warning,
          "the table \(table) in \(path) cannot be asked (\(reason)), so that CORTEX will not find "
            + "what is in it; look at its schema, or restore the database from a generation")
      }
    }
    guard silent.isEmpty else { return silent }
    func count(_ table: String) -> Int {
      byPath.compactMap { $0.health.rowCounts[table] }.reduce(0, +)
    }
    let conversations = count(ProductLayout.current.conversationTable)
    let patterns = count(ProductLayout.current.patternTable)
    return [
      Check(
        "conversations", .ok,
        "\(conversations) conversation\(conversations == 1 ? "" : "s"), "
          + "\(patterns) pattern\(patterns == 1 ? "" : "s")")
    ]
  }

  var configurationCheck: Check {
    let name = "configurations"
    if !unloadable.isEmpty {
      let words = unloadable.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
      return Check(
        name, .failed,
        "cannot be loaded: \(words.joined(separator: ", ")); correct the file, or take it from a "
          + "generation with 'cortex gen restore'")
    }
    if !doubles.isEmpty {
      let words = doubles.sorted { $0.key < $1.key }.map { "\($0.value) in \($0.key)" }
      return Check(
        name, .warning,
        "keys that are given twice: \(words.joined(separator: ", ")); CORTEX uses the last of them, "
          + "take the others out")
    }
    return Check(
      name, .ok, configurations == 1 ? "1 file loads" : "\(configurations) files load")
  }

  /// Between 3.7.0 and 3.51.2, SQLite can lose what was committed to a write-ahead log.
  func sqliteCheck(version: String = SQLiteDatabases.sqliteVersion()) -> Check {
    let name = "SQLite"
    let parts = version.split(separator: ".").compactMap { Int($0) }
    let hasBug =
      !parts.lexicographicallyPrecedes([3, 7, 0])
      && parts.lexicographicallyPrecedes([3, 51, 3])
    let logged = byPath.filter(\.health.usesLog).map(\.path.description)
    guard hasBug else { return Check(name, .ok, "version \(version)") }
    guard !logged.isEmpty else {
      return Check(
        name, .ok,
        "version \(version); no database is in WAL mode, so that its WAL-reset bug is without effect"
      )
    }
    return Check(
      name, .warning,
      "version \(version) has the WAL-reset bug, which can damage a database in WAL mode "
        + "(\(logged.joined(separator: ", "))) that several programs write to; "
        + "install 3.51.3 or later")
  }
}
