import FileEffects
import Foundation
import Generations
import SystemPackage
import TestSupport
import Testing
import Upgrades

@Suite struct MigrationFolderTests {
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
    #expect(report.ok && Set(report.findings.map(\.rule)).isSubset(of: ["if_not_exists"]))
  }

  @Test(arguments: ["", "migrations/", "cortex-brain/migrations/"])
  func `migrations are found in the folder and where a release has them`(place: String) throws {
    try write("\(place)001_a.sql", Self.whole)
    try write("\(place)schema.sql", "not SQL")
    let report = try lint(folder)
    #expect(report.ok && report.files == ["001_a.sql"] && report.findings == [])
    #expect(FilePath(report.folder) == FilePath("\(folder.string)/\(place)"))
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
    let findings = try lint(folder).findings.filter { $0.severity == "error" }
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
    #expect(found.map(\.rule) == ["empty", "header"] && found.allSatisfy { $0.severity == "note" })
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
