import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Going back with the rows written since, with databases of SQLite.
@Suite(.tags(.process)) struct LocalCarryTests {
  private let place: LocalWorkplace

  init() throws {
    place = try LocalWorkplace()
    try run("CREATE TABLE conversations (id INTEGER PRIMARY KEY, topic TEXT)")
    try run("CREATE TABLE patterns (name TEXT PRIMARY KEY, weight REAL)")
    try run("INSERT INTO conversations (topic) VALUES ('tides'), ('ropes')")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
  }

  private func run(_ sql: String) throws {
    try LocalWorkplace.python(
      """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      database.execute(sys.argv[2])
      database.commit()
      database.close()
      """, [place.database, FilePath(sql)])
  }

  private func figures() throws -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: try place.deployment.databases.tables(of: place.database)
        .map { ($0.name, $0.rows) })
  }

  @Test func `a newer schema goes back and the rows come along`() throws {
    _ = try place.deployment.carryOut(Upgrade(source: place.new))
    try run("ALTER TABLE conversations ADD COLUMN mood TEXT")
    try run("CREATE TABLE feedback (id INTEGER PRIMARY KEY)")
    try run("INSERT INTO conversations VALUES (3, 'charts', 'calm'), (4, 'knots', NULL)")
    try run("UPDATE conversations SET topic = 'TIDES' WHERE id = 1")
    try run("DELETE FROM conversations WHERE id = 2")
    try run("INSERT INTO patterns VALUES ('p', 0.5)")
    try run("INSERT INTO feedback VALUES (1)")
    let before = try place.tree()
    let planned = try place.deployment.plan(Switch(to: nil, data: .carry)).report
    #expect(try place.tree() == before)

    var report = try place.deployment.carryOut(Switch(to: nil, data: .carry))
    let database = try #require(report.databases.first)
    #expect(database.action == .carried && database.rowsCarried == 5)
    #expect(database.tables.map(\.name) == ["conversations", "patterns"])
    #expect(database.tables.map(\.inserted) == [2, 1])
    #expect(database.tables.map(\.updated) == [1, 0])
    #expect(database.tables.map(\.deleted) == [1, 0])
    #expect(
      database.notCarried.map { "\($0.table): \($0.reason) \($0.rows)" }
        == [
          "conversations: the column mood does not exist there 1",
          "feedback: the table does not exist there 1",
        ])
    #expect(try figures() == ["conversations": 3, "patterns": 1])
    try LocalWorkplace.python(
      """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      rows = database.execute("SELECT * FROM conversations ORDER BY id").fetchall()
      sys.exit(0 if rows == [(1, "TIDES"), (3, "charts"), (4, "knots")] else repr(rows))
      """, [place.database])
    report.dryRun = true
    #expect(planned == report)

    // Going back can be undone.
    let saved = try #require(report.saved)
    _ = try place.deployment.carryOut(Switch(to: saved, data: .restore))
    #expect(try figures()["feedback"] == 1)
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
  }

  @Test func `what cannot be carried refuses the whole, and nothing is changed`() throws {
    try run("CREATE TABLE child (id INTEGER PRIMARY KEY, c REFERENCES conversations(id))")
    try run("INSERT INTO child VALUES (1, 1)")
    let first = try place.deployment.carryOut(TakeSnapshot(note: "")).generation
    try run("DROP TABLE child")
    try run("DELETE FROM conversations WHERE id = 1")
    let before = try place.tree()
    let error = try #require(throws: UpgradeError.self) {
      _ = try place.deployment.carryOut(Switch(to: first, data: .carry))
    }
    #expect("\(error)".contains("row rowid = 1 of child would refer to a missing row"), "\(error)")
    #expect(try place.tree() == before)
    #expect(try place.deployment.report(ListGenerations()).generations.count == 2)
  }
}
