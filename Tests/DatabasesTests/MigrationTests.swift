import Databases
import TestSupport
import Testing

@Suite(.tags(.unit)) struct MigrationTests {
  static let header = "-- Database: tier2/knowledge_graph.db\n"

  static func migration(
    _ text: String, named name: String = "004_add_tags.sql"
  ) throws(MigrationError) -> Migration {
    try Migration(fileName: name, bytes: Array(text.utf8), brainFolder: "cortex-brain")
  }

  @Test func `a file says its number, name, databases, version and description`() throws {
    let text = """
      -- Migration: tags
      -- version: 9
      -- DATABASE: tier1/a.db, tier2/b.db
      -- Database: tier1/a.db
      -- Database: tier3/c d.db
      -- Description: Adds tags
      --   to patterns
      -- Author: somebody
      -- Destructive: Yes

      CREATE TABLE t (a);
      PRAGMA user_version = 12;
      """
    let migration = try Self.migration(text, named: "0007_add_tags.sql")
    #expect(migration.number == 7 && migration.name == "add_tags" && migration.version == 12)
    #expect(migration.fileName == "0007_add_tags.sql" && migration.text == text)
    #expect(migration.databases == ["tier1/a.db", "tier2/b.db", "tier3/c d.db"])
    #expect(migration.isDestructive && migration.description == "Adds tags to patterns")
    #expect(migration.digest.count == 64)
  }

  @Test func `without a word on it the version is the number, and nothing is destructive`() throws {
    let migration = try Self.migration("\(Self.header)CREATE TABLE t (a)")
    #expect(migration.version == 4 && !migration.isDestructive && migration.description.isEmpty)
  }

  @Test(arguments: [
    "1_a.sql", "001_a.sql", "123456789_long_name.sql", "000_zero.sql", "01_ä.sql", "1_a.b.sql",
  ])
  func `digits, an underscore and a name make a migration`(name: String) {
    #expect(Migration.isMigration(fileName: name))
  }

  @Test(arguments: [
    "a.sql", "001.sql", "001_.sql", "_a.sql", "1a_b.sql", "001-a.sql", "1234567890_a.sql",
    "001_a.SQL", "001_a.txt", "-1_a.sql", "١_a.sql", "1_a/b.sql", "1_a\0.sql", "",
  ])
  func `any other name is refused`(name: String) {
    #expect(!Migration.isMigration(fileName: name))
    let error = #expect(throws: MigrationError.self) {
      try Self.migration("\(Self.header)SELECT 1", named: name)
    }
    #expect(error?.fault == .fileName && error?.fileName == name)
  }

  @Test func `the number 0 is refused`() {
    let error = #expect(throws: MigrationError.self) {
      try Self.migration("\(Self.header)SELECT 1", named: "000_a.sql")
    }
    #expect(error?.fault == .numberZero)
  }

  @Test(arguments: ["", "-- Database:\n", "/* Database: a.db */", "-- A database: a.db\n"])
  func `a file without a database is refused with the line to add`(header: String) {
    let error = #expect(throws: MigrationError.self) {
      try Self.migration("\(header)\nSELECT 1;\n-- Database: late.db\n")
    }
    #expect(
      error.map { "\($0)" }
        == "004_add_tags.sql names no database; add a line `-- Database: tier2/knowledge_graph.db`"
    )
  }

  @Test(arguments: [
    "/etc/a.db", "../a.db", "tier1/../../a.db", "tier1//a.db", "tier1/", "./a.db", "a.db,,b.db",
    "tier1\\a.db", "a\u{7}.db", "cortex-brain/tier1/a.db", "a.db, ../b.db",
  ])
  func `a database outside the brain is refused with its line`(name: String) {
    let error = #expect(throws: MigrationError.self) {
      try Self.migration("-- Author: x\n-- Database: \(name)\nSELECT 1;\n")
    }
    guard case .unusableDatabase = error?.fault else {
      Issue.record("\(error.debugDescription)")
      return
    }
    #expect(error?.line == 2)
  }

  @Test func `a file that is no text is refused`() {
    let text = Array("\(Self.header)SELECT 1;".utf8)
    func fault(_ bytes: [UInt8]) -> MigrationError? {
      do throws(MigrationError) {
        _ = try Migration(fileName: "1_a.sql", bytes: bytes, brainFolder: "cortex-brain")
        return nil
      } catch { return error }
    }
    #expect(fault(text + [0xff])?.fault == .notUTF8)
    #expect(fault(text + [0x0a, 0])?.fault == .zeroByte && fault(text + [0x0a, 0])?.line == 3)
    #expect(fault(Array("\(Self.header);; -- nothing\n;".utf8))?.fault == .noStatement)
    #expect(fault([])?.fault == .noDatabase)
    let filler = [UInt8](repeating: UInt8(ascii: " "), count: Migration.longest - text.count)
    #expect(fault(text + filler) == nil)
    let error = fault(text + filler + [0x0a])
    #expect(error?.fault == .tooLong(bytes: 4_194_305))
    #expect(
      error.map { "\($0)" }?.contains("4194305 bytes; the limit is 4194304") == true)
  }

  @Test(arguments: [
    ("PRAGMA user_version = 5", 5), ("pragma main.user_version(6)", 6),
    ("PRAGMA /* the */ user_version -- is\n = 7 -- now", 7), ("PRAGMA [user_version]=8", 8),
    ("PRAGMA user_version", 4), ("-- PRAGMA user_version = 5\nSELECT 1", 4),
    ("/* ; PRAGMA user_version = 5; */ SELECT 1", 4), ("SELECT '; PRAGMA user_version = 5;'", 4),
    ("SELECT \"; PRAGMA user_version = 5;\", [; PRAGMA user_version = 5;]", 4),
    ("SELECT 'it''s; PRAGMA user_version = 5;'", 4),
    (
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; PRAGMA user_version = 5; END", 4
    ),
    ("EXPLAIN PRAGMA user_version = 5", 4), ("SELECT 1; ;; PRAGMA user_version = 5", 5),
  ])
  func `the version is what a statement sets, and no comment, text or trigger`(
    sql: String, version: Int
  ) throws {
    #expect(try Self.migration("\(Self.header)\(sql);\n").version == version)
  }

  @Test(arguments: ["0", "-1", "'5'", "x", "1.5", "2147483648", "0x10", "(5", "+5"])
  func `a version that is no number from 1 up is refused`(value: String) {
    let error = #expect(throws: MigrationError.self) {
      try Self.migration("\(Self.header)\nPRAGMA user_version = \(value);")
    }
    #expect(error?.fault == .unusableVersion(value) && error?.line == 3)
  }

  @Test func `a version that is set twice is refused with both values`() {
    let error = #expect(throws: MigrationError.self) {
      try Self.migration(
        "\(Self.header)PRAGMA user_version = 4;\nSELECT 1;\nPRAGMA user_version = 5;")
    }
    #expect(error?.fault == .versionSetTwice(first: "4", line: 2, second: "5"))
    #expect(error?.line == 4)
  }

  @Test func `only yes and no are words for destructive`() throws {
    #expect(try !Self.migration("-- Destructive: no\n\(Self.header)SELECT 1").isDestructive)
    for value in ["maybe", "true", "", "yes\n-- Destructive: no"] {
      #expect(throws: MigrationError.self) {
        try Self.migration("-- Destructive: \(value)\n\(Self.header)SELECT 1")
      }
    }
  }

  @Test func `a byte order mark and other line ends are no difference`() throws {
    let plain = try Self.migration("\(Self.header)CREATE TABLE t (\n  a,\n  b);\n")
    let other = try Self.migration(
      "\u{feff}-- Database: tier2/knowledge_graph.db\r\nCREATE TABLE t (\r\n  a,\r\n  b);\r\n")
    #expect(plain.digest == other.digest && other.databases == plain.databases)
    #expect(Migration.difference(from: plain.text, to: other.text) == [])
  }
}
