import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Upgrades on the disk of this machine, with databases of SQLite.
@Suite(.tags(.process)) struct LocalTests {
  private let place: LocalWorkplace

  init() throws {
    place = try LocalWorkplace()
  }

  private func upgrade(from source: FilePath? = nil) throws -> UpgradeReport {
    try place.deployment.carryOut(Upgrade(source: source ?? place.new))
  }

  @Test func `a program that writes all the while loses no row, and sees what is restored`() throws
  {
    let deployment = place.deployment
    let writer = try RowWriter(place.database)
    try writer.say(.run)
    try writer.wait(rows: 20)

    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: deployment)
    try writer.wait(rows: 5)
    let upgraded = try upgrade()
    #expect(upgraded.plan.to == "5.3.0")
    try writer.wait(rows: 5)
    _ = try deployment.carryOut(Switch(to: nil))
    try writer.wait(rows: 5)
    _ = try upgrade()
    try writer.wait(rows: 5)
    let (committed, seen) = try writer.say(.pause)
    #expect(seen == Array(1...committed.count) && committed == seen)

    // What it held then, exactly, also for the connection that is open all the while.
    let snapshot = try deployment.carryOut(TakeSnapshot(note: ""))
    let tables = try deployment.databases.tables(of: place.database)
    let tree = try place.tree()
    try writer.say(.run)
    try writer.wait(rows: 20)
    let later = try writer.say(.pause).committed
    let report = try deployment.carryOut(Switch(to: snapshot.generation, data: .restore))
    #expect(report.databases.map(\.action) == [.restored] && report.saved != nil)
    #expect(try deployment.databases.tables(of: place.database) == tables)
    #expect(try writer.say(.look).seen == committed)
    #expect(try deployment.report(ShowStatus()).modified.isEmpty)

    // The rows written since are in the generation that was saved.
    let saved = try #require(report.saved)
    _ = try deployment.carryOut(Switch(to: saved, data: .restore))
    #expect(try writer.say(.look).seen == later)
    try writer.say(.run)
    try writer.wait(rows: 5)
    let end = try writer.say(.pause)
    #expect(end.seen == end.committed)
    #expect(Set(try place.tree().keys) == Set(tree.keys))
    #expect(try deployment.report(VerifyStore(.full)).ok)
  }

  @Test func `what init found comes back byte for byte`() throws {
    try LocalWorkplace.python(
      """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      database.execute("CREATE TABLE conversations (id INTEGER PRIMARY KEY, topic TEXT)")
      database.executemany("INSERT INTO conversations (topic) VALUES (?)", [("sea",)] * 500)
      database.commit()
      """, [place.database])
    let before = try place.tree()
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    let report = try upgrade()
    #expect(report.databases.first?.tables.first?.rowsAfter == 500)
    #expect(try place.tree() != before)
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    #expect(try place.tree() == before)
    #expect(try !place.deployment.carryOut(TakeSnapshot(note: "")).created)
  }

  /// Ways in which a database of many pages is damaged.
  static let damages: [(name: String, script: String)] = [
    ("schema", "file.seek(100); file.write(b'\\xff' * 900)"),
    ("cut short", "file.truncate(3 * 4096 + 17)"),
    ("page in the middle", "file.seek(5 * 4096); file.write(b'\\xee' * 4096)"),
  ]

  @Test(arguments: damages)
  func `a damaged database is kept as it is, and no upgrade begins beside it`(
    name: String, script: String
  ) throws {
    try LocalWorkplace.python(
      """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      database.execute("PRAGMA page_size = 4096")
      database.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, filler)")
      database.executemany("INSERT INTO row (filler) VALUES (?)", [("x" * 300,)] * 200)
      database.commit()
      database.close()
      with open(sys.argv[1], "r+b") as file:
        \(script)
      """, [place.database])
    let bytes = try place.files.read(place.database)
    let first = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    #expect(try place.files.read(place.database) == bytes)
    var kept: [UInt8] = []
    let path = relative("cortex-brain/tier1/conversations.db")
    try StoredFile(TypedPath(path), in: .first).read(on: place.deployment) {
      kept.append(contentsOf: $0)
    }
    #expect(kept == bytes)
    if name == "schema" {
      #expect(first.warnings.count == 1)
      #expect(first.warnings.first?.contains("\(path) cannot be read by SQLite") == true)
    }

    let before = try place.tree()
    let error = try #require(throws: UpgradeError.self) { _ = try upgrade() }
    #expect("\(error)".hasPrefix("brain integrity: the database \(path) is damaged"), "\(error)")
    #expect(try place.tree() == before)
    #expect(try place.deployment.report(ListGenerations()).generations.count == 1)
  }

  @Test(arguments: ["tar", "zip"])
  func `an archive does what its folder does, and one that is cut short changes nothing`(
    format: String
  ) throws {
    let archive = place.folder.path.appending("release")
    try LocalWorkplace.python(
      "import shutil, sys; shutil.make_archive(sys.argv[1], '\(format)', sys.argv[2])",
      [archive, place.new])
    let whole = place.folder.path.appending("release.\(format)")
    let bytes = try place.files.read(whole)
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    let before = try place.tree()
    for length in [bytes.count / 3, bytes.count / 2, bytes.count * 9 / 10] {
      let cut = place.folder.path.appending("cut.\(format)")
      try place.files.replace(cut, with: Array(bytes[..<length]))
      let error = try #require(throws: (any Error).self) { try upgrade(from: cut) }
      #expect("\(error)".hasPrefix("\(cut) "), "\(error)")
      #expect(try place.tree() == before)
    }
    let plan = try place.deployment.plan(Upgrade(source: place.new)).plan
    let report = try upgrade(from: whole)
    #expect(report.plan.to == "5.3.0")
    // Python's zip has the file that a link leads to in the link's place.
    if format == "tar" { #expect(report.plan.files == plan.files) }
  }
}
