import Databases
import FileEffects
import TestSupport
import Testing

/// What holds of exports, whatever the tables are and whatever is in them.
@Suite(.tags(.sweep), .exceptQuick) struct ExportLawTests {
  @Test(arguments: 1...60)
  func `a brain without rows has the same rows afterwards, and the same export`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let encoding = seed % 3 == 0 ? "UTF-16" : "UTF-8"
    let tables = (0..<Int.random(in: 1...4, using: &random)).map {
      ExportedSample(number: $0, isUTF8: encoding == "UTF-8", using: &random)
    }
    let scene = try ExportScene(
      ["PRAGMA encoding = '\(encoding)'"] + tables.map(\.definition)
        + tables.flatMap { table in (0..<25).map { _ in table.insert(using: &random) } })
    let text = try scene.exported()
    let schema = ["PRAGMA encoding = '\(encoding)'"] + tables.map(\.definition)
    for target in [[], schema] {
      let result = try scene.imported(text, into: target)
      #expect(result.kept.isEmpty)
      let (one, other) = try scene.digests()
      #expect(one == other)
      #expect(try scene.exported(scene.folder.copy) == text)
      let again = try scene.imported(text)
      #expect(!again.hasChanged && again.tables.allSatisfy { $0.present == $0.rows })
    }
  }
}

/// A table as it comes: with a key or without, with rowid or without, strict or not, with computed columns.
private struct ExportedSample {
  let name: String
  let columns: [String]
  let definition: String
  let isUTF8: Bool

  init(number: Int, isUTF8: Bool, using random: inout SeededGenerator) {
    self.isUTF8 = isUTF8
    name = ["plain", "With: Blank", "it's \"quoted\"", "größe\u{1F600}"][number % 4]
    columns = (0..<Int.random(in: 1...4, using: &random)).map {
      ["yes", "c \($0)", "1e\($0)", "- x\($0)", "rowid"].any(using: &random) + "\($0)"
    }
    let kind = Int.random(in: 0..<5, using: &random)
    let isStrict = kind == 4
    let types = isStrict ? ["ANY"] : ["", "TEXT", "INT", "REAL", "BLOB", "NUMERIC"]
    var parts = columns.map { "\(Self.quoted($0)) \(types.any(using: &random))" }
    if Bool.random(using: &random) {
      parts.insert("computed INT AS (length(\(Self.quoted(columns[0])))) STORED", at: 0)
    }
    let keys = columns.prefix(2).map(Self.quoted).joined(separator: ", ")
    switch kind {
    case 1: parts.append("PRIMARY KEY (\(keys))")
    case 2: parts.append("number INTEGER PRIMARY KEY AUTOINCREMENT")
    case 3: parts.append("PRIMARY KEY (\(keys))")
    default: break
    }
    let ending = kind == 3 ? " WITHOUT ROWID" : isStrict ? " STRICT" : ""
    definition = "CREATE TABLE \(Self.quoted(name)) (\(parts.joined(separator: ", ")))\(ending)"
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  func insert(using random: inout SeededGenerator) -> String {
    let values = columns.map { _ in value(using: &random) }.joined(separator: ", ")
    return "INSERT OR IGNORE INTO \(Self.quoted(name)) "
      + "(\(columns.map(Self.quoted).joined(separator: ", "))) VALUES (\(values))"
  }

  private func value(using random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: "NULL"
    case 1: "\(Int64.random(in: .min + 1 ... .max, using: &random))"
    case 2: "\(Double(bitPattern: random.next()).asLiteral)"
    case 3: "x'\(bytes(using: &random))'"
    case 4 where isUTF8: "CAST(x'\(bytes(using: &random))' AS TEXT)"
    case 5: "'" + (Self.words.any(using: &random)).replacing("'", with: "''") + "'"
    default: text(using: &random)
    }
  }

  private func bytes(using random: inout SeededGenerator) -> String {
    random.bytes(Int.random(in: 0...9, using: &random)).map(\.hexadecimal).joined()
  }

  /// A text of characters that mean something to YAML.
  private func text(using random: inout SeededGenerator) -> String {
    let count = Int.random(in: 0...12, using: &random)
    let scalars = (0..<count).map { _ in
      Self.scalars[Int.random(in: Self.scalars.indices, using: &random)]
    }
    return count == 0 ? "''" : "char(\(scalars.map(String.init).joined(separator: ", ")))"
  }

  private static let scalars: [UInt32] = [
    0, 1, 9, 9, 10, 10, 10, 13, 32, 32, 32, 34, 35, 39, 42, 45, 58, 62, 92, 97, 98, 124, 126, 127,
    0x80, 0x85, 0xA0, 0xE4, 0x2028, 0x2029, 0xD7FF, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600,
    0x10FFFF,
  ]
  private static let words = [
    "no", "null", "~", "1e3", "0o7", "-", "---", "...", "%TAG", "!!str x", "2026-01-31", "12:30:45",
    " leading", "trailing ", "a: b", "it's", "", "a # b", "{", "[", "<<", "=",
  ]
}

extension Double {
  /// As SQL writes it; no number is NULL.
  fileprivate var asLiteral: String {
    isNaN ? "NULL" : isInfinite ? (self < 0 ? "-9e999" : "9e999") : "\(self)"
  }
}

extension [String] {
  fileprivate func any(using random: inout SeededGenerator) -> String {
    self[Int.random(in: indices, using: &random)]
  }
}
