import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct CarryTests {
  @Test func `rows added, changed and removed since are so in the target too`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)",
        "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')",
      ],
      since: [
        "INSERT INTO t VALUES (4, 'four')", "UPDATE t SET text = 'zwei' WHERE id = 2",
        "DELETE FROM t WHERE id = 3",
      ],
      there: ["INSERT INTO t VALUES (9, 'there')"])
    let result = try scene.carry()
    #expect(result.figures == ["t": [1, 1, 1]])
    #expect(result.notCarried.isEmpty)
    #expect(result.rowsCarried == 3)
    #expect(
      try scene.ask("SELECT * FROM t ORDER BY id")
        == #"[[1, "one"], [2, "zwei"], [4, "four"], [9, "there"]]"#)
  }

  @Test func `more rows than fit into a piece are carried`() throws {
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
    let scene = try CarryScene()
    try scene.make(
      scene.base,
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
        "INSERT INTO t \(numbers) SELECT i, randomblob(400) FROM n",
      ])
    try LocalFileSystem().replace(scene.target, with: scene.folder.bytes(scene.base))
    try LocalFileSystem().replace(scene.now, with: scene.folder.bytes(scene.base))
    let peer = try Peer(scene.now)
    try peer.run("DELETE FROM t WHERE id % 3 = 0")
    try peer.run("UPDATE t SET v = zeroblob(300000) WHERE id % 500 = 1")
    try peer.run("INSERT INTO t \(numbers) SELECT 5000 + i, randomblob(400) FROM n")
    peer.end()
    #expect(try scene.carry().figures == ["t": [3000, 4, 1000]])
    #expect(
      try scene.databases.digest(of: scene.target).tables
        == scene.databases.digest(of: scene.now).tables)
  }

  @Test func `rows of several slices give way to one another`() throws {
    // Rows of 3 MB: every second ends a slice. The first six take the name of the next.
    func rows(_ ids: ClosedRange<Int>) -> String {
      "INSERT INTO t VALUES "
        + ids.map { "(\($0), 'n\($0)', zeroblob(3000000))" }.joined(separator: ", ")
    }
    let scene = try CarryScene(
      ["CREATE TABLE t (id INTEGER PRIMARY KEY, name UNIQUE, v)", rows(1...9)],
      since: ["DELETE FROM t WHERE id > 6"]
        + (1...6).reversed().map { "UPDATE t SET name = 'n\($0 + 1)' WHERE id = \($0)" }
        + [rows(11...14)])
    let result = try scene.carry()
    #expect(result.figures == ["t": [4, 6, 3]])
    #expect(result.notCarried.isEmpty)
    #expect(
      try scene.databases.digest(of: scene.target).tables
        == scene.databases.digest(of: scene.now).tables)
  }

  @Test func `columns that hide the number of a row are no obstacle`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (k TEXT PRIMARY KEY, rowid, oid, _rowid_)",
        "INSERT INTO t VALUES ('a', 1, 2, 3), ('b', 4, 5, 6)",
      ],
      since: [
        "INSERT INTO t VALUES ('c', 1, 1, 1)", "UPDATE t SET oid = 9 WHERE k = 'a'",
        "DELETE FROM t WHERE k = 'b'",
      ])
    #expect(try scene.carry().figures == ["t": [1, 1, 1]])
    #expect(try scene.ask("SELECT * FROM t ORDER BY k") == #"[["a", 1, 9, 3], ["c", 1, 1, 1]]"#)
  }

  @Test func `a table without rowid whose key is in the middle is carried`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (a, k TEXT, b, j INTEGER, PRIMARY KEY (j, k)) WITHOUT ROWID",
        "INSERT INTO t VALUES (1, 'x', 2, 3), (4, 'y', 5, 6)",
      ],
      since: [
        "INSERT INTO t VALUES (7, 'z', 8, 9)", "UPDATE t SET b = 55 WHERE k = 'y'",
        "DELETE FROM t WHERE k = 'x'",
      ])
    #expect(try scene.carry().figures == ["t": [1, 1, 1]])
    #expect(
      try scene.ask("SELECT * FROM t ORDER BY j") == #"[[4, "y", 55, 6], [7, "z", 8, 9]]"#)
  }

  @Test func `values of every type arrive as they are`() throws {
    let values = """
      (1, NULL), (2, ''), (3, x''), (4, 9223372036854775807), (5, -9223372036854775808), (6, 1.0),
      (7, '1'), (8, x'00ff00'), (9, 'a' || char(0) || 'b'), (10, 1e300), (11, 'Grüße, 🌍 ''"')
      """
    for encoding in ["UTF-8", "UTF-16"] {
      let scene = try CarryScene(
        [
          "PRAGMA encoding = '\(encoding)'", "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
          "INSERT INTO t VALUES (20, 1), (21, 'x')",
        ],
        since: [
          "INSERT INTO t VALUES \(values)", "UPDATE t SET v = 1.0 WHERE id = 20",
          "UPDATE t SET v = x'78' WHERE id = 21",
        ])
      #expect(try scene.carry().figures == ["t": [11, 2, 0]])
      #expect(
        try scene.databases.digest(of: scene.target).tables
          == scene.databases.digest(of: scene.now).tables, "\(encoding)")
    }
  }

  @Test func `names with quotes, blanks and letters beyond ASCII are carried`() throws {
    let scene = try CarryScene(
      [#"CREATE TABLE "Tä ""b'le" ("ke y" PRIMARY KEY, "gr""ü'n", "select")"#],
      since: [#"INSERT INTO "Tä ""b'le" VALUES ('k', 'v', 1)"#])
    #expect(try scene.carry().figures == [#"Tä "b'le"#: [1, 0, 0]])
    #expect(try scene.ask(#"SELECT * FROM "Tä ""b'le""#) == #"[["k", "v", 1]]"#)
  }

  @Test func `a key that only changed between capital and small letters is changed`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY, v TEXT COLLATE NOCASE)",
        "INSERT INTO t VALUES ('Key', 'v'), ('other', 'Value')",
      ],
      since: [
        "UPDATE t SET k = 'KEY' WHERE k = 'key'", "UPDATE t SET v = 'VALUE' WHERE k = 'other'",
      ])
    let result = try scene.carry()
    #expect(result.notCarried.isEmpty)
    #expect(try scene.ask("SELECT * FROM t ORDER BY k") == #"[["KEY", "v"], ["other", "VALUE"]]"#)
  }

  @Test func `where the row is another there, it stays and both are listed`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')",
      ],
      since: [
        "UPDATE t SET v = 'mine' WHERE id IN (1, 2, 5)", "DELETE FROM t WHERE id = 3",
        "INSERT INTO t VALUES (6, 'mine')",
      ],
      there: [
        "UPDATE t SET v = 'theirs' WHERE id IN (1, 3)", "DELETE FROM t WHERE id = 2",
        "INSERT INTO t VALUES (6, 'theirs')",
      ])
    let result = try scene.carry()
    #expect(result.figures == ["t": [0, 1, 0]])
    let listed = Dictionary(
      uniqueKeysWithValues: result.notCarried.map {
        (($0.written ?? $0.there)?["id"] ?? "", [$0.written?["v"], $0.there?["v"]])
      })
    #expect(
      listed == [
        "1": ["'mine'", "'theirs'"], "2": ["'mine'", nil], "3": [nil, "'theirs'"],
        "6": ["'mine'", "'theirs'"],
      ])
    #expect(
      try scene.ask("SELECT id, v FROM t ORDER BY id")
        == #"[[1, "theirs"], [3, "theirs"], [4, "d"], [5, "mine"], [6, "theirs"]]"#)
  }

  @Test func `what is in the target already is no conflict`() throws {
    let work = [
      "UPDATE t SET v = 'new' WHERE id = 1", "INSERT INTO t VALUES (3, 'c')",
      "DELETE FROM t WHERE id = 2",
    ]
    let scene = try CarryScene(
      ["CREATE TABLE t (id INTEGER PRIMARY KEY, v)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')"],
      since: work, there: work)
    #expect(try scene.carry() == CarriedDatabase())
  }

  @Test func `what a rule of the table refuses is listed with the rule`() throws {
    let scene = try CarryScene(
      ["CREATE TABLE t (id INTEGER PRIMARY KEY, v)"],
      since: ["INSERT INTO t VALUES (1, 'same'), (2, 'new'), (3, NULL)"],
      target: [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v NOT NULL UNIQUE)",
        "INSERT INTO t VALUES (9, 'same')",
      ])
    let result = try scene.carry()
    #expect(result.figures == ["t": [1, 0, 0]])
    #expect(
      Set(result.reasons) == [
        "the table does not accept it: UNIQUE constraint failed: t.v",
        "the table does not accept it: NOT NULL constraint failed: t.v",
      ])
  }

  @Test func `of very many conflicts the first hundred are listed and the others counted`() throws {
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) "
    let scene = try CarryScene(
      ["CREATE TABLE t (id INTEGER PRIMARY KEY, v)"],
      since: ["\(rows) INSERT INTO t SELECT i, 'mine' FROM n"],
      there: ["\(rows) INSERT INTO t SELECT i, 'theirs' FROM n"])
    let result = try scene.carry()
    #expect(result.notCarried.count == CarriedDatabase.rowsListed + 1)
    #expect(result.notCarried.last?.rows == 250 - CarriedDatabase.rowsListed)
  }

  @Test func `columns that the target has besides get their default, wherever they are`() throws {
    let scene = try CarryScene(
      ["CREATE TABLE t (a, id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES ('x', 1), ('y', 2)"],
      since: [
        "INSERT INTO t VALUES ('z', 3)", "UPDATE t SET a = 'new' WHERE id = 1",
        "DELETE FROM t WHERE id = 2",
      ],
      target: [
        "CREATE TABLE t (a, middle TEXT DEFAULT 'it''s', c AS (a || '!'), id INTEGER PRIMARY KEY, "
          + "last DEFAULT 7)",
        "INSERT INTO t (a, middle, id, last) VALUES ('x', 'own', 1, 8), ('y', 'own', 2, 9)",
      ])
    let result = try scene.carry()
    #expect(result.figures == ["t": [1, 1, 1]])
    #expect(
      try scene.ask("SELECT * FROM t ORDER BY id")
        == #"[["new", "own", "new!", 1, 8], ["z", "it's", "z!", 3, 7]]"#)
  }

  @Test func `columns that the target lacks are named with the number of their values`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, mood, a, empty, c AS (a || '!'))",
        "INSERT INTO t (id, mood, a) VALUES (1, 'calm', 'x'), (2, NULL, 'y')",
      ],
      since: ["INSERT INTO t (id, mood, a) VALUES (3, 'glad', 'z')"],
      target: [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a)", "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
      ])
    let result = try scene.carry()
    #expect(result.figures == ["t": [1, 0, 0]])
    #expect(result.reasons == ["the column mood does not exist there"])
    #expect(result.notCarried.map(\.rows) == [2])
    #expect(try scene.ask("SELECT * FROM t") == #"[[1, "x"], [2, "y"], [3, "z"]]"#)
  }

  @Test func `a table that the target lacks is listed with the number of its rows`() throws {
    let scene = try CarryScene(
      ["CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE same (id INTEGER PRIMARY KEY)"],
      since: ["CREATE TABLE new (a)", "INSERT INTO new VALUES (1), (2)"])
    let result = try scene.carry()
    #expect(result.tables.isEmpty)
    #expect(result.notCarried.map(\.table) == ["new"])
    #expect(result.reasons == ["the table does not exist there"])
    #expect(result.notCarried.map(\.rows) == [2])
    #expect(try scene.ask("SELECT name FROM sqlite_schema") == #"[["t"], ["same"]]"#)
  }

  @Test func `without a primary key new rows are added, and the others counted`() throws {
    let scene = try CarryScene(
      ["CREATE TABLE t (a, b)", "INSERT INTO t VALUES (1, 1), (1, 1), (2, NULL), (3, 'x')"],
      since: [
        "INSERT INTO t VALUES (1, 1), (2, NULL), (5, 'y')", "DELETE FROM t WHERE a = 3",
      ])
    let result = try scene.carry()
    #expect(result.figures == ["t": [3, 0, 0]])
    #expect(result.notCarried.map(\.rows) == [1])
    #expect(result.reasons.first?.contains("no common primary key") == true)
    #expect(
      try scene.ask("SELECT a, count(*) FROM t GROUP BY a ORDER BY a")
        == "[[1, 3], [2, 2], [3, 1], [5, 1]]")
  }

  @Test func `rows whose key is NULL are carried as those without a key`() throws {
    let scene = try CarryScene(
      ["CREATE TABLE t (k TEXT PRIMARY KEY, v)", "INSERT INTO t VALUES ('a', 1), (NULL, 2)"],
      since: ["INSERT INTO t VALUES (NULL, 2), (NULL, 3), ('b', 4)"])
    let result = try scene.carry()
    #expect(result.figures == ["t": [3, 0, 0]])
    #expect(
      try scene.ask("SELECT k, v FROM t ORDER BY k, v")
        == #"[[null, 2], [null, 2], [null, 3], ["a", 1], ["b", 4]]"#)
  }

  @Test func `no trigger of the target runs`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v)", "CREATE TABLE log (id INTEGER PRIMARY KEY)",
        "CREATE TRIGGER l AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id); END",
        "CREATE TRIGGER r BEFORE INSERT ON t WHEN new.v = 'no' "
          + "BEGIN SELECT raise(ABORT, 'no'); END",
      ],
      since: ["DROP TRIGGER r", "INSERT INTO t VALUES (1, 'no')", "DELETE FROM log"])
    #expect(try scene.carry().figures == ["t": [1, 0, 0]])
    #expect(try scene.ask("SELECT count(*) FROM log") == "[[0]]")
  }

  @Test func `numbers that were given out are not given out again`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v)",
        "INSERT INTO t (v) VALUES ('a')",
      ],
      since: [
        "INSERT INTO t VALUES (70, 'gone')", "DELETE FROM t WHERE id = 70",
        "UPDATE t SET v = 'b' WHERE id = 1",
      ])
    _ = try scene.carry()
    try scene.folder.make(scene.target, "INSERT INTO t (v) VALUES ('next')")
    #expect(try scene.ask("SELECT id FROM t ORDER BY id") == "[[1], [71]]")
  }

  @Test func `a target in WAL mode stays one and leaves no log`() throws {
    let scene = try CarryScene(
      ["PRAGMA journal_mode = WAL", "CREATE TABLE t (id INTEGER PRIMARY KEY)"],
      since: ["INSERT INTO t VALUES (1)"])
    #expect(try scene.carry().figures == ["t": [1, 0, 0]])
    #expect(try scene.ask("PRAGMA journal_mode") == #"[["wal"]]"#)
    #expect(try scene.ask("SELECT * FROM t") == "[[1]]")
  }

  @Test func `a table that replaces rows by itself loses none of them`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, text UNIQUE ON CONFLICT REPLACE)",
        "INSERT INTO t VALUES (1, 'one')",
      ], since: ["INSERT INTO t VALUES (9, 'two')"], there: ["INSERT INTO t VALUES (2, 'two')"])
    #expect(throws: CarryError.replaced(table: "t", rows: 1)) { try scene.carry() }
    #expect(try scene.ask("SELECT * FROM t ORDER BY id") == #"[[1, "one"], [2, "two"]]"#)
  }

  @Test(arguments: ["REPLACE", "IGNORE"])
  func `a table without key that settles conflicts by itself has them listed`(how: String) throws {
    let scene = try CarryScene(
      ["CREATE TABLE t (text UNIQUE ON CONFLICT \(how), n)", "INSERT INTO t VALUES ('one', 1)"],
      since: ["INSERT INTO t VALUES ('two', 3)"], there: ["INSERT INTO t VALUES ('two', 2)"])
    let result = try scene.carry()
    #expect(result.rowsCarried == 0)
    #expect(result.notCarried.first?.written == ["text": "'two'", "n": "3"])
    #expect(try scene.ask("SELECT * FROM t ORDER BY n") == #"[["one", 1], ["two", 2]]"#)
  }

  @Test func `a key that is a real number now is carried as one`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (k PRIMARY KEY, n) WITHOUT ROWID",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
      ],
      since: ["UPDATE t SET k = 1.0 WHERE k = 1"])
    #expect(try scene.carry().notCarried.isEmpty)
    #expect(try scene.ask("SELECT * FROM t ORDER BY k") == #"[[1.0, "a"], [2, "b"]]"#)
  }

  @Test(arguments: ["id INTEGER PRIMARY KEY", "id INTEGER"])
  func `a value that a column of another type keeps in another form is listed`(key: String) throws {
    let base = ["CREATE TABLE t (\(key), v)", "INSERT INTO t VALUES (1, 1), (2, 2)"]
    let scene = try CarryScene(
      base,
      since: [
        "INSERT INTO t VALUES (3, '007'), (4, '7'), (5, 5.0)", "UPDATE t SET v = '08' WHERE id = 1",
      ],
      target: ["CREATE TABLE t (\(key), v INTEGER)", "INSERT INTO t VALUES (1, 1), (2, 2)"])
    let listed = try scene.carry().notCarried.filter { $0.written != nil }
    #expect(listed.compactMap { $0.written?["v"] }.sorted() == ["'007'", "'08'"])
    #expect(listed.compactMap { $0.there?["v"] }.sorted() == ["7", "8"])
  }
}
