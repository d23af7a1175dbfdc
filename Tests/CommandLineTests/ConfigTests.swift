import FileEffects
import SystemPackage
import TestSupport
import Testing

/// `cortex config` in a deployment: conflicts of the last upgrade, and other answers to them.
@Suite(.tags(.process)) struct ConfigTests {
  private static let templates = ConflictTests.templates
  static let key = "templates.plan.title"

  /// A deployment that was upgraded, with one conflict in it that the user's side won.
  private func place() throws -> Workplace {
    let place = try ConflictTests.conflicted()
    try #require(
      place.cortex("upgrade", "--yes", "--from", place.release.string, "--on-conflict", "local")
        .status == 0)
    return place
  }

  private func text(_ place: Workplace) throws -> String {
    try place.files.text(place.deployment.appending(Self.templates))
  }

  @Test(arguments: ["text", "json"])
  func `what is listed and what is resolved are golden files`(format: String) throws {
    let place = try place()
    let steps = [
      ("config-conflicts", ["conflicts"], ReportShapes.answeredConflicts),
      (
        "config-resolve-dry-run",
        ["resolve", "--yes", Self.templates, Self.key, "--take", "upgrade", "--dry-run"],
        ReportShapes.resolution
      ),
      (
        "config-resolve", ["resolve", "--yes", Self.templates, Self.key, "--take", "upgrade"],
        ReportShapes.resolution
      ),
      (
        "config-resolve-again",
        ["resolve", "--yes", Self.templates, Self.key, "--take", "upgrade"],
        ReportShapes.resolution
      ),
      (
        "config-resolve-text",
        ["resolve", "--yes", "response-templates.yaml", Self.key, "--text", "Ours"],
        ReportShapes.resolution
      ),
      ("config-conflicts-later", ["conflicts", Self.templates], ReportShapes.answeredConflicts),
      ("config-conflicts-none", ["conflicts", "other.yaml"], ReportShapes.answeredConflicts),
      ("config-validate", ["validate"], ReportShapes.validation),
    ]
    for (name, arguments, shape) in steps {
      let outcome = try Program.run(
        Program.path.string,
        ["config"] + arguments + (format == "json" ? ["--json"] : []), in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(name): \(outcome.errors)")
      try Golden.expect(Golden.masked(outcome.output, in: place), "\(name).\(format)")
      if format == "json" { #expect(shape.problems(in: try outcome.json()) == [], "\(name)") }
    }
    #expect(try text(place).contains("    title: Ours\n"))
  }

  @Test func `the report names a command that answers a conflict in another way`() throws {
    let place = try place()
    let status = try place.cortex("gen", "show", "3", "--json").json()
    let report = try #require(
      status["contents"]?.elements.compactMap { $0["path"]?.string }.first {
        $0.hasSuffix(".md") && $0.contains("UPGRADE-REPORT")
      })
    let text = try place.files.text(place.deployment.appending(report))
    let command = "cortex config resolve \(Self.templates) \(Self.key) --take release"
    #expect(text.contains("`\(command)`"))
    let words = command.split(separator: " ").dropFirst().map(String.init) + ["--yes"]
    let outcome = try Program.run(
      Program.path.string, words, in: place.deployment, environment: place.environment)
    #expect(outcome.status == 0)
    #expect(try self.text(place).contains("    title: Plan of work\n"))
  }

  @Test func `a file is printed with markers, as it was merged`() throws {
    let place = try place()
    let outcome = try place.cortex("config", "conflicts", Self.templates, "--markers")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("<<<<<<< yours") })
    #expect(lines.contains { $0.hasPrefix("||||||| 5.2.0") })
    #expect(lines.contains { $0.hasPrefix(">>>>>>> 5.3.0") })
  }

  @Test func `colour is where it is asked for, and not in a file`() throws {
    let place = try place()
    for (options, isColored) in [
      ([], false), (["--color", "never"], false), (["--color", "always"], true),
    ] {
      let outcome = try Program.run(
        Program.path.string, ["config", "conflicts"] + options, in: place.deployment,
        environment: place.environment.merging(["TERM": "xterm"]) { $1 })
      #expect(outcome.output.contains("\u{1b}[") == isColored, "\(options)")
    }
  }

  // MARK: The editor

  private func edit(_ place: Workplace, _ command: String) throws -> Session {
    try place.talk(
      ["config", "resolve", "--yes", Self.templates, Self.key, "--edit"],
      environment: ["VISUAL": try place.editor(command), "EDITOR": "false"])
  }

  @Test func `an answer is written in the user's editor`() throws {
    let place = try place()
    let outcome = try edit(
      place, "cp \"$1\" \"$1.seen\"; mv \"$1.seen\" ../seen; echo 'Plan, edited' > \"$1\"")
    #expect(outcome.status == 0, "\(outcome.screen)")
    #expect(try text(place).contains("    title: Plan, edited\n"))
    let seen = try place.files.text(place.project.appending("seen"))
    #expect(seen.contains("<<<<<<< yours\nPlan on deck\n"))
    #expect(try place.files.contents(of: place.folder.appending("tmp")).isEmpty)
  }

  @Test(arguments: ["true", ": > \"$1\"", "echo > \"$1\""])
  func `a text that is left as it was, or empty, changes nothing`(command: String) throws {
    let place = try place()
    let before = try place.everything()
    let outcome = try edit(place, command)
    #expect(outcome.status == 0 && outcome.screen == "Nothing was changed.\r\n\n")
    let after = try place.everything().filter { !["editor", "output"].contains($0.key) }
    #expect(after == before)
  }

  @Test(arguments: [
    ("exit 3", "exited with status 3"), ("exit 127", " not found; "),
    ("echo x >> \"$1\"", "still contains conflict markers"),
  ])
  func `an editor that fails, or leaves markers, changes nothing`(
    command: String, words: String
  ) throws {
    let place = try place()
    let before = try text(place)
    let outcome = try edit(place, command)
    #expect(outcome.status == 1 && outcome.screen.contains(words))
    #expect(try text(place) == before)
  }

  @Test func `an editor is opened only where somebody can edit`() throws {
    let place = try place()
    let before = try place.everything()
    let line = ["config", "resolve", "--yes", Self.templates, Self.key, "--edit"]
    let environment = ["TERM": "xterm", "VISUAL": "touch opened; exit 3;"]
    func expect(_ status: Int32, _ words: String, _ reason: String) {
      #expect(status == 64 && words.contains("--edit cannot open an editor: \(reason)"), "\(words)")
      #expect(words.contains("; use --text VALUE, or --take yours, release or both"))
    }
    for options in [[], ["--json"], ["--no-input"]] {
      let outcome = try Program.run(
        Program.path.string, line + options, in: place.deployment,
        environment: place.environment.merging(environment) { $1 })
      let reason = ["--json": "--json was given", "--no-input": "--no-input was given"]
      expect(outcome.status, outcome.errors, reason[options.first ?? ""] ?? "no terminal")
    }
    let told = try place.talk(line + ["--no-input"], environment: environment)
    expect(told.status, told.screen, "--no-input was given")
    let dumb = try place.talk(line, environment: ["TERM": "dumb"])
    expect(dumb.status, dumb.screen, "this terminal is dumb")
    let absent = try place.talk(line, environment: ["TERM": "dumb", "EDITOR": "no-such-editor -w"])
    #expect(absent.status == 1)
    #expect(absent.screen.contains("editor 'no-such-editor -w' not found"))
    #expect(try place.everything().filter { $0.key != "output" } == before)
  }

  @Test func `yours and release are other words for local and upgrade`() throws {
    let place = try place()
    for (word, title) in [("release", "Plan of work"), ("yours", "Plan on deck")] {
      let outcome = try place.cortex(
        "config", "resolve", "--yes", Self.templates, Self.key, "--take", word)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try text(place).contains("    title: \(title)\n"))
    }
  }

  // MARK: Refusals

  @Test func `what cannot be answered is refused with what to do`() throws {
    let place = try place()
    let before = try place.tree()
    for (arguments, code, advice) in [
      (
        ["x.yaml", Self.key, "--take", "local"], "no_conflict", "'cortex config conflicts' to list"
      ),
      ([Self.templates, Self.key, "--take", "both"], "unusable_answer", "use yours"),
    ] {
      let outcome = try Program.run(
        Program.path.string, ["config", "resolve"] + arguments + ["--json"], in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(ReportShapes.error.problems(in: try outcome.failure()) == [])
      #expect(try outcome.failure()["code"]?.string == code)
      #expect(try outcome.failure()["advice"]?.string?.contains(advice) == true)
    }
    try place.write(
      place.deployment.appending(Self.templates),
      try text(place).replacing("Plan on deck", with: "Plan aloft"))
    let outcome = try place.cortex(
      "config", "resolve", "--yes", Self.templates, Self.key, "--take", "upgrade", "--json")
    #expect(outcome.status == 1)
    #expect(try outcome.failure()["code"] == "cannot_resolve")
    #expect(try text(place).contains("Plan aloft"))
    #expect(try place.tree().count == before.count)
  }

  @Test func `entries that are made in an old way have status 3`() throws {
    let place = try Workplace()
    let operations = "cortex-operations.yaml"
    let release = place.release.appending(operations)
    let old = try place.files.text(place.deployment.appending(operations))
    try place.write(
      release, old.replacing("    phases:", with: "    describes: it\n    phases:"))
    try place.write(
      place.deployment.appending(operations), old + "  my_op:\n    phases: [scan]\n")
    let up = try place.cortex("upgrade", "--yes", "--from", place.release.string, "--json")
    #expect(up.status == 0)
    let checks = try #require(up.json()["checks"]?.elements)
    #expect(
      checks.contains { $0["name"] == "configuration structure" && $0["result"] == "warning" })
    let outcome = try place.cortex("config", "validate", "my_op", "--json")
    #expect(outcome.status == 3)
    #expect(ReportShapes.validation.problems(in: try outcome.json()) == [])
    let text = try place.cortex("config", "validate")
    #expect(text.status == 3 && text.output.contains("operations.my_op: it lacks `describes`"))
    #expect(try place.cortex("config", "validate", "other").status == 0)
  }
}
