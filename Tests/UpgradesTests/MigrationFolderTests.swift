import Databases
import FileEffects
import Foundation
import Generations
import SystemPackage
import TestSupport
import Testing
import Upgrades

@Suite(.tags(.process)) struct MigrationFolderTests {
  private let temporary: TemporaryFolder
  private var folder: FilePath { temporary.path }
  private let files = LocalFileSystem()
  private let now = Timestamp(seconds: 1_769_817_600)

  init() throws { temporary = try TemporaryFolder() }

  private func write(_ name: String, _ text: String) throws {
    let path = folder.appending(name)
    try files.ensureDirectory(path.removingLastComponent())
    try files.replace(path, with: Array(text.utf8))
  }

  private func lint(_ path: FilePath) throws -> MigrationLintReport {
    try MigrationFolder(path, on: files).lint(scratch: folder.appending("scratch"))
  }

  private static let whole = """
    -- Version: 1
    -- Database: tier1/a.db
    -- Date: 2026-01-31
    -- Author: somebody
    -- Description: things
    CREATE TABLE things (a);
    -- Rollback:
    --   DROP TABLE things;
    """

  @Test
  func `the migrations of this project have no errors, and all that is noted is IF NOT EXISTS`()
    throws
  {
    let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .removingLastComponent()
    let report = try lint(root.appending("Migrations"))
    #expect(
      report.files == ["001_ado_tables.sql", "002_feedback_tables.sql", "003_brain_exports.sql"])
    #expect(report.ok && report.findings.allSatisfy { $0.rule == .ifNotExists })
  }

  @Test(arguments: ["", "migrations/", "cortex-brain/migrations/"])
  func `migrations are found in the folder and where a release has them`(place: String) throws {
    try write("\(place)001_a.sql", Self.whole)
    try write("\(place)schema.sql", "not SQL")
    let report = try lint(folder)
    #expect(report.ok && report.files == ["001_a.sql"] && report.findings == [])
    #expect(FilePath(report.folder) == FilePath("\(folder.string)/\(place)"))
  }

  @Test func `both folders of a release are looked at, as an upgrade does`() throws {
    try write("migrations/001_a.sql", Self.whole)
    try write("cortex-brain/migrations/001_b.sql", Self.whole)
    let report = try lint(folder)
    #expect(report.files == ["cortex-brain/migrations/001_b.sql", "migrations/001_a.sql"])
    let error = try #require(report.findings.first { $0.rule == .numbers })
    #expect(error.file == "cortex-brain/migrations/001_b.sql" && error.severity == .error)
    #expect(error.message.contains("001_a.sql") && !report.ok)
    #expect(FilePath(report.folder) == folder)

    try files.rename(
      folder.appending("cortex-brain/migrations/001_b.sql"),
      over: folder.appending("cortex-brain/migrations/001_a.sql"))
    #expect(try lint(folder).findings.contains { $0.message.contains("twice, in two folders") })
    try files.rename(
      folder.appending("cortex-brain/migrations/001_a.sql"),
      over: folder.appending("cortex-brain/migrations/002_b.sql"))
    let twice = try lint(folder).findings.filter { $0.severity == .error }
    #expect(twice.map(\.rule) == [.sqlite], "the second makes the first one's table again")
  }

  @Test(arguments: ["", "migrations/"])
  func `what an upgrade would pass over is found`(place: String) throws {
    try write("migrations/001_a.sql", Self.whole)
    try write("migrations/002_b.SQL", Self.whole)
    try write("migrations/V3__c.sql", Self.whole)
    try write("migrations/old/001_c.sql", Self.whole)
    let report = try lint(folder.appending(place))
    func files(
      _ severity: MigrationFinding.Severity, _ rule: MigrationFinding.Rule
    ) -> [String] {
      report.findings.filter { $0.severity == severity && $0.rule == rule }.map(\.file).sorted()
    }
    #expect(files(.error, .unreadable) == ["002_b.SQL", "V3__c.sql"])
    #expect(files(.note, .passedOver) == ["old/001_c.sql"])
    try write("Migrations/001_d.sql", Self.whole)
    try write("001_e.sql", Self.whole)
    let more = try lint(folder).findings.filter { $0.rule == .passedOver }.map(\.file)
    #expect(more == ["old/001_c.sql", "001_e.sql", "Migrations/001_d.sql"])
  }

  @Test func `a database that the brain has by another spelling is an error`() throws {
    try write("migrations/001_a.sql", Self.whole)
    try write(
      "migrations/002_b.sql",
      Self.whole.replacing("tier1/a.db", with: "tier1/b.db, tier9/c.db")
        .replacing("Version: 1", with: "Version: 2"))
    let brain = folder.appending("brain/cortex-brain/tier1")
    try files.ensureDirectory(brain)
    for name in ["a.db", "B.db"] {
      let made = try LocalWorkplace()
      try made.sql("CREATE TABLE z (a)")
      try files.replace(brain.appending(name), with: try files.read(made.database))
    }
    let found = try MigrationFolder(folder, on: files).lint(
      against: folder.appending("brain"), scratch: folder.appending("scratch")
    ).findings.filter { $0.rule == .passedOver }
    #expect(found.map { "\($0.file) \($0.severity)" } == ["002_b.sql error", "002_b.sql note"])
    #expect(found.first?.message.contains("tier1/B.db") ?? false)
  }

  @Test func `a folder without migrations, a file and nothing at all are refused`() throws {
    try write("schema.sql", Self.whole)
    #expect(throws: MigrationFolderError.noMigrations(folder)) { try lint(folder) }
    for name in ["schema.sql", "gone"] {
      #expect(throws: MigrationFolderError.self) { try lint(folder.appending(name)) }
    }
  }

  @Test func `what is no file, not called right or too long is a finding and is not read`() throws {
    try write("001_a.sql", Self.whole)
    try write("2-b.sql", Self.whole)
    try files.createLink(folder.appending("003_c.sql"), to: Array("001_a.sql".utf8))
    try write("004_d.sql", String(repeating: " ", count: (4 << 20) + 1))
    let findings = try lint(folder).findings.filter { $0.severity == .error }
    #expect(findings.map(\.file).sorted() == ["003_c.sql", "004_d.sql", "2-b.sql"])
    #expect(findings.contains { $0.message.contains("4194305") })
  }

  @Test func `a new migration has the next number and only what its author must write is noted`()
    throws
  {
    try write("migrations/009_a.sql", Self.whole)
    let target = folder.appending("migrations")
    let report = try NewMigration(name: "add_tags", database: "tier1/a.db")
      .write(to: target, on: files, now: now)
    #expect(report.number == 10 && report.file == target.appending("010_add_tags.sql").string)
    let text = try files.text(target.appending("010_add_tags.sql"))
    for line in [
      "-- Migration: add_tags", "-- Version: 10", "-- Database: tier1/a.db", "-- Date: 2026-01-31",
      "PRAGMA user_version = 10;", "-- Rollback:",
    ] {
      #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
    #expect(!text.contains("{{"))
    let found = try lint(target).findings.filter { $0.file == "010_add_tags.sql" }
    #expect(found.map(\.rule) == [.empty, .header] && found.allSatisfy { $0.severity == .note })
  }

  @Test func `the first migration makes its folder, and a name is used once`() throws {
    let target = folder.appending("a/b")
    let new = try NewMigration(name: "add_tags")
    #expect(try new.write(to: target, on: files, now: now).number == 1)
    let error = #expect(throws: MigrationFolderError.self) {
      try new.write(to: target, on: files, now: now)
    }
    #expect(error == .nameTaken(target.appending("001_add_tags.sql")))
    #expect(try files.contents(of: target).count == 1)
    #expect(try NewMigration(name: "tags").write(to: target, on: files, now: now).number == 2)
  }

  @Test func `a folder that a number's file name is taken by is not replaced`() throws {
    try files.ensureDirectory(folder.appending("999999999_a.sql"))
    #expect(throws: MigrationFolderError.noNumberLeft(folder)) {
      try NewMigration(name: "b").write(to: folder, on: files, now: now)
    }
  }

  @Test(arguments: [
    "", "a b", "a/b", "../a", "a.sql", "-a", "ä", String(repeating: "a", count: 101),
  ])
  func `a name that is none is refused`(name: String) {
    #expect(throws: MigrationFolderError.unusableName(name)) { try NewMigration(name: name) }
  }

  @Test(arguments: ["", "/a.db", "../a.db", "a//b.db", "a.db, b.db", "cortex-brain/a.db", "a\n.db"])
  func `a database that a header could not name is refused`(database: String) {
    #expect(throws: MigrationFolderError.self) { try NewMigration(name: "a", database: database) }
  }
}
