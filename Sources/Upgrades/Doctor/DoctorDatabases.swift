import Databases
import FileEffects
import Generations
import ObjectStore
import Releases

/// What the health of databases and configurations means.
extension DeploymentHealth {
  private var byPath: [(path: RelativePath, health: DatabaseHealth)] {
    databases.sorted { $0.key < $1.key }.map { ($0.key, $0.value.health) }
  }

  var databaseChecks: [Check] {
    [integrity, foreignKeyChecks, textIndexChecks, [schemaVersionCheck], conversationChecks]
      .flatMap(\.self)
  }

  /// Whether the databases are whole: those with rows that may be in no generation are not, whatever was
  /// found of the others. `unkept` are what speaks of more of them.
  func integrity(warnings: [CaptureWarning], unkept: [DatabaseFinding]) -> [Check] {
    let failed =
      (warnings.filter(\.isOfUnkeptRows).map { .capture($0) } + unkept.map { .database($0) })
      .map { Check(.integrity, .failed, $0) }
    return failed.isEmpty ? integrity : failed + integrity.filter { $0.result != .ok }
  }

  private var integrity: [Check] {
    let damaged = byPath.compactMap { path, health in
      health.problems.first.map {
        Check(.integrity, .failed, .database(.damaged(path, problem: $0)))
      }
    }
    return damaged.isEmpty
      ? [Check(.integrity, .ok, .database(.whole(count: databases.count)))] : damaged
  }

  var foreignKeyChecks: [Check] {
    var found: [DatabaseFinding] = []
    for (path, health) in byPath where !health.foreignKeys.isEmpty {
      let tables = health.foreignKeys.sorted { $0.key < $1.key }
      found.append(
        .dangling(
          path, tables.map { DatabaseFinding.DanglingRows(table: $0.key, rows: $0.value) }))
    }
    for (path, health) in byPath {
      found += health.unfollowed.sorted { $0.key < $1.key }
        .map { .unfollowed(path, table: $0.key, reason: $0.value) }
    }
    return Self.checks(.foreignKeys, found, otherwise: .referencesHold)
  }

  var textIndexChecks: [Check] {
    let found = byPath.flatMap { path, health in
      health.brokenIndexes.map {
        DatabaseFinding.brokenIndex(path, name: $0.name, remedy: $0.remedy)
      }
    }
    return Self.checks(.textIndexes, found, otherwise: .indexesMatch)
  }

  var schemaVersionCheck: Check {
    let groups = Dictionary(grouping: byPath, by: \.health.userVersion).sorted { $0.key < $1.key }
    return Check(
      .schemaVersions, .ok,
      .database(
        .schemaVersions(
          groups.map {
            DatabaseFinding.SchemaVersion(version: $0.key, paths: $0.value.map(\.path))
          })))
  }

  var conversationChecks: [Check] {
    let silent = byPath.flatMap { path, health in
      health.unanswered.sorted { $0.key < $1.key }
        .map { DatabaseFinding.unanswered(path, table: $0.key, reason: $0.value) }
    }
    func count(_ table: String) -> Int {
      byPath.compactMap { $0.health.rowCounts[table] }.reduce(0, +)
    }
    return Self.checks(
      .conversations, silent,
      otherwise: .conversations(
        count(ProductLayout.current.conversationTable),
        patterns: count(ProductLayout.current.patternTable)))
  }

  /// A warning for each thing that was found, or that all is well.
  private static func checks(
    _ name: Check.Name, _ found: [DatabaseFinding], otherwise: DatabaseFinding
  ) -> [Check] {
    found.isEmpty
      ? [Check(name, .ok, .database(otherwise))]
      : found.map { Check(name, .warning, .database($0)) }
  }

  var configurationCheck: Check {
    if !unloadable.isEmpty {
      let found = unloadable.sorted { $0.key < $1.key }
        .map { UnreadableConfiguration(path: $0.key.description, reason: $0.value) }
      return Check(.configurations, .failed, .configuration(.unloadable(found)))
    }
    if !doubles.isEmpty {
      let found = doubles.sorted { $0.key < $1.key }.map {
        ConfigurationFinding.DuplicateKeys(path: $0.key.description, count: $0.value)
      }
      return Check(.configurations, .warning, .configuration(.duplicateKeys(found)))
    }
    return Check(.configurations, .ok, .configuration(.load(count: configurations)))
  }

  /// Between 3.7.0 and 3.51.2, SQLite can lose data committed to a write-ahead log.
  func sqliteCheck(version: String = SQLiteDatabases.sqliteVersion()) -> Check {
    let parts = version.split(separator: ".").compactMap { Int($0) }
    let hasBug =
      !parts.lexicographicallyPrecedes([3, 7, 0])
      && parts.lexicographicallyPrecedes([3, 51, 3])
    let logged = byPath.filter(\.health.usesLog).map(\.path.description)
    guard hasBug else { return Check(.sqlite, .ok, .machine(.sqlite(version))) }
    return logged.isEmpty
      ? Check(.sqlite, .ok, .machine(.sqliteBugUnused(version)))
      : Check(.sqlite, .warning, .machine(.sqliteBug(version, databases: logged)))
  }
}
