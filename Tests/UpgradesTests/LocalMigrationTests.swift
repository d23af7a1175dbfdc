import Databases
import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Upgrades with schema migrations, with databases of SQLite.
@Suite(.tags(.process)) struct LocalMigrationTests {
  private let place: LocalWorkplace

  init() throws {
    place = try LocalWorkplace()
    try place.sql(
      "CREATE TABLE note (id INTEGER PRIMARY KEY, title); INSERT INTO note VALUES (1, 'a')")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
  }

  private func upgrade(allowsDestruction: Bool = false) throws -> UpgradeReport {
    try place.deployment.carryOut(
      Upgrade(source: place.new, allowsDestruction: allowsDestruction))
  }

  private var version: Int {
    get throws { try place.deployment.databases.schemaVersion(of: place.database) }
  }

  @Test func `an upgrade migrates, proves every old row, and records it`() throws {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    try place.ship("002_colour.sql", "ALTER TABLE note ADD COLUMN colour;")
    let plan = try place.deployment.plan(Upgrade(source: place.new)).plan
    #expect(plan.migrations.map(\.number) == [1, 2])
    #expect(
      plan.schemaChanges.map { $0.changes.map { "\($0)" } } == [
        ["table feedback added", "table note: column colour added"]
      ])
    #expect(try version == 0)

    let report = try upgrade()
    #expect(report.plan.id == plan.id)
    #expect(try version == 2)
    let tables = try #require(report.databases.first).tables
    #expect(tables.map(\.name) == ["feedback", "note"])
    #expect(tables.last.map { $0.digestBefore == $0.digestAfter && $0.rowsAfter == 1 } == true)
    let record = try place.deployment.log().current()
    #expect(record.migrations?.map(\.version) == [1, 2])
    let proof = try #require(record.proof?.first)
    #expect(proof.path == "cortex-brain/tier1/conversations.db")
    #expect(proof.tables.map(\.name) == ["note"])
    #expect(proof.tables.allSatisfy { $0.digestBefore == $0.digestAfter && $0.rowsAfter == 1 })
    #expect(try place.deployment.report(ShowStatus()).modified.isEmpty)
    let applied = String(
      decoding: try place.files.read(
        place.root.appending("cortex-brain/migrations/applied.json")), as: UTF8.self)
    #expect(applied.contains("002_colour.sql"))
    #expect(try upgrade().isNothingToDo)

    // The brain goes back with the rest where that is asked for.
    _ = try place.deployment.carryOut(Switch(to: nil, data: .restore))
    #expect(try version == 0)
  }

  @Test func `a migration that fails on the copy leaves everything as it was`() throws {
    try place.ship(
      "001_bad.sql", "CREATE TABLE a (x);\nALTER TABLE note ADD COLUMN IF NOT EXISTS y;")
    let before = try place.tree()
    let failure = #expect(throws: MigrationFailure.self) { try upgrade() }
    #expect("\(try #require(failure))".contains("\(place.database)"))
    #expect(try place.tree() == before)
    #expect(try version == 0)
  }

  @Test(arguments: ["tier1", "tier1/conversations.db"])
  func `a database behind a link is not left unmigrated without a word`(name: String) throws {
    let linked = place.root.appending("cortex-brain/\(name)")
    try place.files.rename(linked, over: place.folder.path.appending("elsewhere"))
    try place.files.createLink(linked, to: Array("../../elsewhere".utf8))
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    #expect(
      throws: MigrationPlanError.link(path: "cortex-brain/\(name)", fileName: "001_feedback.sql")
    ) { try upgrade() }
  }

  @Test func `what takes something away needs its header and the user's consent`() throws {
    try place.ship("001_drop.sql", "DROP TABLE note;", isDestructive: true)
    let before = try place.tree()
    #expect(
      throws: MigrationPlanError.consentNeeded(["drop (cortex-brain/tier1/conversations.db)"])
    ) { try upgrade() }
    #expect(try place.tree() == before)
    _ = try upgrade(allowsDestruction: true)
    #expect(try version == 1)
  }

  @Test func `files that were put in place go back with a migration that is undone`() throws {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    // Another program changes the database after the rehearsal, so that the live one refuses.
    let before = try place.tree()
    let databases = InterceptedDatabases(migrating: { base, migrations, body in
      if migrations.contains(where: { $0.database == place.database }) {
        try place.sql("CREATE TABLE feedback (other)")
      }
      try base.migrate(migrations, body)
    })
    #expect(throws: SwitchError.self) {
      try place.deployment(databases).carryOut(Upgrade(source: place.new))
    }
    try place.sql("DROP TABLE feedback")
    #expect(try version == 0)
    let name = "cortex-brain/tier1/conversations.db"
    #expect(try place.tree().filter { $0.key != name } == before.filter { $0.key != name })
    #expect(try !place.deployment.log().hasJournal())
  }

  @Test func `a migration that was edited after it was applied is refused with the difference`()
    throws
  {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    _ = try upgrade()
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, words);")
    let error = #expect(throws: MigrationPlanError.self) { try upgrade() }
    #expect("\(try #require(error))".contains("words"))
    try place.ship(
      "001_feedback.sql", "-- a comment\nCREATE TABLE feedback\n (id INTEGER PRIMARY KEY, text);")
    _ = try upgrade()
  }

  @Test
  func `a migration that was edited is refused also after going back with the brain as it is`()
    throws
  {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    _ = try upgrade()
    _ = try place.deployment.carryOut(Switch(to: nil, data: .keep))
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, words);")
    let error = #expect(throws: MigrationPlanError.self) { try upgrade() }
    #expect("\(try #require(error))".contains("words"))
    // Where the brain goes back too, it has not been through any.
    _ = try place.deployment.carryOut(Switch(to: Generation.Number(rawValue: 2), data: .keep))
    _ = try place.deployment.carryOut(Switch(to: nil, data: .restore))
    _ = try upgrade()
    #expect(try version == 1)
  }

  @Test func `a database that is newer than the release, and a gap, are refused`() throws {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    try place.sql("PRAGMA user_version = 7")
    #expect(
      throws: MigrationPlanError.newerDatabase(
        path: "cortex-brain/tier1/conversations.db", found: 7, newest: 1)
    ) { try upgrade() }
    try place.ship("009_late.sql", "CREATE TABLE late (x);")
    #expect(
      throws: MigrationPlanError.missing(
        number: 2, after: "001_feedback.sql", before: "009_late.sql")
    ) { try upgrade() }
  }

  @Test
  func `a row written between the snapshot and the rehearsal is the user's, not the release's`()
    throws
  {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    let databases = InterceptedDatabases(afterCapture: {
      try place.sql("INSERT OR IGNORE INTO note VALUES (2, 'meanwhile')")
    })
    let report = try place.deployment(databases).carryOut(Upgrade(source: place.new))
    let saved = try place.deployment.log().generation(try #require(report.saved))
    #expect(saved.databases?.first?.tables.map(\.rows) == [2])
    _ = try place.deployment.carryOut(Switch(to: nil, data: .carry))
    let tables = try place.deployment.databases.tables(of: place.database)
    #expect(tables.map(\.name) == ["note"] && tables.map(\.rows) == [2])
    // What was said of the databases goes where they go.
    let applied = place.root.appending("cortex-brain/migrations/applied.json")
    #expect(try place.files.metadata(applied) == nil)
  }

  @Test(arguments: ["wal", "delete"])
  func `a program that writes through a migration loses no row`(journalMode: String) throws {
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    let writer = try RowWriter(place.database, journalMode: journalMode)
    try writer.say(.run)
    try writer.wait(rows: 20)
    _ = try upgrade()
    try writer.wait(rows: 5)
    #expect(try version == 1)
    let (committed, seen) = try writer.say(.pause)
    #expect(seen == committed && committed.count > 20)
  }
}
