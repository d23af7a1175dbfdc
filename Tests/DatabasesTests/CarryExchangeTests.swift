import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Rows that give one another values which no two rows may have.
@Suite(.tags(.sweep), .exceptQuick) struct CarryExchangeTests {
  private static let swap = [
    "UPDATE t SET name = '-' WHERE id = 1", "UPDATE t SET name = 'a' WHERE id = 2",
    "UPDATE t SET name = 'b' WHERE id = 1",
  ]
  private static let rows = "INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')"

  @Test(arguments: [
    "id INTEGER PRIMARY KEY, name TEXT UNIQUE", "id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL",
    "id INT PRIMARY KEY, name TEXT UNIQUE",
    "id TEXT PRIMARY KEY, rowid, name UNIQUE COLLATE NOCASE",
    "name TEXT UNIQUE, id INTEGER PRIMARY KEY, c AS (name || '!') UNIQUE",
    "v AS (id + 1), name TEXT UNIQUE CHECK (name IN ('a', 'b', 'c', '-')), id INT PRIMARY KEY",
    "id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT REPLACE",
    "id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT IGNORE",
    "id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT ROLLBACK",
    "id PRIMARY KEY, rowid, oid, _rowid_, name UNIQUE",
  ])
  func `two rows that exchanged a value have done so in the target too`(columns: String) throws {
    for without in ["", " WITHOUT ROWID"]
    where without.isEmpty || !columns.contains("UNIQUE ON CONFLICT") {
      let scene = try CarryScene(
        ["CREATE TABLE t (\(columns))\(without)", Self.rows], since: Self.swap)
      let result = try scene.carry()
      #expect(result.notCarried.isEmpty, "\(result.notCarried)")
      #expect(result.figures == ["t": [0, 2, 0]])
      #expect(
        try scene.ask("SELECT name FROM t ORDER BY id") == #"[["b"], ["a"], ["c"]]"#)
    }
  }

  @Test(arguments: [false, true])
  func `a rotation of many rows is carried, with others removed and added or alone`(
    isAlone: Bool
  ) throws {
    let count = 400
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, place INTEGER NOT NULL UNIQUE, own)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count)) "
          + "INSERT INTO t SELECT i, i, 'x' FROM n",
      ],
      since: [
        isAlone ? "" : "DELETE FROM t WHERE id % 100 = 7", "UPDATE t SET place = -place",
        "UPDATE t SET place = (-place) % \(count) + 1",
        isAlone ? "" : "INSERT INTO t VALUES (10000, 8, 'new')",
      ],
      there: ["UPDATE t SET own = 'theirs' WHERE id % 100 <> 7"])
    let result = try scene.carry()
    #expect(result.reasons == [])
    #expect(result.figures == ["t": isAlone ? [0, count, 0] : [1, count - 4, 4]])
    #expect(
      try scene.ask("SELECT id, place FROM t ORDER BY id")
        == scene.folder.ask(scene.now, "SELECT id, place FROM t ORDER BY id"))
  }

  @Test func `an index over several columns, over an expression or over a part is no obstacle`()
    throws
  {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c, d, UNIQUE (a, b))",
        "CREATE UNIQUE INDEX e ON t (lower(c))", "CREATE UNIQUE INDEX p ON t (d) WHERE d > 0",
        "INSERT INTO t VALUES (1, 1, 1, 'X', 7), (2, 1, 2, 'y', 8), (3, 2, 1, 'z', -1)",
      ],
      since: [
        "UPDATE t SET a = NULL, c = id, d = 0",
        "UPDATE t SET (a, b, c, d) = (1, 2, 'Z', 8) WHERE id = 1",
        "UPDATE t SET (a, b, c, d) = (2, 1, 'x', 7) WHERE id = 2",
        "UPDATE t SET (a, b, c, d) = (1, 1, 'Y', -1) WHERE id = 3",
      ])
    #expect(try scene.carry().notCarried.isEmpty)
    #expect(
      try scene.ask("SELECT * FROM t")
        == #"[[1, 1, 2, "Z", 8], [2, 2, 1, "x", 7], [3, 1, 1, "Y", -1]]"#)
  }

  @Test func `rows keep the number by which another table knows them`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id TEXT PRIMARY KEY, name UNIQUE, more DEFAULT 'm')",
        "INSERT INTO t (rowid, id, name) VALUES (70, '1', 'a'), (50, '2', 'b'), (90, '3', 'c')",
      ], since: Self.swap.map { $0.replacing("id = 1", with: "id = '1'") },
      there: ["UPDATE t SET more = id"])
    #expect(try scene.carry().notCarried.isEmpty)
    #expect(
      try scene.ask("SELECT rowid, * FROM t ORDER BY id")
        == #"[[70, "1", "b", "1"], [50, "2", "a", "2"], [90, "3", "c", "3"]]"#)
  }

  @Test func `what a row of the target stands in the way of is listed, and only that`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name UNIQUE)",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e'), (6, 'f')",
      ],
      since: [
        "UPDATE t SET name = id", "UPDATE t SET name = 'b' WHERE id = 1",
        "UPDATE t SET name = 'a' WHERE id = 2", "UPDATE t SET name = 'd' WHERE id = 3",
        "UPDATE t SET name = 'e' WHERE id = 4", "UPDATE t SET name = 'taken' WHERE id = 5",
        "UPDATE t SET name = 'f' WHERE id = 6",
      ],
      there: ["INSERT INTO t VALUES (9, 'taken')"])
    let result = try scene.carry()
    #expect(result.figures == ["t": [0, 2, 0]])
    #expect(
      Set(result.reasons) == ["the table does not accept it: UNIQUE constraint failed: t.name"])
    #expect(result.notCarried.compactMap { $0.written?["id"] }.sorted() == ["3", "4", "5"])
    #expect(result.notCarried.compactMap { $0.there?["name"] }.sorted() == ["'c'", "'d'", "'e'"])
    #expect(
      try scene.ask("SELECT * FROM t ORDER BY id")
        == #"[[1, "b"], [2, "a"], [3, "c"], [4, "d"], [5, "e"], [6, "f"], [9, "taken"]]"#)
  }

  @Test func `no trigger runs, and rows that refer to exchanged ones stay`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name UNIQUE)", "CREATE TABLE log (id)",
        "CREATE TABLE child (id INTEGER PRIMARY KEY, of REFERENCES t ON DELETE CASCADE)",
        "CREATE TRIGGER d AFTER DELETE ON t BEGIN INSERT INTO log VALUES (old.id); END",
        Self.rows, "INSERT INTO child VALUES (1, 1), (2, 2)",
      ], since: Self.swap)
    #expect(try scene.carry().figures == ["t": [0, 2, 0]])
    #expect(try scene.ask("SELECT (SELECT count(*) FROM log), count(*) FROM child") == "[[0, 2]]")
  }

  @Test(arguments: 1...40)
  func `whatever changed places is as it was written, and the rest is listed`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let keys = ["INTEGER PRIMARY KEY", "TEXT PRIMARY KEY", "PRIMARY KEY"]
    let without = Bool.random(using: &random) ? " WITHOUT ROWID" : ""
    let key = keys[Int.random(in: 0..<3, using: &random)]
    let table =
      "CREATE TABLE t (b UNIQUE, id \(key), a COLLATE NOCASE NOT NULL, c, UNIQUE (a, c))\(without)"
    let count = Int.random(in: 2...12, using: &random)
    /// Rows of those keys; their values come from two shuffled lists, none of them twice.
    func rows(_ ids: [Int], using random: inout SeededGenerator) -> [String] {
      let (first, second) = (
        (0..<count + 3).shuffled(using: &random), (0..<count + 3).shuffled(using: &random)
      )
      return ids.enumerated().map { index, id in
        "INSERT INTO t VALUES ('b\(first[index])', \(id), 'a\(second[index] / 2)', "
          + "\(second[index] % 2))"
      }
    }
    let ids = Array(1...count)
    let base = [table] + rows(ids, using: &random)
    let left = ids.filter { _ in Int.random(in: 0..<5, using: &random) > 0 } + [100]
    let since = ["DELETE FROM t"] + rows(left, using: &random)
    let hasGuest = Bool.random(using: &random)
    let scene = try CarryScene(
      base, since: since,
      there: hasGuest ? ["INSERT OR IGNORE INTO t VALUES ('b\(count)', 200, 'guest', 0)"] : [])
    let result = try scene.carry()
    let query = "SELECT id, a, b, c FROM t WHERE id <> 200 ORDER BY id"
    if result.notCarried.isEmpty {
      #expect(try scene.ask(query) == scene.folder.ask(scene.now, query))
    } else {
      #expect(hasGuest, "\(result.notCarried)")
      // Each row is as it was written, or listed with what is there.
      let listed = Set(result.notCarried.compactMap { $0.written?["id"] })
      let written = try scene.folder.ask(
        scene.now,
        "SELECT id, a, b, c FROM t WHERE quote(id) NOT IN ("
          + listed.map { Self.literal($0) }.joined(separator: ", ") + ") ORDER BY id")
      let kept = try scene.ask(
        "SELECT id, a, b, c FROM t WHERE id <> 200 AND quote(id) NOT IN ("
          + listed.map { Self.literal($0) }.joined(separator: ", ") + ") ORDER BY id")
      #expect(kept == written)
    }
    #expect(try scene.ask("PRAGMA integrity_check") == #"[["ok"]]"#)
  }

  private static func literal(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}
