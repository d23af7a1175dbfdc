import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

/// What migrations do to a database, and what they may not.
@Suite(.tags(.process)) struct MigrationRunnerTests {
  private let folder: Folder
  private let databases = SQLiteDatabases(busySeconds: 1)

  init() throws {
    folder = try Folder()
    try folder.make(
      folder.live, "CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, weight REAL)",
      "CREATE TABLE tag (note REFERENCES note(id) ON DELETE CASCADE, name TEXT)",
      "INSERT INTO note VALUES (1, 'one', 2), (2, 'two', 0.5)",
      "INSERT INTO tag VALUES (1, 'x'), (2, 'y')")
  }

  private struct Stopped: Error {}

  private func script(
    _ text: String, version: Int = 1, isDestructive: Bool = false
  ) -> DatabaseMigration.Script {
    DatabaseMigration.Script(
      fileName: "00\(version)_change.sql", version: version, text: text,
      isDestructive: isDestructive)
  }

  @discardableResult private func migrate(
    _ scripts: DatabaseMigration.Script..., seconds: Int = 30
  ) throws -> MigratedDatabase {
    var result: MigratedDatabase?
    try SQLiteDatabases(busySeconds: 1, migrationSeconds: seconds).migrate(
      [DatabaseMigration(database: folder.live, scripts: scripts)]
    ) { result = $0.first }
    return try #require(result)
  }

  /// Runs a script that must be refused, and returns the sentence; nothing may have changed.
  private func refused(_ text: String, isDestructive: Bool = false, seconds: Int = 30) throws
    -> String
  {
    let before = try databases.digest(of: folder.live)
    let failure = #expect(throws: MigrationFailure.self, "\(text)") {
      try migrate(script(text, isDestructive: isDestructive), seconds: seconds)
    }
    #expect(try databases.digest(of: folder.live) == before, "\(text)")
    return "\(try #require(failure))"
  }

  @Test
  func `a table, a column and rows are added, the version is set, and every old row is proven`()
    throws
  {
    let migrated = try migrate(
      script(
        """
        BEGIN;
        CREATE TABLE feedback (id INTEGER PRIMARY KEY, text TEXT);
        ALTER TABLE note ADD COLUMN colour TEXT;
        UPDATE note SET colour = 'red';
        INSERT INTO note (title, weight) VALUES ('three', 7);
        COMMIT;
        """, version: 3))
    #expect(migrated.versionBefore == 0 && migrated.versionAfter == 3)
    #expect(
      migrated.schemaChanges.map { "\($0)" } == [
        "table feedback added", "table note: column colour added",
      ])
    let note = try #require(migrated.tables.first { $0.name == "note" })
    #expect(note.rowsBefore == 2 && note.rowsAfter == 3)
    let tag = try #require(migrated.tables.first { $0.name == "tag" })
    #expect(tag.digestBefore == tag.digestAfter)
    #expect(
      try folder.ask(folder.live, "SELECT count(*), count(colour) FROM note") == "[[3, 2]]")
    #expect(try databases.schemaVersion(of: folder.live) == 3)
  }

  @Test func `a script that the database has already is left out`() throws {
    try migrate(script("CREATE TABLE a (x)"))
    let again = try migrate(script("CREATE TABLE a (x)"), script("CREATE TABLE b (x)", version: 2))
    #expect(again.schemaChanges.map { "\($0)" } == ["table b added"])
  }

  @Test func `a file that fails at its last line leaves no trace of its first`() throws {
    let sentence = try refused(
      """
      CREATE TABLE metrics (id INTEGER PRIMARY KEY);

      ALTER TABLE note ADD COLUMN IF NOT EXISTS colour TEXT;
      """)
    #expect(sentence.contains("001_change.sql:3: cannot run on"))
    #expect(sentence.contains("syntax error"))
  }

  @Test func `a file that relies on a table of another shape leaves no trace`() throws {
    let sentence = try refused(
      """
      CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, session TEXT);
      CREATE INDEX by_session ON note (session);
      """)
    #expect(sentence.contains("001_change.sql:2: "))
  }

  @Test(arguments: [
    ("DROP TABLE tag", "drops tag"),
    ("ALTER TABLE note DROP COLUMN weight", "drops a column"),
    ("ALTER TABLE note RENAME COLUMN title TO name", "renames a column"),
    ("ALTER TABLE note RENAME TO notes", "renames a table"),
    ("DELETE FROM tag", "deletes rows of tag"),
    ("DELETE FROM TAG WHERE name = 'x'", "deletes rows of tag"),
    ("UPDATE note SET title = 'x'", "changes title of note"),
    ("INSERT INTO note VALUES (1, 'x', 1) ON CONFLICT DO UPDATE SET title = 'x'", "changes title"),
    (
      "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM tag; DELETE FROM note; END",
      "trigger change rows written to note"
    ),
  ])
  func `what takes something away is refused without the header, and done with it`(
    _ text: String, _ words: String
  ) throws {
    #expect(try refused(text).contains(words))
    try migrate(script(text, isDestructive: true))
  }

  @Test func `a row that replaces another is seen, although it is inserted`() throws {
    let sentence = try refused("INSERT OR REPLACE INTO note VALUES (1, 'other', 1)")
    #expect(sentence.contains("changed existing rows of note"))
    try migrate(
      script("INSERT OR REPLACE INTO note VALUES (1, 'other', 1)", isDestructive: true))
  }

  @Test(arguments: [
    ("ATTACH 'elsewhere.db' AS other", "reaches into another database"),
    ("VACUUM INTO 'elsewhere.db'", "cannot"),
    ("PRAGMA writable_schema = ON", "runs PRAGMA writable_schema"),
    ("PRAGMA journal_mode = WAL", "runs PRAGMA journal_mode"),
    ("ROLLBACK", "rolls the transaction back"),
    ("SAVEPOINT s", "sets a savepoint"),
    ("SELECT load_extension('x')", "loads an extension"),
    (
      "CREATE TRIGGER u AFTER INSERT ON note BEGIN SELECT RAISE(ROLLBACK, 'no'); END; "
        + "INSERT INTO note VALUES (9, 'x', 1)", "cannot run"
    ),
  ])
  func `what no migration may do is refused even with the header`(
    _ text: String, _ words: String
  ) throws {
    #expect(try refused(text, isDestructive: true).contains(words))
    #expect(try folder.names() == ["live.db"])
  }

  @Test func `a statement that never ends is stopped`() throws {
    let sentence = try refused(
      """
      CREATE TABLE n (i);
      INSERT INTO n WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i FROM c) SELECT i FROM c
        WHERE i < 0;
      """, seconds: 1)
    #expect(
      sentence.contains("001_change.sql:2: still running") && sentence.contains("after 1 second"))
  }

  @Test func `a statement that would fill the disk is stopped`() throws {
    let sentence = try refused(
      """
      CREATE TABLE n (i);
      INSERT INTO n WITH RECURSIVE c(i) AS (VALUES (zeroblob(8000000)) UNION ALL SELECT i FROM c)
      SELECT i FROM c;
      """)
    #expect(sentence.contains("grew to several times its size"))
    #expect(try folder.bytes(folder.live).count < 1 << 20)
  }

  @Test func `what one script may take away, its neighbours may not`() throws {
    let before = try databases.digest(of: folder.live)
    #expect(throws: MigrationFailure.self) {
      try migrate(
        script("INSERT OR REPLACE INTO note VALUES (1, 'other', 1)"),
        script("DROP TABLE tag", version: 2, isDestructive: true))
    }
    #expect(throws: MigrationFailure.self) {
      try migrate(
        script("DROP TABLE tag", isDestructive: true), script("DELETE FROM note", version: 2))
    }
    #expect(try databases.digest(of: folder.live) == before)
    let migrated = try migrate(
      script("CREATE TABLE a (x)"), script("DROP TABLE tag", version: 2, isDestructive: true),
      script("INSERT INTO note VALUES (3, 'three', 3)", version: 3))
    #expect(migrated.tables.map(\.name) == ["note", "tag"])
    #expect(migrated.tables.map(\.rowsAfter) == [3, nil])
    #expect(migrated.durations.count == 3 && migrated.versionAfter == 3)
  }

  @Test func `a table can be rebuilt without its foreign keys deleting rows of others`() throws {
    let rebuild = """
      PRAGMA foreign_keys = OFF;
      CREATE TABLE note_new (id INTEGER PRIMARY KEY, title TEXT NOT NULL, weight REAL);
      INSERT INTO note_new SELECT * FROM note;
      DROP TABLE note;
      ALTER TABLE note_new RENAME TO note;
      PRAGMA foreign_keys = ON;
      """
    let migrated = try migrate(script(rebuild, isDestructive: true))
    #expect(migrated.tables.allSatisfy { $0.digestBefore == $0.digestAfter })
    #expect(try folder.ask(folder.live, "SELECT count(*) FROM tag") == "[[2]]")
  }

  @Test func `rows that refer to nothing afterwards are refused, and those from before are not`()
    throws
  {
    try folder.make(folder.live, "INSERT INTO tag VALUES (77, 'lost')")
    try migrate(script("CREATE TABLE a (x)"))
    let failure = #expect(throws: MigrationFailure.self) {
      try migrate(script("DELETE FROM note WHERE id = 1", version: 2, isDestructive: true))
    }
    #expect(
      failure
        == .foreignKeys(
          database: folder.live, fileNames: ["002_change.sql"], table: "tag", before: 1, after: 2))
  }

  @Test func `of several migrations the one is named that leaves rows referring to nothing`() throws
  {
    let before = try databases.digest(of: folder.live)
    let failure = #expect(throws: MigrationFailure.self) {
      try migrate(
        script("CREATE TABLE a (x)"),
        script("DELETE FROM note WHERE id = 1", version: 2, isDestructive: true),
        script("CREATE TABLE b (x)", version: 3))
    }
    #expect(
      failure
        == .foreignKeys(
          database: folder.live, fileNames: ["002_change.sql"], table: "tag", before: 0, after: 1))
    #expect(failure.map { "\($0)" }?.hasPrefix("002_change.sql leaves 1 row of tag in ") ?? false)
    #expect(try databases.digest(of: folder.live) == before)
  }

  @Test func `a comment without an end is refused, since it hides what follows`() throws {
    let sentence = try refused("CREATE TABLE a (x);\n/* one more\nCREATE TABLE b (x);")
    #expect(sentence.contains("001_change.sql:2: ") && sentence.contains("unterminated comment"))
    try migrate(script("CREATE TABLE a (x); /* one */ -- and two"))
  }

  @Test func `full-text tables and their triggers stay right`() throws {
    try folder.make(
      folder.live,
      "CREATE VIRTUAL TABLE words USING fts5(title, content='note', content_rowid='id')",
      """
      CREATE TRIGGER words_new AFTER INSERT ON note BEGIN
        INSERT INTO words(rowid, title) VALUES (new.id, new.title); END
      """, "INSERT INTO words(words) VALUES ('rebuild')")
    try migrate(
      script(
        """
        INSERT INTO note VALUES (3, 'three', 1);
        CREATE VIRTUAL TABLE more USING fts5(text);
        INSERT INTO more VALUES ('hello');
        INSERT INTO words(words) VALUES ('rebuild');
        """))
    #expect(
      try folder.ask(folder.live, "SELECT rowid FROM words WHERE words MATCH 'three'") == "[[3]]")
  }

  @Test func `what the caller throws while all are open takes all of them back`() throws {
    try folder.make(folder.copy, "CREATE TABLE other (x)")
    let before = [
      try databases.digest(of: folder.live), try databases.digest(of: folder.copy),
    ]
    let scripts = [script("CREATE TABLE a (x)")]
    #expect(throws: Stopped.self) {
      try databases.migrate([
        DatabaseMigration(database: folder.live, scripts: scripts),
        DatabaseMigration(database: folder.copy, scripts: scripts),
      ]) { migrated in
        #expect(migrated.count == 2)
        throw Stopped()
      }
    }
    #expect(
      try [databases.digest(of: folder.live), databases.digest(of: folder.copy)] == before)
  }

  @Test(arguments: [true, false])
  func `a program that does not end reading one database leaves all of them as they are`(
    isFirst: Bool
  ) throws {
    try folder.make(folder.copy, "CREATE TABLE other (x)")
    let both = [folder.live, folder.copy]
    let before = try both.map { try databases.digest(of: $0) }
    let reader = try Peer(isFirst ? folder.live : folder.copy)
    try reader.run("BEGIN")
    try reader.run("SELECT * FROM sqlite_schema")
    let scripts = [script("CREATE TABLE a (x)")]
    #expect(throws: DatabaseAccessError.self) {
      try databases.migrate(both.map { DatabaseMigration(database: $0, scripts: scripts) }) { _ in }
    }
    reader.end()
    #expect(try both.map { try databases.digest(of: $0) } == before)
  }

  @Test func `while one database keeps the runner waiting, another's writers go on`() throws {
    try folder.make(folder.copy, "CREATE TABLE row (id INTEGER PRIMARY KEY, filler)")
    let holder = try Peer(folder.live)
    try holder.run("BEGIN IMMEDIATE")
    let writer = try BusyWriter(folder.copy, in: folder, pauseSeconds: 0.01, busySeconds: 1)
    try writer.waitForRows(5)
    func migrate(waiting seconds: Int) throws {
      try SQLiteDatabases(busySeconds: seconds).migrate(
        [folder.copy, folder.live].map {
          DatabaseMigration(database: $0, scripts: [script("CREATE TABLE added (x)")])
        }
      ) { _ in }
    }
    let error = #expect(throws: DatabaseAccessError.self) { try migrate(waiting: 3) }
    #expect("\(try #require(error))".contains("\(folder.live)"))
    try writer.waitForRows(5)
    try holder.run("ROLLBACK")
    try migrate(waiting: 3)
    try writer.waitForRows(5)
    _ = try writer.end()
    for database in [folder.live, folder.copy] {
      #expect(try databases.schemaVersion(of: database) == 1)
    }
  }

  @Test(arguments: ["DELETE", "WAL"])
  func `a program that writes all the time waits, and none of its rows is lost`(mode: String)
    throws
  {
    try folder.make(
      folder.copy, "PRAGMA journal_mode = \(mode)", "CREATE TABLE row (id INTEGER, data)")
    let writer = try BusyWriter(folder.copy, in: folder)
    try writer.waitForRows(20)
    let patient = SQLiteDatabases(busySeconds: 20)
    for version in 1...5 {
      let scripts = [
        DatabaseMigration.Script(
          fileName: "00\(version)_change.sql", version: version,
          text: "ALTER TABLE row ADD COLUMN c\(version) DEFAULT \(version)", isDestructive: false)
      ]
      // A program that names no columns would be refused by SQLite: the column is taken out again.
      #expect(throws: Stopped.self) {
        try patient.migrate([DatabaseMigration(database: folder.copy, scripts: scripts)]) { _ in
          throw Stopped()
        }
      }
      try patient.migrate([
        DatabaseMigration(
          database: folder.copy,
          scripts: [
            DatabaseMigration.Script(
              fileName: "00\(version)_change.sql", version: version,
              text: "CREATE TABLE t\(version) (x)", isDestructive: false)
          ])
      ]) { _ in }
      try writer.waitForRows(5)
    }
    let acknowledged = try writer.end()
    #expect(
      try folder.ask(folder.copy, "SELECT count(DISTINCT id) FROM row")
        == "[[\(acknowledged.count)]]")
  }
}
