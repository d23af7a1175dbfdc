import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Upgrades that databases or migrations stand in the way of: named, refused, nothing changed.
@Suite(.tags(.process)) struct BadDatabaseTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func ship(
    _ name: String, _ statements: String, for database: String = "tier1/conversations.db"
  ) throws {
    try place.write(
      place.release.appending("cortex-brain/migrations").appending(name),
      "-- Database: \(database)\n\(statements)")
  }

  /// The upgrade is refused in one sentence with all of these words, and nothing is changed.
  private func expectRefusal(
    _ words: [String], status: Int32 = 1, code: String = "migration", dryRun: Bool = true,
    _ more: String...
  ) throws {
    let before = try place.everythingButLog()
    for options in dryRun ? [["--json"], ["--json", "--dry-run"]] : [["--json"]] {
      let outcome = try Program.run(
        Program.path.string, ["upgrade", "--yes", "--from", place.release.string] + options + more,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
      let failure = try outcome.failure()
      #expect(failure["code"] == .text(code) && failure["outcome"] == "nothing_changed")
      let message = try #require(failure["message"]?.string)
      for word in words { #expect(message.contains(word), "\(message)") }
      #expect(failure["advice"]?.string?.isEmpty == false)
    }
    #expect(try place.everythingButLog() == before)
  }

  @Test func `one step of SQLite that takes days is given up, and nothing is left of it`() throws {
    try ship("001_quick.sql", "CREATE TABLE quick (id);\nPRAGMA user_version = 1;")
    try ship(
      "002_days.sql",
      """
      CREATE TABLE before (id);
      INSERT INTO before VALUES (1);
      INSERT INTO before SELECT instr(zeroblob(60000000), CAST(zeroblob(30000000) || 'b' AS BLOB));
      """)
    try expectRefusal(
      ["002_days.sql:4: ", "after 1 second", "--migration-timeout"],
      "--migration-timeout", "1")
  }

  @Test func `a database that another program keeps locked is named with that program`() throws {
    let (input, output) = (Pipe(), Pipe())
    let holder = Process()
    holder.executableURL = URL(filePath: "/usr/bin/env")
    holder.arguments = [
      Python.program, "-IS", "-c",
      """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1], isolation_level=None)
      database.execute("BEGIN EXCLUSIVE")
      print(flush=True)
      sys.stdin.read()
      """, place.deployment.appending(Workplace.database).string,
    ]
    (holder.standardInput, holder.standardOutput) = (input, output)
    try holder.run()
    defer {
      try? input.fileHandleForWriting.close()
      holder.waitUntilExit()
    }
    _ = output.fileHandleForReading.availableData
    try expectRefusal(
      [
        Workplace.database, "python3 (process \(holder.processIdentifier))",
        "gave up after 10 seconds",
        "close that program, or wait for it",
      ], code: "database_busy", dryRun: false)
  }

  @Test func `what is only called a database is kept as it is, and said to be none`() throws {
    let path = "cortex-brain/tier1/secret.db"
    let secret = place.deployment.appending(path)
    let bytes = (0..<12_288).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ 7) }
    try place.files.replace(secret, with: bytes)
    try ship("001_a.sql", "CREATE TABLE a (x);\n", for: "tier1/secret.db")
    let upgraded = try place.cortex("upgrade", "--yes", "--from", place.release.string, "--json")
    #expect(upgraded.status == 0, "\(upgraded.errors)")
    #expect(try upgraded.json()["migrations"]?.elements.isEmpty == true)
    #expect(try place.files.read(secret) == bytes)
    for outcome in [upgraded, try place.cortex("doctor", "--json")] {
      let warnings = try #require(try outcome.json()["checks"]?.elements).filter {
        $0["result"] == "warning"
      }
      #expect(warnings.contains { $0["detail"]?.string?.contains(path) == true })
    }
    let copies = place.folder.appending("copies").string
    try #require(place.cortex("gen", "restore", "2", path, "--to", copies).status == 0)
    #expect(try place.files.read(FilePath(copies).appending(path)) == bytes)
  }

  @Test(arguments: [
    ("ATTACH '../other.db' AS other;\nCREATE TABLE other.t (x);", "001_out.sql:3: "),
    ("ATTACH 'OUTSIDE' AS other;\nCREATE TABLE other.t (x);", "001_out.sql:3: "),
    ("VACUUM INTO 'OUTSIDE';", "001_out.sql:3: "),
    ("SELECT load_extension('OUTSIDE');", "001_out.sql:3: "),
    ("SELECT writefile('OUTSIDE', 'x');", "no such function"),
    ("CREATE VIRTUAL TABLE t USING csv (filename = 'OUTSIDE');", "no such module"),
    ("PRAGMA temp_store_directory = '/tmp';", "PRAGMA temp_store_directory"),
  ])
  func `a migration that reaches out of its database is refused`(
    statement: String, words: String
  ) throws {
    try ship(
      "001_out.sql",
      "CREATE TABLE a (x);\n"
        + statement.replacing("OUTSIDE", with: place.folder.appending("outside").string) + "\n")
    try expectRefusal(["001_out.sql:3: ", words])
  }

  @Test(arguments: [4 << 20 + 1, 50 << 20])
  func `a migration that is far too long is named with its size`(bytes: Int) throws {
    try ship(
      "001_long.sql", "CREATE TABLE a (x);\n" + String(repeating: "-- x\n", count: bytes / 5))
    try expectRefusal(["001_long.sql", " bytes; the limit is 4194304"])
  }
}
