import FileEffects
import SystemPackage
import TestSupport
import Testing

/// `cortex migrate new` and `lint`.
@Suite(.tags(.process)) struct MigrateTests {
  private let place: Workplace

  init() throws { place = try Workplace(isManaged: false) }

  private func write(_ name: String, _ sql: String) throws {
    try place.write(
      place.folder.appending("migrations").appending(name),
      "-- Database: tier1/conversations.db\n\(sql)\n")
  }

  private func lint(_ arguments: String...) throws -> Outcome {
    try Program.run(
      Program.path.string, ["migrate", "lint"] + arguments, in: place.folder,
      environment: place.environment)
  }

  @Test func `a migration is begun, and lint has nothing but notes on it`() throws {
    let begun = try place.cortex("migrate", "new", "add_tags", in: place.folder)
    #expect(begun.status == 0 && begun.errors.isEmpty)
    #expect(begun.output.hasPrefix("Created migrations/001_add_tags.sql, migration 1"))
    let again = try place.cortex("migrate", "new", "add_tags", in: place.folder)
    #expect(again.status == 1 && again.errors.contains("choose another"))
    let json = try place.cortex(
      "migrate", "new", "more", "--dir", "migrations", "--database", "tier1/a.db", "--json",
      in: place.folder)
    #expect(try json.json()["number"] == 2 && json.json()["file"] == "migrations/002_more.sql")
    let found = try lint("migrations")
    #expect(found.status == 0 && found.output.contains("0 errors, 4 notes."))
  }

  @Test func `without a folder the one here is taken, or the release here`() throws {
    let none = try lint()
    #expect(none.status == 1 && none.errors.contains("no migrations"))
    try write("001_a.sql", "CREATE TABLE t (id);\nPRAGMA user_version = 1;")
    #expect(try lint().output.contains("/migrations: 0 errors"))
    try place.files.createDirectory(
      place.folder.appending("cortex-brain"), permissions: 0o755)
    try place.files.rename(
      place.folder.appending("migrations"),
      over: place.folder.appending("cortex-brain/migrations"))
    #expect(try lint().output.contains("/cortex-brain/migrations: 0 errors"))
    let missing = try lint("nowhere")
    #expect(missing.status == 1 && missing.errors.contains("the folder nowhere does not exist"))
  }

  @Test func `errors have status 3 and are told with file, line and remedy`() throws {
    try write("001_a.sql", "DROP TABLE t;")
    let text = try lint(".")
    #expect(text.status == 3 && text.errors.isEmpty)
    #expect(text.output.contains("001_a.sql:2: error: DROP TABLE removes t"))
    let json = try lint("migrations", "--json")
    #expect(json.status == 3 && json.errors.isEmpty)
    let report = try json.json()
    #expect(report["ok"] == false && report["files"] == .list(["001_a.sql"]))
    let shape = Shape.object([
      "ok": .flag, "files": .texts, "folder": .text, "against": .texts,
      "findings": .list(
        .object([
          "file": .text, "line": .orNull(.number), "rule": .text,
          "severity": .oneOf(["error", "note"]), "message": .text, "remedy": .text,
        ])),
    ])
    #expect(shape.problems(in: report) == [])
    #expect(report["findings"]?.elements.contains { $0["line"] == 2 } == true)
  }

  @Test func `one step of SQLite that takes days is given up, and the rest is told all the same`()
    throws
  {
    try write("001_a.sql", "INSERT INTO t SELECT * FROM t WHERE;")
    try write(
      "002_b.sql", "\nSELECT instr(zeroblob(60000000), CAST(zeroblob(30000000) || 'b' AS BLOB));")
    let found = try lint("migrations", "--migration-timeout", "1")
    #expect(found.status == 3 && found.errors.isEmpty, "\(found.errors)")
    #expect(found.output.contains("001_a.sql:2: error: SQLite says"), "\(found.output)")
    #expect(
      found.output.contains("002_b.sql:3: error: does not finish within 1 second"),
      "\(found.output)")
  }

  @Test func `against a brain its own tables count, and it stays as it is`() throws {
    try write("001_a.sql", "ALTER TABLE conversations ADD COLUMN topic TEXT;")
    #expect(try lint("migrations").status == 0)
    let before = try place.tree()
    let database = place.deployment.appending(Workplace.database)
    for brain in [
      place.deployment, place.deployment.appending("cortex-brain"), database,
    ] {
      let found = try lint("migrations", "--against", brain.string)
      #expect(found.status == 3 && found.output.contains("duplicate column name: topic"))
      #expect(found.output.contains("tried on copies of tier1/conversations.db"))
    }
    #expect(try place.tree() == before)
    #expect(try place.files.contents(of: place.folder.appending("tmp")).isEmpty)
    let other = try lint("migrations", "--against", place.release.string)
    #expect(other.status == 1 && other.errors.contains("specify a cortex-brain folder"))
  }

  @Test func `a folder without migrations has status 1`() throws {
    let found = try lint("release")
    #expect(found.status == 1 && found.errors.contains("cortex migrate new NAME"))
    #expect(try lint("gone").status == 1)
  }
}
