import FileEffects
import Generations
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Databases of SQLite that look the same are not read, and every commit to one is found.
@Suite(.tags(.unit)) struct LocalMemoryTests {
  private static let path = "cortex-brain/tier1/conversations.db"

  private let place: LocalWorkplace

  init() throws {
    place = try LocalWorkplace()
  }

  /// A status, and whether it opened the database.
  private func status() throws -> (report: StatusReport, hasOpened: Bool) {
    let database = place.database
    let hasOpened = Atomic(false)
    let files = HookedFileSystem(place.files) { (call, path) throws(FileError) in
      if call == .open, path == database { hasOpened.store(true, ordering: .relaxed) }
    }
    let deployment = place.deployment(Deployment.localDatabases, files: files)
    let report = try deployment.report(ShowStatus())
    return (report, hasOpened.load(ordering: .relaxed))
  }

  /// Looks until the database is known by its fingerprint: the clock of the disk has moved on then.
  private func settle() throws {
    for _ in 0..<10_000 {
      let now = try status()
      try #require(now.report.modified == [])
      if !now.hasOpened { return }
    }
    Issue.record("the database is read every time")
  }

  @Test(arguments: ["wal", "delete"])
  func `a commit to a database that was not read any more is found`(mode: String) throws {
    try place.sql(
      "PRAGMA journal_mode = \(mode); CREATE TABLE row (text TEXT); INSERT INTO row VALUES ('one')")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try settle()

    // A connection that is closed folds its log into the file.
    try place.sql("UPDATE row SET text = 'two'")
    #expect(try status().report.modified == [Self.path])
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try settle()

    // One that stays open leaves the row in it.
    let live = try LiveDatabase(place.database)
    try live.run("UPDATE row SET text = 'six'")
    let now = try status()
    #expect(now.hasOpened && now.report.modified == [Self.path])
    try live.run("UPDATE row SET text = 'ten'")
    #expect(try status().report.modified == [Self.path])
  }

  @Test(arguments: ["wal", "delete"])
  func `a database is read once at most after its restore, and not again`(mode: String) throws {
    try place.sql(
      "PRAGMA journal_mode = \(mode); CREATE TABLE row (text TEXT); INSERT INTO row VALUES ('one')")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try place.sql("UPDATE row SET text = 'two'")
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    try settle()
    try place.sql("UPDATE row SET text = 'two'")
    #expect(try status().report.modified == [Self.path])
  }
}
