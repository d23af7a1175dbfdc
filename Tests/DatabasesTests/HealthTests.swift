import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct HealthTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test func `a sound database has no findings, nor has an empty file`() throws {
    try folder.make(folder.live, "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)")
    #expect(try folder.problems(of: folder.live) == [])
    try folder.write(folder.copy, [])
    #expect(try folder.problems(of: folder.copy) == [])
  }

  @Test func `a damaged page is a finding`() throws {
    try folder.make(
      folder.live, "CREATE TABLE t (a)",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
        + "INSERT INTO t SELECT randomblob(300) FROM n")
    var bytes = try folder.bytes(folder.live)
    for index in 12288..<12400 { bytes[index] = 0xff }
    try folder.write(folder.live, bytes)
    #expect(try folder.problems(of: folder.live) != [])
  }

  @Test func `a file that is no database is a finding, a missing one an error`() throws {
    try folder.write(folder.live, Array("this is a letter, not a database ".utf8) + Array(0..<255))
    let findings = try folder.problems(of: folder.live)
    #expect(findings.count == 1 && findings[0].contains("not a database"))
    #expect(throws: DatabaseAccessError.self) { try folder.problems(of: folder.copy) }
  }

  @Test func `the version of SQLite has three numbers`() {
    #expect(SQLiteDatabases.sqliteVersion().split(separator: ".").allSatisfy { Int($0) != nil })
  }
}
