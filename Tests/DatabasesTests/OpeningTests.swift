import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.process)) struct OpeningTests {
  let databases = SQLiteDatabases(busySeconds: 1)

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.make(
      folder.live, "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
      "CREATE TABLE child (parent REFERENCES parent ON DELETE CASCADE)",
      "INSERT INTO parent VALUES (1)", "INSERT INTO child VALUES (1)")
    return folder
  }

  @Test func `a name in double quotes that is not there is an error, not a text`() throws {
    let folder = try folder()
    try databases.withConnection(to: folder.live, .change) { live in
      for sql in [
        "SELECT \"missing\" FROM parent", "CREATE INDEX i ON parent (\"missing\")",
        "CREATE TABLE new (a CHECK (a <> \"missing\"))",
      ] {
        let error = #expect(throws: DatabaseAccessError.self) { try live.execute(sql) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("missing"), "\(sql)")
      }
    }
  }

  @Test func `a row that goes takes no other rows along`() throws {
    let folder = try folder()
    try databases.withConnection(to: folder.live, .change) { live in
      try live.execute("DELETE FROM parent")
      let count = try live.count("SELECT count(*) FROM child")
      #expect(count == 1)
    }
  }

  @Test func `of several statements, those before the one that fails have been run`() throws {
    let folder = try folder()
    try databases.withConnection(to: folder.live, .change) { live in
      #expect(throws: DatabaseAccessError.self) {
        try live.execute("INSERT INTO parent VALUES (2); INSERT INTO none VALUES (3); SELECT 1;")
      }
      let rows = try live.texts("SELECT id FROM parent ORDER BY id")
      #expect(rows == ["1", "2"])
    }
  }

  @Test func `what was not committed is gone with the connection, and nobody is locked out`() throws
  {
    let folder = try folder()
    try databases.withConnection(to: folder.live, .change) { live in
      try live.execute("BEGIN IMMEDIATE; DELETE FROM parent")
    }
    #expect(try folder.ask(folder.live, "SELECT count(*) FROM parent") == "[[1]]")
    try folder.make(folder.live, "INSERT INTO parent VALUES (2)")
  }

  @Test func `rolling back without a transaction changes nothing`() throws {
    let folder = try folder()
    try databases.withConnection(to: folder.live, .look) { live in
      try live.rollBack()
      let count = try live.count("SELECT count(*) FROM parent")
      #expect(count == 1)
    }
  }

  @Test func `a statement that outlives its connection is an error, and leaves no lock`() throws {
    let folder = try folder()
    #expect(throws: DatabaseAccessError.self) {
      _ = try databases.withConnection(to: folder.live, .look) { live in
        try Statement(live, "SELECT id FROM parent")
      }
    }
    try folder.make(folder.live, "INSERT INTO parent VALUES (2)")
  }

  @Test(arguments: [SQLiteDatabases.Access.look, .change, .copy, .alone, .scratch])
  func `what is no database is refused on opening, before anything is asked`(
    access: SQLiteDatabases.Access
  ) throws {
    let folder = try Folder()
    let text = Array("no database, but long enough to be one. ".utf8)
    let bytes = Array(repeating: text, count: 40).flatMap(\.self)
    try folder.write(folder.live, bytes)
    let error = #expect(throws: DatabaseAccessError.self) {
      try databases.withConnection(to: folder.live, access) { _ in Issue.record("it was opened") }
    }
    guard case .unreadable(folder.live, let fault) = error else {
      Issue.record("\(error.map { "\($0)" } ?? "no error")")
      return
    }
    #expect("\(fault)" == "file is not a database (SQLite error 26)")
    #expect(try folder.bytes(folder.live) == bytes)
  }
}
