import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Accidents of somebody in a hurry, as they are typed.
@Suite(.tags(.process), .timeLimit(.minutes(30))) struct HurryTests {
  private func run(_ place: Workplace, _ line: String, in folder: FilePath? = nil) throws -> Outcome
  {
    let words = line.split(separator: " ").map {
      $0 == "RELEASE" ? place.release.string : String($0)
    }
    return try Program.run(
      Program.path.string, words, in: folder ?? place.deployment, environment: place.environment)
  }

  @Test(arguments: ["upgrade OTHER --yes --allow-removals", "upgrade OTHER --dry-run"])
  func `another deployment is no release, whatever is in it`(line: String) throws {
    let (place, other) = (try Workplace(), try Workplace())
    let before = try place.everything()
    let outcome = try run(place, line.replacing("OTHER", with: other.deployment.string))
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("is a managed deployment, not a release; specify"))
    #expect(try place.everything() == before)
  }

  @Test func `another answer to a conflict needs a yes as well`() throws {
    let place = try ConflictTests.conflicted()
    try #require(run(place, "upgrade RELEASE --on-conflict yours --yes").status == 0)
    let line = "config resolve \(ConflictTests.templates) templates.plan.title --take release"
    let before = try place.everything()
    let refused = try run(place, line)
    #expect(refused.status == 2 && refused.errors.contains("confirmation is needed"))
    #expect(try refused.output == run(place, line + " --dry-run").output)
    #expect(try place.everything() == before)
    #expect(try run(place, line + " --yes").status == 0)
    #expect(try place.everything() != before)
  }

  @Test func `what gc frees for good is named first`() throws {
    let place = try Workplace()
    for note in ["one", "two", "three"] {
      try place.write(place.deployment.appending("cortex-brain/documents/\(note).md"), note)
      try #require(place.cortex("snapshot", "-m", note).status == 0)
    }
    try #require(place.cortex("gen", "delete", "2", "--yes").status == 0)
    let plan = try place.cortex("gc", "--now")
    #expect(plan.status == 2, "\(plan.errors)")
    #expect(plan.output.contains(/would free\s+2\s+deleted earlier, for good/), "\(plan.output)")
    #expect(try place.cortex("gen", "undelete", "2", "--dry-run").status == 0)
  }

  @Test func `whoever deletes a way back is told`() throws {
    let place = try Workplace()
    try place.write(place.deployment.appending("cortex-brain/documents/mine.md"), "mine")
    try #require(run(place, "upgrade RELEASE --yes").status == 0)
    let told = try place.cortex("gen", "delete", "parent", "--dry-run")
    #expect(told.errors.contains("retention would keep generation 2: "), "\(told.errors)")
    #expect(told.errors.contains("before the last upgrade"))
  }

  @Test func `a release that is installed once more leaves the way back to the version before`()
    throws
  {
    let place = try Workplace()
    try place.write(place.deployment.appending("cortex-brain/documents/mine.md"), "mine")
    try #require(run(place, "upgrade RELEASE --yes").status == 0)
    for edit in 1...4 {
      try place.write(place.deployment.appending("src/entry.py"), "# edit \(edit)\n")
      let again = try run(place, "upgrade RELEASE --yes")
      #expect(again.status == 0 && again.output.contains("Reinstalled 5.3.0:"))
    }
    try #require(run(place, "gc --keep-last 1 --max-age 0d --yes").status == 0)
    let back = try run(place, "rollback --dry-run")
    #expect(
      back.output.contains("'cortex rollback --to 2' goes back to\n5.2.0 of "), "\(back.output)")
    #expect(
      try run(place, "rollback --to 2 --yes").output.contains("Version 5.2.0 instead of 5.3.0."))
  }

  @Test(arguments: ["keep", "merge"])
  func `edits of core files that nobody knows of are not said to be kept`(choice: String) throws {
    let place = try Workplace(isManaged: false)
    try #require(place.cortex("init").status == 0)
    let before = try place.tree()
    let outcome = try run(place, "upgrade RELEASE --yes --on-conflict yours --core \(choice)")
    #expect(
      outcome.status != 0
        && outcome.errors.contains("the installed release is unknown; omit it"))
    #expect(try place.tree() == before)
    let plain = try run(place, "upgrade RELEASE --on-conflict yours --dry-run")
    #expect(plain.errors.contains("core files are replaced even where you edited them"))
  }

  @Test func `a file that cannot be merged stays yours where that was said`() throws {
    let place = try Workplace()
    let path = place.deployment.appending("src/tier1/memory.py")
    try place.write(path, "# all mine\n")
    try #require(run(place, "upgrade RELEASE --core merge --on-conflict yours --yes").status == 0)
    #expect(try place.files.text(path) == "# all mine\n")
  }

  @Test func `a release with nothing in it is not the one that is installed`() throws {
    let place = try Workplace(isManaged: false)
    let empty = place.folder.appending("empty")
    for name in ["src", "cortex-brain"] { try place.files.ensureDirectory(empty.appending(name)) }
    let outcome = try run(place, "init --release \(empty)")
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect(try place.files.metadata(place.store) == nil)
  }

  @Test func `what is said to take a restore back means the same file in every folder`() throws {
    let place = try Workplace()
    let (outer, folder) = (
      place.deployment.appending("VERSION"), place.deployment.appending("cortex-brain/documents")
    )
    try place.write(folder.appending("VERSION"), "inner\n")
    try place.write(outer, "mine\n")
    let done = try run(place, "gen restore 1 ../../VERSION --yes", in: folder)
    let command = try #require(done.output.firstMatch(of: /'cortex (gen restore .*)'/)).output.1
    #expect(try run(place, "\(command) --yes", in: folder).status == 0)
    #expect(try place.files.text(outer) == "mine\n")
    #expect(try place.files.text(folder.appending("VERSION")) == "inner\n")
  }

  @Test(arguments: [
    (
      "gen restore 1 -dash.py --yes",
      "unknown option '-dash.py'"
    ),
    ("rollback 2", "'cortex rollback --to 2' goes to a generation"),
    ("release inspect file:///r", "'file:///r' is a URL; give the plain path"),
  ])
  func `what means something else than it says is told`(line: String, words: String) throws {
    let place = try Workplace()
    let outcome = try run(place, line)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func `a source that is not there gets advice`() throws {
    let place = try Workplace()
    let outcome = try run(place, "upgrade ../nope --yes")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains("No such file or directory; specify a release archive or folder"))
  }

  @Test func `a folder without a brain is not one to run init in`() throws {
    let place = try Workplace()
    let outcome = try run(place, "status --workspace \(place.folder)", in: place.folder)
    #expect(outcome.status == 1 && outcome.errors.contains("is not a CORTEX deployment"))
    #expect(!outcome.errors.contains("cortex init"))
  }
}
