import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// The brain as YAML: written out, read into another one, left by every upgrade, and in backups.
@Suite(.tags(.process)) struct BrainTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private var exported: FilePath { place.folder.appending("exported") }
  private var database: FilePath { place.deployment.appending(Workplace.database) }

  private func export() throws {
    let outcome = try place.cortex("export-brain", exported.string)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  /// The export's file of the deployment's database.
  private func yaml() throws -> String {
    try place.files.text(exported.appending("tier1-conversations.yaml"))
  }

  // MARK: Exporting

  @Test func `an export has every row, and leaves the deployment and its store unchanged`() throws {
    let before = try place.tree()
    try export()
    #expect(try yaml().contains("  - id: 1\n    topic: \"tides\"\n"))
    #expect(try place.tree() == before)
    #expect(
      try Set(place.files.contents(of: exported).map { String(decoding: $0.name, as: UTF8.self) })
        .isSuperset(of: ["brain-export.yaml", "tier1-conversations.yaml"]))
    #expect(try place.cortex("status").output.contains("Nothing has changed"))
    #expect(try place.cortex("snapshot", "--json").json()["created"] == false)
  }

  @Test func `without a folder it goes into a new one of the current folder`() throws {
    let outcome = try place.cortex(
      "export-brain", "--json", in: place.folder.appending("tmp"),
      environment: ["CORTEX_WORKSPACE": place.deployment.string])
    let folder = try #require(outcome.json()["to"]?.string)
    #expect(folder.hasPrefix(place.folder.appending("tmp/brain-export-").string))
    #expect(try place.files.metadata(FilePath(folder).appending("brain-export.yaml")) != nil)
  }

  @Test func `nothing is written over, nor into the brain or the store`() throws {
    try place.write(exported.appending("mine.txt"), "mine\n")
    let before = try place.everything()
    for folder in [
      exported, place.deployment.appending("cortex-brain/exports"),
      place.deployment.appending("cortex-brain"), place.store.appending("new"),
    ] {
      let outcome = try place.cortex("export-brain", folder.string)
      #expect(outcome.status == 1, "\(folder)")
    }
    #expect(try place.everything() == before)
  }

  @Test func `a database that SQLite cannot read is named, and the others are exported`() throws {
    let bytes = Array("SQLite format 3\0".utf8) + [UInt8](repeating: 7, count: 4000)
    try place.files.replace(
      place.deployment.appending("cortex-brain/tier1/other.db"), with: bytes)
    let outcome = try place.cortex("export-brain", exported.string)
    #expect(outcome.status == 0 && outcome.errors.contains("cortex-brain/tier1/other.db"))
    #expect(try yaml().contains("tides"))
  }

  // MARK: Importing

  @Test func `an empty brain has the same rows afterwards, and a second time nothing changes`()
    throws
  {
    try export()
    let rows = try place.rows()
    try place.sql("DELETE FROM conversations")
    let outcome = try place.cortex("import-brain", exported.string, "--yes", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.json()["created"] == true)
    #expect(try place.rows() == rows)
    let again = exported.appending("again")
    #expect(try place.cortex("export-brain", again.string).status == 0)
    #expect(try place.files.text(again.appending("tier1-conversations.yaml")) == yaml())

    let before = try place.everything()
    let second = try place.cortex("import-brain", exported.string, "--yes")
    #expect(second.status == 0 && second.output.contains("0 added"))
    #expect(try place.everything() == before)
    #expect(try place.cortex("verify").status == 0)
  }

  @Test func `a missing database is created, also where another program has its folder open`()
    throws
  {
    try export()
    let rows = try place.rows()
    try place.files.remove(database)
    let outcome = try place.cortex("import-brain", exported.string, "--yes")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("new"))
    #expect(try place.rows() == rows)
  }

  @Test func `an empty file is an empty database, and takes the rows`() throws {
    try export()
    let rows = try place.rows()
    try place.files.replace(database, with: [])
    let outcome = try place.cortex("import-brain", exported.string, "--yes")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try place.rows() == rows)
    #expect(try place.cortex("rollback", "--yes", "--data", "restore").status == 0)
    #expect(try place.files.metadata(database)?.size == 0)
  }

  @Test func `what is there stays, and it is said which rows were not imported`() throws {
    try export()
    try place.sql(
      "DELETE FROM conversations WHERE id = 3; "
        + "UPDATE conversations SET topic = 'mine' WHERE id = 1")
    let outcome = try place.cortex("import-brain", exported.string, "--yes")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("1 added  1 already there  1 not imported"))
    #expect(outcome.output.contains("  conversations in \(Workplace.database): id = 1\n"))
    #expect(try place.rows() == "ok mine ropes charts")
  }

  @Test func `what it says takes an import back`() throws {
    try export()
    try place.sql("DELETE FROM conversations")
    let report = try place.cortex("import-brain", exported.string, "--yes", "--json").json()
    let back = try #require(report["take_back"]?.string).split(separator: " ").map(String.init)
    let outcome = try Program.run(
      Program.path.string, back.dropFirst() + ["--yes"], in: place.deployment,
      environment: place.environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try place.rows() == "ok ")
  }

  @Test func `without a word nothing changes, and it is said what would`() throws {
    try export()
    try place.sql("DELETE FROM conversations WHERE id > 1")
    let before = try place.everything()
    for options in [[], ["--no-input"], ["--json"]] {
      let outcome = try Program.run(
        Program.path.string, ["import-brain", exported.string] + options, in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 2, "\(options)")
      #expect(outcome.errors.contains("--yes"), "\(options)")
    }
    let dry = try place.cortex("import-brain", exported.string, "--dry-run")
    #expect(dry.status == 0 && dry.output.contains("2 rows would be added and none changed"))
    #expect(try place.everything() == before)
  }

  @Test func `a program that has the database open sees the rows, and loses none of its own`()
    throws
  {
    try export()
    let output = try place.python(
      """
      import sqlite3, subprocess, sys
      base = sqlite3.connect(sys.argv[1], isolation_level=None)
      base.execute("PRAGMA journal_mode = wal")
      base.execute("DELETE FROM conversations WHERE topic = 'ropes'")
      base.execute("INSERT INTO conversations (topic) VALUES ('anchors')")
      subprocess.run([sys.argv[2], "import-brain", sys.argv[4], "--yes"], cwd=sys.argv[3],
                     check=True, stdout=subprocess.DEVNULL)
      print(" ".join(r[0] for r in base.execute("SELECT topic FROM conversations ORDER BY id")))
      """, database.string, Program.path.string, place.deployment.string, exported.string)
    #expect(output == "tides ropes charts anchors\n")
  }

  @Test(arguments: ["../evil.db", "README.md", ".git/config", ".cortex/current", "src/new.db"])
  func `an export creates no database outside of the brain`(path: String) throws {
    try export()
    let list = exported.appending("brain-export.yaml")
    let file = exported.appending("tier1-conversations.yaml")
    for name in [list, file] {
      try place.write(
        name, place.files.text(name).replacing("\"\(Workplace.database)\"", with: "\"\(path)\""))
    }
    let before = try place.everything()
    let outcome = try place.cortex("import-brain", exported.string, "--yes", "--json")
    #expect(try outcome.status == 1 && outcome.failure()["code"] == "unusable_export")
    #expect(try place.everything() == before)
  }

  @Test func `an export without its list is refused`() throws {
    try export()
    try place.files.remove(exported.appending("brain-export.yaml"))
    let outcome = try place.cortex("import-brain", exported.string, "--yes")
    #expect(outcome.status == 1 && outcome.errors.contains("not a complete export"))
  }

  // MARK: Upgrades and backups

  @Test func `an upgrade leaves the brain from before as YAML, only of the latest`() throws {
    let report = try place.cortex("upgrade", "--yes", "--from", place.release.string, "--json")
      .json()
    let folder = FilePath(try #require(report["brain_export"]?.string))
    #expect(folder.removingLastComponent() == place.store.appending("brain-export"))
    #expect(
      try place.files.text(folder.appending("tier1-conversations.yaml")).contains("\"tides\""))
    #expect(try place.cortex("status").output.contains("Nothing has changed"))
    #expect(try place.cortex("verify").status == 0)

    #expect(try place.cortex("rollback", "--yes").status == 0)
    #expect(try place.files.metadata(folder) != nil, "a rollback leaves it")
    try place.sql("INSERT INTO conversations (topic) VALUES ('anchors')")
    let again = try place.cortex("upgrade", "--yes", "--from", place.release.string, "--json")
      .json()
    let newer = FilePath(try #require(again["brain_export"]?.string))
    let kept = try place.files.contents(of: place.store.appending("brain-export"))
    #expect(kept.map(\.name) == [Array((newer.lastComponent?.string ?? "").utf8)])
    #expect(
      try place.files.text(newer.appending("tier1-conversations.yaml")).contains("\"anchors\""))

    try place.sql("DELETE FROM conversations")
    #expect(try place.cortex("import-brain", newer.string, "--yes").status == 0)
    #expect(try place.rows() == "ok tides ropes charts anchors")
  }

  @Test func `a backup goes back into a deployment without cortex, and its rows into another`()
    throws
  {
    let before = try place.tree()
    let rows = try place.rows()
    let backup = place.folder.appending("backup")
    for inside in ["cortex-brain/backup", ".cortex/backup", "cortex-brain"] {
      let refused = try place.cortex("gen", "export", "1", "--to", inside)
      #expect(refused.status == 1 && refused.errors.contains("is in the brain or in the store"))
    }
    let outcome = try place.cortex("gen", "export", "1", "--to", backup.string)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let readme = try place.files.text(backup.appending("BACKUP-README.txt"))
    #expect(readme.contains("generation 1, version 5.2.0") && readme.contains(Workplace.database))
    let manifest = try JSON(place.files.text(backup.appending("backup-manifest.json")))
    #expect(manifest["generation"] == 1 && manifest["cortex_version"] == "5.2.0")

    try place.files.removeTree(place.deployment.appending("src/tier1"))
    try place.sql("DELETE FROM conversations")
    // As the text says.
    let command = String(
      try #require(readme.firstMatch(of: /tar cf (.|\n)*?DEPLOYMENT/)).output.0)
    let copied = try Program.run(
      "/bin/sh", ["-ec", command.replacing("DEPLOYMENT", with: place.deployment.string)],
      in: backup)
    #expect(copied.status == 0, "\(copied.errors)")
    // Of a database the counters in its header differ.
    #expect(try Set(place.tree().keys) == Set(before.keys))
    let after = try place.tree().filter { $0.key != Workplace.database }
    #expect(after == before.filter { $0.key != Workplace.database })
    #expect(try place.rows() == rows)

    try place.sql("DELETE FROM conversations")
    let export = backup.appending("brain-export").string
    #expect(try place.cortex("import-brain", export, "--yes").status == 0)
    #expect(try place.rows() == rows)
  }

  @Test func `a backup is imported as the generation that it was made from`() throws {
    let backup = place.folder.appending("backup").string
    #expect(try place.cortex("gen", "export", "1", "--to", backup).status == 0)
    #expect(try place.cortex("gen", "import", backup).status == 0)
    let difference = try place.cortex("gen", "diff", "1", "2", "--json").json()
    for change in ["added", "removed", "modified"] {
      #expect(difference["files"]?[change]?.elements == [], "\(change)")
    }
  }
}
