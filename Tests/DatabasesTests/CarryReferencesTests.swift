import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct CarryReferencesTests {
  @Test func `rows with a foreign key that nothing can be asked about are carried`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE parent (x)",
        "CREATE TABLE child (id INTEGER PRIMARY KEY, p REFERENCES parent(x))",
        "INSERT INTO child VALUES (1, 1)",
      ], since: ["INSERT INTO child VALUES (2, 2)"])
    #expect(try scene.carry().figures == ["child": [1, 0, 0]])
  }

  private static func family(_ end: String = "") -> [String] {
    [
      "CREATE TABLE parent (id INTEGER PRIMARY KEY, name)",
      "CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent(id) ON DELETE CASCADE)",
      """
      CREATE TABLE grandchild (name TEXT PRIMARY KEY, child INTEGER REFERENCES child(id)) \(end)
      """,
      "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
    ]
  }

  @Test(arguments: ["", "WITHOUT ROWID"])
  func `carried rows whose parent is not there are taken out again, and theirs with them`(
    end: String
  ) throws {
    let scene = try CarryScene(
      Self.family(end),
      since: [
        "INSERT INTO child VALUES (10, 1), (20, 2)",
        "INSERT INTO grandchild VALUES ('x', 10), ('y', 20)",
      ],
      there: ["DELETE FROM parent WHERE id = 1"])
    let result = try scene.carry()
    #expect(result.figures == ["child": [1, 0, 0], "grandchild": [1, 0, 0]])
    #expect(result.notCarried.map(\.table) == ["child", "grandchild"])
    #expect(
      result.reasons == [
        "its parent row in parent does not exist there",
        "its parent row in child does not exist there",
      ])
    #expect(result.notCarried.last?.written == ["name": "'x'", "child": "10"])
    #expect(try scene.ask("SELECT * FROM child") == "[[20, 2]]")
    #expect(try scene.ask("SELECT * FROM grandchild") == #"[["y", 20]]"#)
    #expect(try scene.ask("PRAGMA foreign_key_check") == "[]")
  }

  @Test func `of very many rows without their parent the first hundred are listed`() throws {
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10250)"
    let scene = try CarryScene(
      Self.family(), since: ["INSERT INTO child \(numbers) SELECT i, 1 FROM n"],
      there: ["DELETE FROM parent WHERE id = 1"])
    let result = try scene.carry()
    #expect(result.figures == [:])
    #expect(result.notCarried.count == 101)
    #expect(result.notCarried.last?.rows == 10150)
    #expect(try scene.ask("SELECT * FROM child") == "[]")
  }

  @Test func `a key that is no text refuses where its parent is not there`() throws {
    let scene = try CarryScene(
      Self.family("WITHOUT ROWID"),
      since: ["INSERT INTO grandchild VALUES (CAST(x'ff' AS TEXT), 10)"])
    #expect(throws: CarryError.self) { try scene.carry() }
    #expect(try scene.ask("SELECT * FROM grandchild") == "[]")
  }

  @Test func `a reference that was broken before is no obstacle`() throws {
    let scene = try CarryScene(
      Self.family() + ["INSERT INTO child VALUES (5, 77)"],
      since: ["INSERT INTO child VALUES (6, 2)"])
    #expect(try scene.carry().figures == ["child": [1, 0, 0]])
    #expect(try scene.ask("SELECT id FROM child ORDER BY id") == "[[5], [6]]")
  }

  @Test func `a row of the target that would lose its parent refuses the whole`() throws {
    let scene = try CarryScene(
      Self.family(), since: ["DELETE FROM parent WHERE id = 1", "INSERT INTO child VALUES (1, 2)"],
      there: ["INSERT INTO child VALUES (10, 1)"])
    let before = try scene.folder.bytes(scene.target)
    let error = #expect(throws: CarryError.self) { _ = try scene.carry() }
    #expect(error == .danglingReference(table: "child", parent: "parent", row: "rowid = 10"))
    #expect(try scene.databases.digest(of: scene.target).tables.map(\.rows) == [1, 0, 2])
    #expect(try scene.folder.bytes(scene.target) == before)
  }

  @Test func `a parent that is removed takes nothing along by a cascade`() throws {
    let scene = try CarryScene(
      Self.family() + ["INSERT INTO child VALUES (10, 1)"],
      since: ["UPDATE child SET parent = 2", "DELETE FROM parent WHERE id = 1"])
    #expect(try scene.carry().figures == ["child": [0, 1, 0], "parent": [0, 0, 1]])
    #expect(try scene.ask("SELECT * FROM child") == "[[10, 2]]")
  }

  @Test func `rows without a key are taken out as well`() throws {
    let scene = try CarryScene(
      ["CREATE TABLE parent (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES parent)"],
      since: ["INSERT INTO parent VALUES (1)", "INSERT INTO c VALUES (1), (1), (NULL)"],
      target: [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY CHECK (id > 1))",
        "CREATE TABLE c (p REFERENCES parent)",
      ])
    let result = try scene.carry()
    #expect(result.figures == ["c": [1, 0, 0]])
    #expect(try scene.ask("SELECT * FROM c") == "[[null]]")
  }
}
