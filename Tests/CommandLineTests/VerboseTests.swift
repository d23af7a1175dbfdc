import FileEffects
import SystemPackage
import TestSupport
import Testing

/// `--verbose` says on standard error what is done, and `debug explain` why.
@Suite(.tags(.process)) struct VerboseTests {
  /// The upgrade's words in the order in which they are given, without times.
  private func trace(_ place: Workplace, _ words: String...) throws -> (
    outcome: Outcome, lines: [String]
  ) {
    let outcome = try Program.run(
      Program.path.string,
      ["upgrade", "--from", place.release.string, "--yes", "--on-conflict", "local"] + words,
      in: place.deployment, environment: place.environment)
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    return (outcome, lines)
  }

  @Test func `once, the steps are named with their times, and every file by name`() throws {
    let place = try Workplace()
    let (outcome, lines) = try trace(place, "--verbose")
    #expect(outcome.status == 0)
    let steps = lines.compactMap { try? /(?:\d+\.\d{3} s| {7})  (.*)/.wholeMatch(in: $0) }
      .map { String($0.1) }
    #expect(
      steps == [
        "open the store", "plan:", "  read the generations", "  read the release",
        "  read the deployment", "  read the configurations", "  decide what changes",
        "  examine the databases", "  ask Python for its packages", "  run the checks:",
        "    ask git what is not committed", "  run the checks, in all",
        "  try the migrations on copies", "  have Python compile its source files", "plan, in all",
        "write to the store", "switch:",
        "  compare the files", "  examine the databases", "switch, in all", "export the brain",
        "drop old generations",
      ])
    #expect(outcome.output.contains("src/agents/reviewer.py"), "added")
    #expect(!lines.contains { $0.contains("rename") })
  }

  @Test func `twice, every effect is told of before it is made`() throws {
    let place = try Workplace()
    let (outcome, lines) = try trace(place, "-vv")
    #expect(outcome.status == 0)
    let lock = lines.firstIndex { $0.contains("  lock ") }
    let journal = lines.firstIndex { $0.contains("  rename ") && $0.hasSuffix("/journal") }
    let current = lines.firstIndex { $0.contains("  rename ") && $0.hasSuffix("/current") }
    #expect(try #require(lock) < #require(journal) && #require(journal) < #require(current))
  }

  @Test func `beside JSON none of it is told, so that a failure is JSON and nothing else`() throws {
    let place = try Workplace()
    let failed = try place.cortex("gen", "show", "99", "--json", "-vv")
    #expect(try failed.failure()["code"] == "no_generation")
    let done = try place.cortex("gen", "list", "--json", "-vv")
    #expect(done.errors.isEmpty)
    #expect(try done.json()["current"] == 1)
  }

  @Test func `a merge without a deployment tells its steps on standard error alone`() throws {
    let place = try Workplace()
    for name in ["base", "local", "upgrade"] {
      try place.files.replace(place.folder.appending("\(name).yaml"), with: Array("a: 1\n".utf8))
    }
    let words = ["config", "merge", "base.yaml", "local.yaml", "upgrade.yaml"]
    let merged = try Program.run(Program.path.string, words + ["-v"], in: place.folder)
    #expect(merged.output == "a: 1\n" && merged.errors.contains("merge the files"))
    let written = try Program.run(
      Program.path.string, words + ["-vv", "-o", "merged.yaml"], in: place.folder)
    #expect(written.output.isEmpty && written.errors.contains("write the files"))
    #expect(written.errors.contains("  create "), "\(written.errors)")
  }

  @Test func `without it standard error has none of this, and the result is the same`() throws {
    let (outcome, lines) = try trace(Workplace())
    #expect(outcome.status == 0 && !lines.contains { $0.contains("plan") })
    let json = try trace(Workplace(), "--json", "-vv").outcome
    #expect(try json.json()["generation"] != nil)
  }

  @Test func `a path is explained in words, by its path in the current folder too`() throws {
    let place = try Workplace()
    let source = place.deployment.appending("src")
    let shown = try place.cortex("debug", "explain", "tier1/memory.py", in: source).output
    #expect(shown.hasPrefix("src/tier1/memory.py\n  layer    core: "), "\(shown)")
    let given = try place.cortex(
      "debug", "explain", "src/tier1/memory.py", "--from", place.release.string
    ).output
    #expect(given.contains("keeps your edit"), "\(given)")
    let none = try place.cortex("debug", "explain", "src")
    #expect(none.status == 1 && none.errors.contains("is a folder"), "\(none.errors)")
    #expect(try place.cortex("debug", "explain", "no-such.txt").output.contains("none: "))
    let version = try place.cortex("debug", "explain", "cortex-brain/.cortex-version").output
    #expect(version.contains("Every upgrade writes the installed version to it."), "\(version)")
  }

  @Test func `what is in the way of a path is told before what an upgrade would do`() throws {
    let place = try Workplace()
    try place.files.remove(place.deployment.appending("src/entry.py"))
    try place.write(place.deployment.appending("src/entry.py/mine"), "in the way")
    let words = "is refused while src/entry.py is a folder."
    let shown = try place.cortex("debug", "explain", "src/entry.py").output
    #expect(shown.contains("here     a folder, not managed\n"), "\(shown)")
    #expect(shown.contains(words + "\nOtherwise, in an upgrade to a release that\n"), "\(shown)")
    let given = try place.cortex(
      "debug", "explain", "src/entry.py", "--from", place.release.string
    ).output
    let refusal = try #require(given.firstRange(of: "The upgrade as a whole is refused: "))
    let decision = try #require(given.firstRange(of: "If it went ahead, this file would be added."))
    #expect(refusal.upperBound <= decision.lowerBound && given.contains(words), "\(given)")
    let json = try place.cortex("debug", "explain", "src/entry.py", "--json").json()
    #expect(json["on_disk"] == "directory" && json["obstacle"]?["kind"] == "directory")
  }
}
