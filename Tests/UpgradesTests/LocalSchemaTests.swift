import Databases
import FileEffects
import Generations
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Generations with schemas of their own, with databases of SQLite.
@Suite(.tags(.process)) struct LocalSchemaTests {
  private let place: LocalWorkplace
  private let name = "cortex-brain/tier1/conversations.db"

  init() throws {
    place = try LocalWorkplace()
    try place.sql(
      """
      CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, old TEXT);
      INSERT INTO note VALUES (1, 'a', 'x'), (2, 'b', 'y');
      """)
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
  }

  private func upgrade() throws {
    _ = try place.deployment.carryOut(
      Upgrade(source: place.new, allowsDestruction: true))
  }

  private func switchTo(
    _ number: Int?, _ data: DataChoice? = nil
  ) throws -> SwitchReport {
    try place.deployment.carryOut(
      Switch(to: number.flatMap { Generation.Number(rawValue: $0) }, data: data))
  }

  private var version: Int {
    get throws { try place.deployment.databases.schemaVersion(of: place.database) }
  }

  // MARK: Going back

  @Test func `where migrations only added, the brain stays without a word`() throws {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY);")
    try upgrade()
    let report = try switchTo(nil)
    #expect(report.data == .keep && report.warnings == [])
    #expect(try version == 1)
  }

  @Test func `where one took something away, somebody has to say what becomes of the brain`() throws
  {
    try place.ship(
      "001_old.sql", "ALTER TABLE note DROP COLUMN old;", isDestructive: true)
    try upgrade()
    try place.sql("INSERT INTO note VALUES (3, 'c')")
    let before = try place.tree()
    let refused = try #require(throws: UpgradeError.self) { try switchTo(nil) }
    #expect(
      "\(refused)".hasPrefix("old (\(name)) removed data that the older release may need"),
      "\(refused)")
    #expect(try place.tree() == before)
    let dropped = try #require(try place.deployment.log().current().parent)

    let kept = try switchTo(nil, .keep)
    #expect(kept.warnings.contains { $0.contains("may need what migration old") })
    #expect(try version == 1)
    _ = try switchTo(2, .keep)
    let carried = try switchTo(dropped.rawValue, .carry)
    #expect(carried.databases.map(\.rowsCarried) == [1])
    #expect(try version == 0)
    try place.sql("SELECT old FROM note WHERE id = 3 AND old IS NULL")
  }

  @Test func `that a migration's work may be carried as well is said`() throws {
    try place.ship("001_old.sql", "DELETE FROM note WHERE id = 1;", isDestructive: true)
    try upgrade()
    try place.sql("INSERT INTO note VALUES (3, 'c', 'z')")
    _ = try switchTo(nil, .keep)
    let first = try #require(Generation.Number(rawValue: 1))
    let report = try place.deployment.plan(Switch(to: first, data: .carry)).report
    #expect(report.warnings.contains { $0.contains("changes that migrations made in between") })
  }

  @Test func `what the databases lack for the release that comes is said`() throws {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY);")
    try upgrade()
    let migrated = try place.deployment.log().current().number
    _ = try switchTo(nil, .restore)
    let report = try switchTo(migrated.rawValue)
    #expect(
      report.warnings == [
        .switching(
          .behind(
            relative(name), SwitchFinding.SchemaDifference(now: 0, in: migrated, 1)))
      ])
    // The same release again makes what is missing.
    try upgrade()
    #expect(try version == 1)
  }

  // MARK: Rehearsal

  @Test func `a migration that leaves a search index wrong is refused on the copy`() throws {
    try place.sql(
      """
      CREATE VIRTUAL TABLE search USING fts5 (title, content = note, content_rowid = id);
      INSERT INTO search (search) VALUES ('rebuild');
      """)
    try place.ship("001_more.sql", "INSERT INTO note VALUES (3, 'c', 'z');")
    let before = try place.tree()
    let error = try #require(throws: MigrationPlanError.self) { try upgrade() }
    #expect("\(error)".contains("the full-text index search in \(name) is out of sync"))
    #expect(try place.tree() == before)
    try place.ship(
      "001_more.sql",
      """
      INSERT INTO note VALUES (3, 'c', 'z');
      INSERT INTO search (search) VALUES ('rebuild');
      """)
    try upgrade()
    #expect(try version == 1)
  }

  // MARK: Looking

  @Test func `status shows what is applied, what is pending, and what speaks against it`() throws {
    func status(_ source: FilePath? = nil) throws -> MigrationStatusReport.Database {
      let report = try place.deployment.report(ShowMigrationStatus(from: source))
      let database = try #require(report.databases.first)
      #expect(report.ok == (database.pending.isEmpty && database.problem == nil))
      return database
    }
    #expect(try status().newest == nil)
    try place.ship("001_a.sql", "CREATE TABLE a (x);")
    #expect(try status(place.new).pending == ["001_a.sql"])
    try upgrade()
    try place.ship("002_b.sql", "CREATE TABLE b (x);")
    #expect(try status().applied == ["001_a.sql"] && status().pending == [])
    let next = try status(place.new)
    #expect(next.applied == ["001_a.sql"] && next.pending == ["002_b.sql"] && next.newest == 2)
    try place.sql("PRAGMA user_version = 9")
    #expect(try status(place.new).problem?.contains("schema version 9") == true)
  }

  @Test func `a comparison tells what is other in schemas and how many rows there are`() throws {
    try place.ship(
      "001_more.sql",
      "CREATE TABLE feedback (id INTEGER PRIMARY KEY); ALTER TABLE note ADD COLUMN kind;"
        + "CREATE INDEX by_title ON note (title); INSERT INTO note (title) VALUES ('c');")
    try upgrade()
    let current = try place.deployment.log().current().number
    let first = try #require(Generation.Number(rawValue: 1))
    let forth = try place.deployment.report(CompareGenerations(from: first, to: current))
    let database = try #require(forth.databases.first { $0.path == name })
    #expect(
      database.schemaChanges.map { "\($0)" } == [
        "table feedback added", "table note: column kind added", "index by_title added",
      ])
    #expect(database.schema == .changed)
    #expect(database.tables.map(\.name) == ["feedback", "note"])
    #expect(database.tables.map(\.rowsBefore) == [nil, 2])
    #expect(database.tables.map(\.rowsAfter) == [0, 3])
    let back = try place.deployment.report(CompareGenerations(from: current, to: first))
    let removed = SchemaAlteration(kind: "table", name: "note", .columnRemoved("kind"))
    #expect(back.databases.first?.schemaChanges.contains(removed) == true)
  }

  @Test func `an exported generation has databases that open`() throws {
    try place.sql("PRAGMA journal_mode = wal; INSERT INTO note VALUES (3, 'c', 'z')")
    let number = try place.deployment.carryOut(TakeSnapshot(note: "")).generation
    let folder = place.folder.path.appending("exported")
    let report = try ExportFolder(number, to: folder).carryOut(on: place.deployment)
    #expect(report.databases.map(\.path) == [name])
    #expect(report.databases.first?.tables.map(\.rows) == [3])
    try LocalWorkplace.python(
      """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      sys.exit(database.execute("SELECT count(*) FROM note").fetchone()[0] - 3)
      """, [folder.appending(name)])
    #expect(throws: (any Error).self) {
      try ExportFolder(number, to: folder).carryOut(on: place.deployment)
    }
  }
}
