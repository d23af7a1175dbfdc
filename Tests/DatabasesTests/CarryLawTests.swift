import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

/// What holds of carrying, whatever the tables are and whatever was done to them.
@Suite(.tags(.sweep), .exceptQuick) struct CarryLawTests {
  @Test(arguments: 1...40)
  func `carried onto what it came from, a difference makes all that both have the same`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let tables = (0..<Int.random(in: 1...4, using: &random)).map {
      GeneratedTable(number: $0, using: &random)
    }
    let encoding = Bool.random(using: &random) ? "UTF-8" : "UTF-16"
    let base =
      ["PRAGMA encoding = '\(encoding)'"]
      + tables.flatMap { table in
        [table.definition] + (0..<12).map { _ in table.insert(using: &random) }
      }
    let since = (0..<40).map { _ in
      tables[Int.random(in: 0..<tables.count, using: &random)].change(using: &random)
    }
    let scene = try CarryScene(base, since: since)
    let changes = try scene.databases.changes(
      from: scene.base, to: scene.now, scratch: scene.folder.scratch)
    let result = try scene.carry()
    #expect(result.notCarried.isEmpty, "\(result.notCarried)")
    let (now, target) = try (
      scene.databases.digest(of: scene.now), scene.databases.digest(of: scene.target)
    )
    #expect(now.tables == target.tables && now.schema == target.schema)
    #expect(
      result.figures
        == Dictionary(
          uniqueKeysWithValues: changes.map { ($0.name, [$0.inserted, $0.updated, $0.deleted]) }))
    // Carried a second time it changes nothing; a key that only changed its spelling is written again.
    #expect(try scene.carry().notCarried.isEmpty)
    #expect(try scene.databases.digest(of: scene.target) == target)
  }
}

/// A table with a key and some columns, as they come.
private struct GeneratedTable {
  let name: String
  let columns: [String]
  let key: [String]
  let isNumbered: Bool
  let definition: String

  init(number: Int, using random: inout SeededGenerator) {
    let name = ["plain", "With Blank", "it's \"quoted\"", "größe"][number % 4]
    let columns = (0..<Int.random(in: 1...5, using: &random)).map { "c \($0)" }.shuffled(
      using: &random)
    let isNumbered = Bool.random(using: &random)
    let key =
      isNumbered ? [columns[0]] : Array(columns.prefix(Int.random(in: 1...2, using: &random)))
    let kinds = ["", "TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC"]
    let defined = columns.shuffled(using: &random).map { column in
      let kind =
        isNumbered && column == key[0]
        ? "INTEGER PRIMARY KEY"
        : "\(kinds[Int.random(in: 0..<kinds.count, using: &random)]) "
          + (Bool.random(using: &random) ? "COLLATE NOCASE" : "")
          + (key.contains(column) ? " NOT NULL" : "")
      return "\"\(column)\" \(kind)"
    }
    let keys = key.map { "\"\($0)\"" }.joined(separator: ", ")
    let isWithout = Bool.random(using: &random)
    self.name =
      "\""
      + name.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
    self.columns = columns
    self.key = key
    self.isNumbered = isNumbered
    definition =
      "CREATE TABLE \(self.name) (\(defined.joined(separator: ", "))"
      + (isNumbered ? "" : ", PRIMARY KEY (\(keys))") + ")" + (isWithout ? " WITHOUT ROWID" : "")
  }

  /// A key of few values, so that they meet; never 1 and 1.0, which are one key.
  private func keyValue(using random: inout SeededGenerator) -> String {
    if isNumbered { return "\(Int.random(in: -5...30, using: &random))" }
    let values = ["'a'", "'A'", "'b'", "x'61'", "7", "'Ä'", "''", "-3", "2.5", "x''"]
    return values[Int.random(in: 0..<values.count, using: &random)]
  }

  private func value(using random: inout SeededGenerator) -> String {
    let values = [
      "NULL", "0", "1", "1.0", "'1'", "'x'", "'X'", "x'00'", "9223372036854775807", "'it''s'",
      "'🌍' || char(0)", "1e100", "-0.5", "zeroblob(3)", "''",
    ]
    return values[Int.random(in: 0..<values.count, using: &random)]
  }

  func insert(using random: inout SeededGenerator) -> String {
    let values = columns.map {
      key.contains($0) ? keyValue(using: &random) : value(using: &random)
    }
    return
      "INSERT OR REPLACE INTO \(name) (\(columns.map { "\"\($0)\"" }.joined(separator: ", "))) "
      + "VALUES (\(values.joined(separator: ", ")))"
  }

  func change(using random: inout SeededGenerator) -> String {
    let condition = "\"\(key[0])\" = \(keyValue(using: &random))"
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return "DELETE FROM \(name) WHERE \(condition)"
    case 1:
      return "UPDATE OR REPLACE \(name) SET \"\(key[0])\" = \(keyValue(using: &random)) "
        + "WHERE \(condition)"
    case 2:
      let column = columns[Int.random(in: 0..<columns.count, using: &random)]
      if key.contains(column) { return insert(using: &random) }
      return "UPDATE \(name) SET \"\(column)\" = \(value(using: &random)) WHERE \(condition)"
    default: return insert(using: &random)
    }
  }
}
