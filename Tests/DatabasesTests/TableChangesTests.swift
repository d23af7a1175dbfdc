import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct TableChangesTests {
  @Test func `what was done to each table is counted, also of tables that came and went`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v)", "CREATE TABLE same (id INTEGER PRIMARY KEY)",
        "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)", "INSERT INTO same VALUES (1)",
        "CREATE TABLE bare (a)", "INSERT INTO bare VALUES (1)",
        "CREATE TABLE gone (a)", "INSERT INTO gone VALUES (1)",
        "CREATE VIRTUAL TABLE notes USING fts5 (body)",
      ],
      since: [
        "INSERT INTO t VALUES (4, 4), (5, 5)", "UPDATE t SET v = 0 WHERE id = 1",
        "DELETE FROM t WHERE id IN (2, 3)", "INSERT INTO bare VALUES (2), (3)", "DROP TABLE gone",
        "CREATE TABLE new (a)", "INSERT INTO new VALUES (1)", "INSERT INTO notes VALUES ('x')",
      ])
    let changes = try scene.databases.changes(
      from: scene.base, to: scene.now, scratch: scene.folder.scratch)
    #expect(changes.map(\.name) == ["bare", "gone", "new", "notes", "t"])
    #expect(changes.map(\.inserted) == [0, 0, 1, 1, 2])
    #expect(changes.map(\.updated) == [0, 0, 0, 0, 1])
    #expect(changes.map(\.deleted) == [0, 1, 0, 0, 2])
    #expect(changes.map(\.hasKey) == [false, true, true, true, true])
    #expect(changes.map(\.rowsBefore) == [1, 1, nil, 0, 3])
    #expect(changes.map(\.rowsAfter) == [3, nil, 1, 1, 3])
    #expect(try scene.folder.names() == ["base.db", "now.db", "target.db"])
  }
}
