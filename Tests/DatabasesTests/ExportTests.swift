import Databases
import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Rows as YAML, and read back.
@Suite(.tags(.unit)) struct ExportTests {
  private static let brain = [
    "PRAGMA user_version = 3",
    "CREATE TABLE patterns (pattern_id TEXT PRIMARY KEY, title TEXT UNIQUE, confidence REAL, data)",
    "CREATE TABLE tags (pattern TEXT REFERENCES patterns, tag TEXT, PRIMARY KEY (pattern, tag)) "
      + "WITHOUT ROWID",
    "CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT)",
    "CREATE TABLE log (line)",
    "CREATE VIRTUAL TABLE search USING fts5 (title, content = 'patterns')",
    "CREATE VIRTUAL TABLE notes USING fts5 (body)",
    "CREATE TRIGGER noted AFTER INSERT ON patterns BEGIN INSERT INTO log VALUES ('noted'); END",
  ]
  private static let rows = [
    "INSERT INTO patterns VALUES ('p1', 'no', 0.5, x'00ff'), ('p2', '1e3', 1e100, NULL), "
      + "('p3', 'one' || char(10) || '  two' || char(10), 2, -5)",
    "INSERT INTO tags VALUES ('p1', 'a'), ('p1', 'b')",
    "INSERT INTO messages (body) VALUES ('hello ' || char(9) || char(0) || char(128512)), (''), ('x')",
    "DELETE FROM messages WHERE id = 3", "DELETE FROM log WHERE rowid < 3",
    "INSERT INTO notes (rowid, body) VALUES (7, 'ropes and tides')",
    "INSERT INTO search (search) VALUES ('rebuild')",
  ]

  private func scene() throws -> ExportScene { try ExportScene(Self.brain + Self.rows) }

  @Test func `an export is as in the golden file`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/brain.yaml")
    let text = try scene().exported()
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test(arguments: [[], brain])
  func `a brain without rows has the same ones afterwards, and a second time changes nothing`(
    tables: [String]
  ) throws {
    let scene = try scene()
    let text = try scene.exported()
    let result = try scene.imported(into: tables)
    #expect(result.hasChanged && result.kept.isEmpty && result.dangling.isEmpty)
    #expect(result.tables.allSatisfy { $0.added == $0.rows && $0.present == 0 })
    let (one, other) = try scene.digests()
    let ofIndexes = { (table: TableDigest) in
      ["search_data", "search_idx", "notes_data", "notes_idx"].contains(table.name)
    }
    #expect(one.tables.filter { !ofIndexes($0) } == other.tables.filter { !ofIndexes($0) })
    #expect(one.schema == other.schema && one.userVersion == other.userVersion)
    #expect(try scene.exported(scene.folder.copy) == text)

    let before = try scene.folder.bytes(scene.folder.copy)
    let again = try scene.imported()
    #expect(!again.hasChanged)
    #expect(again.tables.allSatisfy { $0.added == 0 && $0.present == $0.rows })
    #expect(try scene.folder.bytes(scene.folder.copy) == before)
  }

  @Test func `search finds what was imported, and no trigger has run`() throws {
    let scene = try scene()
    try scene.exported()
    _ = try scene.imported(into: Self.brain)
    #expect(
      try scene.folder.ask(
        scene.folder.copy, "SELECT rowid FROM search WHERE search MATCH 'two'") == "[[3]]")
    #expect(
      try scene.folder.ask(
        scene.folder.copy, "SELECT rowid FROM notes WHERE notes MATCH 'tides'") == "[[7]]")
    #expect(
      try scene.folder.ask(scene.folder.copy, "SELECT rowid, line FROM log")
        == "[[3, \"noted\"]]")
  }

  @Test func `numbers that were given out are not given out again`() throws {
    let scene = try scene()
    try scene.exported()
    _ = try scene.imported(into: Self.brain)
    try scene.folder.make(scene.folder.copy, "INSERT INTO messages (body) VALUES ('new')")
    #expect(
      try scene.folder.ask(scene.folder.copy, "SELECT max(id) FROM messages") == "[[4]]")
  }

  @Test func `a row that is there stays as it is, and the other is listed`() throws {
    let scene = try scene()
    try scene.exported()
    let result = try scene.imported(
      into: Self.brain + [
        "INSERT INTO patterns VALUES ('p1', 'mine', 1, NULL), ('q', '1e3', 0, NULL)",
        "INSERT INTO messages VALUES (2, '')",
      ])
    #expect(result.keptCount == 2)
    #expect(result.kept.map(\.key) == ["pattern_id = 'p1'", "pattern_id = 'p2'"])
    #expect(result.kept.map(\.rule) == [nil, "UNIQUE constraint failed: patterns.title"])
    #expect(result.dangling.isEmpty)
    #expect(
      try scene.folder.ask(
        scene.folder.copy, "SELECT pattern_id, title FROM patterns ORDER BY pattern_id")
        == "[[\"p1\", \"mine\"], [\"p3\", \"one\\n  two\\n\"], [\"q\", \"1e3\"]]")
    #expect(result.tables.first { $0.name == "messages" }?.present == 1)
  }

  @Test func `the number of a row with a key gives way`() throws {
    let scene = try ExportScene([
      "CREATE TABLE t (k TEXT PRIMARY KEY)", "INSERT INTO t VALUES ('a'), ('b')",
    ])
    try scene.exported()
    let result = try scene.imported(
      into: ["CREATE TABLE t (k TEXT PRIMARY KEY)", "INSERT INTO t VALUES ('c')"])
    #expect(result.tables.map(\.added) == [2] && result.keptCount == 0)
    #expect(try !scene.imported().hasChanged)
  }

  @Test func `rows whose references were not imported are counted`() throws {
    let tables = [
      "CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT UNIQUE)",
      "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p)",
    ]
    let scene = try ExportScene(
      tables + ["INSERT INTO p VALUES (1, 'x')", "INSERT INTO c VALUES (1, 1)"])
    try scene.exported()
    let result = try scene.imported(into: tables + ["INSERT INTO p VALUES (9, 'x')"])
    #expect(result.dangling == ["c": 1])
  }

  @Test(
    arguments: [
      ("CREATE TABLE u (a INTEGER PRIMARY KEY, b TEXT)", "noTable"),
      ("CREATE TABLE t (a INTEGER PRIMARY KEY)", "noColumn"),
      ("CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER)", "otherType"),
      ("CREATE TABLE t (a INTEGER, b TEXT PRIMARY KEY)", "otherKey"),
      ("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (b <> 'y'))", "refused"),
      ("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c NOT NULL)", "refused"),
    ])
  func `tables that cannot take every row take none`(table: String, fault: String) throws {
    let scene = try ExportScene([
      "CREATE TABLE s (a)", "INSERT INTO s VALUES (1)",
      "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
    ])
    try scene.exported()
    let error = #expect(throws: BrainExportError.self) {
      try scene.imported(into: ["CREATE TABLE s (a)", table])
    }
    #expect(try Self.name(of: #require(error)) == fault)
    #expect(try scene.folder.ask(scene.folder.copy, "SELECT count(*) FROM s") == "[[0]]")
  }

  @Test func `a column that only the brain has gets its default`() throws {
    let scene = try ExportScene([
      "CREATE TABLE t (a INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)",
    ])
    try scene.exported()
    _ = try scene.imported(into: ["CREATE TABLE t (a INTEGER PRIMARY KEY, b DEFAULT 'new')"])
    #expect(try scene.folder.ask(scene.folder.copy, "SELECT a, b FROM t") == "[[1, \"new\"]]")
    #expect(try !scene.imported().hasChanged)
  }

  @Test func `an export that ends anywhere but at its end is refused`() throws {
    let scene = try ExportScene([
      "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
      "INSERT INTO t VALUES (1, 'x' || char(10) || 'y'), (2, 'y')",
    ])
    let text = try scene.exported()
    _ = try scene.imported(text, into: [])
    for count in 0..<text.utf8.count - 1 {
      #expect(throws: BrainExportError.self, "\(count)") {
        try scene.imported(String(text.prefix(count)), into: [])
      }
      #expect(try scene.folder.bytes(scene.folder.copy).isEmpty, "\(count)")
    }
  }

  @Test(
    arguments: [
      ("a: 1", "a: one"), ("a: 1", "a: yes"), ("a: 1", "a: 0x1"), ("a: 1", "a: 1_0"),
      ("a: 1", "a: .nan"), ("a: 1", "a: &x 1"), ("a: 1", "a: [1]"), ("a: 1", "c: 1"),
      ("a: 1", "a: 1\n    a: 1"), ("    b: \"x\"\n", ""), ("\"x\"", "!!binary \"x\""),
      ("count: 1", "count: 2"), ("cortex_export: 1", "cortex_export: 2"), ("complete: true", ""),
      ("complete: true", "complete: true\n---\na: b"), ("knowledge_graph", "other"),
      ("CREATE TABLE t", "DROP TABLE t"), ("\"INTEGER\"", "\"TEXT\""), ("b TEXT)", "b TEXT); x"),
      ("sequence: null", "sequence: x"), ("a: 1", "*a : 1"), ("  key:\n", "  keys:\n"),
    ])
  func `an export that says something else is refused`(text: String, other: String) throws {
    let scene = try ExportScene([
      "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", "INSERT INTO t VALUES (1, 'x')",
    ])
    let edited = try scene.exported().replacing(text, with: other)
    #expect(throws: BrainExportError.self) { try scene.imported(edited, into: []) }
    #expect(try scene.folder.bytes(scene.folder.copy).isEmpty)
  }

  @Test func `what somebody edited by hand is imported`() throws {
    let scene = try ExportScene([
      "CREATE TABLE t (a INTEGER PRIMARY KEY, b)", "INSERT INTO t VALUES (1, 'x')",
    ])
    let edited = try scene.exported().replacing(
      "    b: \"x\"\n", with: "    b: >\n      folded\n      text\n")
    _ = try scene.imported(edited, into: [])
    #expect(
      try scene.folder.ask(scene.folder.copy, "SELECT b FROM t") == "[[\"folded text\\n\"]]")
  }

  private static func name(of error: BrainExportError) -> String {
    switch error {
    case .unreadable: "unreadable"
    case .refused: "refused"
    case .unusableSchema: "unusableSchema"
    case .otherTables(_, .noTable): "noTable"
    case .otherTables(_, .noColumn): "noColumn"
    case .otherTables(_, .otherType): "otherType"
    case .otherTables(_, .otherKey): "otherKey"
    }
  }
}
