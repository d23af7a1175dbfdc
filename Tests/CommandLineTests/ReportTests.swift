import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct ReportTests {
  /// A command of a deployment's life, and the shape of its result.
  struct Step {
    var name: String
    var arguments: [String]
    var shape: Shape?

    init(_ name: String, _ arguments: String..., shape: Shape?) {
      self.name = name
      self.arguments = arguments
      self.shape = shape
    }
  }

  static func life(_ place: Workplace) -> [Step] {
    let (from, to) = (place.release.string, place.folder.appending("out").string)
    return [
      Step("status-changed", "status", shape: ReportShapes.status),
      Step("snapshot", "snapshot", "-m", "before the storm", shape: ReportShapes.snapshot),
      Step("snapshot-same", "snapshot", shape: ReportShapes.snapshot),
      Step("upgrade-dry-run", "upgrade", "--from", from, "--dry-run", shape: ReportShapes.upgrade),
      Step("upgrade", "upgrade", "--yes", "--from", from, shape: ReportShapes.upgrade),
      Step("upgrade-again", "upgrade", "--yes", "--from", from, shape: ReportShapes.upgrade),
      Step("gen-list", "gen", "list", "--sizes", shape: ReportShapes.generations),
      Step(
        "gen-show", "gen", "show", "2",
        shape: .object([
          "generation": .object(ReportShapes.generation),
          "contents": .list(.object(["path": .text, "object": .text])),
        ])
      ),
      Step("gen-diff", "gen", "diff", "1", "3", shape: ReportShapes.differences),
      Step("gen-diff-same", "gen", "diff", "3", "3", shape: ReportShapes.differences),
      Step("gen-restore", "gen", "restore", "1", "src", "VERSION", "--to", to, shape: .object([:])),
      Step(
        "gen-export", "gen", "export", "2", to + "-whole",
        shape: .object([
          "generation": .number, "to": .text, "files": .number, "bytes": .number,
          "databases": .list(
            .object([
              "path": .text, "tables": .list(.object(["name": .text, "rows": .number])),
            ])),
        ])
      ),
      Step(
        "gen-export-backup", "gen", "export", "2", "--to", to + "-backup",
        shape: .object(["generation": .number, "to": .text, "readme": .text])),
      Step(
        "export-brain", "export-brain", to + "-brain",
        shape: .object([
          "to": .text, "rows": .number, "conversations": .number, "patterns": .number,
          "warnings": .texts,
          "databases": .list(
            .object([
              "path": .text, "file": .text, "not_exported": .texts,
              "tables": .list(.object(["name": .text, "rows": .number])),
            ])),
        ])
      ),
      Step(
        "import-brain", "import-brain", to + "-brain", "--yes", shape: ReportShapes.importedBrain),
      Step("gen-pin", "gen", "pin", "2", "--reason", "a good one", shape: .object([:])),
      Step("gen-unpin", "gen", "unpin", "2", shape: .object([:])),
      Step("rollback-dry-run", "rollback", "--dry-run", shape: ReportShapes.change),
      Step("rollback", "rollback", "--yes", shape: ReportShapes.change),
      Step(
        "gen-switch", "gen", "switch", "--yes", "1", "--data", "restore", shape: ReportShapes.change
      ),
      Step("gen-delete", "gen", "delete", "--yes", "2", "3", shape: .object([:])),
      Step("gen-undelete", "gen", "undelete", "2", shape: .object([:])),
      Step("gc-dry-run", "gc", "--keep-last", "1", "--dry-run", shape: ReportShapes.collection),
      Step("gc", "gc", "--yes", "--keep-last", "1", "--now", shape: ReportShapes.collection),
      Step("gen-list-later", "gen", shape: ReportShapes.generations),
      Step("status", "status", shape: ReportShapes.status),
      Step(
        "migrate-status", "migrate", "status",
        shape: .object([
          "release": .text, "ok": .flag,
          "databases": .list(
            .object([
              "path": .text, "version": .number, "newest": .orNull(.number), "applied": .texts,
              "pending": .texts, "problem": .orNull(.text),
            ])),
        ])
      ),
      Step("verify", "verify", shape: ReportShapes.verification),
    ]
  }

  @Test(arguments: ["text", "json"])
  func `every result of a deployment's life is its golden file`(format: String) throws {
    let place = try Workplace(isManaged: false)
    let first = Step(
      "init", "init", "--release", place.oldRelease.string, shape: ReportShapes.snapshot)
    try look(at: first, format, place)
    try place.sql("INSERT INTO conversations (topic) VALUES ('anchors')")
    try place.write(place.deployment.appending("src/agents/tester.py"), "# mine now\n")
    try place.files.remove(place.deployment.appending("src/py.typed"))
    try place.write(place.deployment.appending("cortex-brain/documents/log.md"), "# Log\n")
    for step in Self.life(place) { try look(at: step, format, place) }
  }

  private func look(at step: Step, _ format: String, _ place: Workplace) throws {
    let asked = format == "json" ? ["--json"] : []
    let outcome = try Program.run(
      Program.path.string, step.arguments + asked, in: place.deployment,
      environment: place.environment)
    #expect(outcome.status == 0, "\(step.name): \(outcome.errors)")
    #expect(
      outcome.errors.isEmpty || ["gen-delete", "upgrade", "upgrade-again"].contains(step.name),
      "\(step.name)")
    try Golden.expect(Golden.masked(outcome.output, in: place), "\(step.name).\(format)")
    if format == "json", let shape = step.shape {
      #expect(shape.problems(in: try outcome.json()) == [], "\(step.name)")
    }
  }

  @Test func `a file of a generation is printed as it is`() throws {
    let place = try Workplace()
    try place.write(place.deployment.appending("VERSION"), "something else\n")
    let outcome = try place.cortex("gen", "cat", "1", "VERSION")
    #expect(outcome.status == 0 && outcome.output == "5.2.0\n" && outcome.errors.isEmpty)
    let link = try place.cortex("gen", "cat", "1", "cortex-brain/start-here.md")
    #expect(link.status == 0 && link.output == "documents/README.md")
  }

  @Test func `a quiet command prints no result and does its work`() throws {
    let place = try Workplace()
    let outcome = try place.cortex("upgrade", "--yes", "--from", place.release.string, "--quiet")
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    #expect(try place.cortex("status", "--json").json()["version"] == "5.3.0")
  }

  @Test func `a quiet check that fails says what failed, and nothing else`() throws {
    let place = try Workplace()
    try place.write(
      place.deployment.appending("cortex-brain/tier1/conversations.db"), "no database")
    let doctor = try place.cortex("doctor", "--quiet")
    #expect(doctor.status == 3 && doctor.output.isEmpty)
    #expect(doctor.errors.contains("tier1/conversations.db"))
    #expect(!doctor.errors.contains("ok "))
    let folder = place.folder.appending("migrations")
    try place.files.ensureDirectory(folder)
    try place.write(folder.appending("001_wrong.sql"), "DROP TABLE x;\n")
    let lint = try place.cortex("migrate", "lint", folder.string, "--quiet")
    #expect(lint.status == 3 && lint.output.isEmpty && lint.errors.contains("001_wrong.sql"))
  }
}
