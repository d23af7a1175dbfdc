import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct CarrySearchTests {
  @Test(arguments: ["fts5", "fts4"])
  func `a search table finds what was carried and not what was removed`(module: String) throws {
    let scene = try CarryScene(
      [
        "CREATE VIRTUAL TABLE notes USING \(module) (title, body)",
        "INSERT INTO notes VALUES ('old', 'whale'), ('keep', 'harbour')",
      ],
      since: [
        "INSERT INTO notes VALUES ('new', 'lighthouse')",
        "DELETE FROM notes WHERE notes MATCH 'whale'",
      ])
    let result = try scene.carry()
    #expect(result.figures == ["notes": [1, 0, 1]])
    #expect(result.notCarried.isEmpty)
    #expect(
      try scene.ask("SELECT title FROM notes WHERE notes MATCH 'lighthouse'") == #"[["new"]]"#)
    #expect(try scene.ask("SELECT title FROM notes WHERE notes MATCH 'whale'") == "[]")
    #expect(
      try scene.ask("SELECT title FROM notes WHERE notes MATCH 'harbour'") == #"[["keep"]]"#)
    #expect(try scene.ask("INSERT INTO notes(notes) VALUES ('integrity-check')") == "[]")
  }

  @Test func `the index of another table's text is made anew`() throws {
    let scene = try CarryScene(
      [
        "CREATE TABLE note (id INTEGER PRIMARY KEY, body)",
        "CREATE VIRTUAL TABLE search USING fts5 (body, content='note', content_rowid=id)",
        """
        CREATE TRIGGER added AFTER INSERT ON note
        BEGIN INSERT INTO search (rowid, body) VALUES (new.id, new.body); END
        """,
        "INSERT INTO note VALUES (1, 'whale')",
      ],
      since: ["INSERT INTO note VALUES (2, 'lighthouse')"])
    let result = try scene.carry()
    #expect(result.figures == ["note": [1, 0, 0]])
    #expect(result.notCarried.isEmpty)
    #expect(
      try scene.ask("SELECT rowid FROM search WHERE search MATCH 'lighthouse OR whale'")
        == "[[1], [2]]")
    #expect(
      try scene.ask("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)") == "[]")
  }

  @Test func `virtual tables that cannot be carried are named`() throws {
    let scene = try CarryScene(
      [
        "CREATE VIRTUAL TABLE \"the box\" USING rtree (id, x0, x1)",
        "CREATE VIRTUAL TABLE bare USING fts5 (body, content = '')",
        "CREATE VIRTUAL TABLE other USING fts5 (body)",
      ],
      since: [
        "INSERT INTO \"the box\" VALUES (1, 0, 1)",
        "INSERT INTO bare (rowid, body) VALUES (1, 'word')", "INSERT INTO other VALUES ('word')",
      ],
      target: [
        "CREATE VIRTUAL TABLE \"the box\" USING rtree (id, x0, x1)",
        "CREATE VIRTUAL TABLE bare USING fts5 (body, content = '')",
        "CREATE VIRTUAL TABLE other USING fts5 (title, body)",
      ])
    let result = try scene.carry()
    #expect(result.tables.isEmpty)
    #expect(result.notCarried.map(\.table) == ["bare", "other", "the box"])
    #expect(try scene.ask("SELECT count(*) FROM \"the box\"") == "[[0]]")
  }
}
