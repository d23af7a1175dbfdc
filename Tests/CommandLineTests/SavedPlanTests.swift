import FileEffects
import SystemPackage
import TestSupport
import Testing

/// The plans that dry runs leave, by which an upgrade is carried out later.
@Suite(.tags(.process)) struct SavedPlanTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private var plans: FilePath { place.store.appending("plans") }

  private func names() throws -> [String] {
    try place.files.contents(of: plans).map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// Makes a dry run; returns the name of its plan.
  private func planned(_ options: String...) throws -> String {
    let outcome = try Program.run(
      Program.path.string, ["upgrade", place.release.string, "--dry-run", "--json"] + options,
      in: place.deployment, environment: place.environment)
    #expect(outcome.errors.isEmpty)
    return try #require(outcome.json()["plan"]?.string)
  }

  @Test func `the name of a plan, or its beginning, is enough to carry it out`() throws {
    let plan = try planned("--core", "keep")
    #expect(try names() == ["\(plan).json"])
    #expect(try planned("--core", "keep") == plan)
    let refused = try place.cortex("upgrade", "--plan", plan)
    #expect(refused.status == 2 && refused.errors.contains("pass --yes"))
    let done = try place.cortex("upgrade", "--plan", "\(plan.prefix(8))", "--yes", "--json")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try done.json()["plan"]?.string == plan)
    #expect(try done.json()["to"] == "5.3.0")
    let kept = try #require(done.json()["core"]?.elements.first)
    #expect(kept["resolution"] == "kept")
    let again = try place.cortex("upgrade", "--plan", plan, "--yes")
    #expect(again.status == 2 && again.errors.contains("plan \(plan) is out of date"))
  }

  @Test func `a dry run says how its plan is carried out, and a refused one does not`() throws {
    let outcome = try place.cortex("upgrade", place.release.string, "--dry-run")
    let plan = try #require(names().first).dropLast(5)
    #expect(outcome.output.hasSuffix("\nTo carry it out, run 'cortex upgrade --plan \(plan)'.\n"))
    let conflicted = try ConflictTests.conflicted()
    let refused = try conflicted.cortex("upgrade", conflicted.release.string, "--dry-run")
    #expect(refused.status == 2 && !refused.output.contains("--plan"))
  }

  @Test func `the release is found from any folder`() throws {
    let plan = try #require(
      place.cortex("upgrade", "../../release", "--dry-run", "--json").json()["plan"]?.string)
    let done = try place.cortex(
      "upgrade", "--plan", plan, "--yes", "--workspace", place.deployment.string, in: place.folder)
    #expect(done.status == 0, "\(done.errors)")
  }

  @Test(arguments: [
    (["--core", "merge"], "--core keep"), (["--on-conflict", "release"], "--on-conflict abort"),
    (["--to", "5.4.0"], "without --to"), (["--pre"], "without --pre"),
    (["--from", "/elsewhere"], "--from FOLDER/release"),
  ])
  func `a choice beside a plan that was made with another is refused`(
    options: [String], made: String
  ) throws {
    let plan = try planned("--core", "keep")
    let before = try place.everything()
    let outcome = try Program.run(
      Program.path.string, ["upgrade", "--plan", plan, "--yes"] + options, in: place.deployment,
      environment: place.environment)
    #expect(outcome.status == 64)
    let words = made.replacing("FOLDER", with: place.folder.string)
    #expect(outcome.errors.contains("plan \(plan) was made"))
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(try place.everything() == before)
  }

  @Test func `the same choices beside a plan are no contradiction`() throws {
    let plan = try planned("--core", "keep")
    let done = try place.cortex(
      "upgrade", "--plan", plan, "--yes", "--from", place.release.string, "--core", "keep",
      "--on-conflict", "abort")
    #expect(done.status == 0, "\(done.errors)")
  }

  @Test func `consent is no part of a saved plan`() throws {
    try #require(place.cortex("upgrade", place.release.string, "--yes").status == 0)
    let dry = try place.cortex(
      "upgrade", place.oldRelease.string, "--dry-run", "--allow-downgrade", "--allow-removals",
      "--json")
    let plan = try #require(dry.json()["plan"]?.string)
    let refused = try place.cortex("upgrade", "--plan", plan, "--yes", "--allow-removals")
    #expect(refused.status == 2 && refused.errors.contains("--allow-downgrade"))
    let done = try place.cortex(
      "upgrade", "--plan", plan, "--yes", "--allow-downgrade", "--allow-removals")
    #expect(done.status == 0, "\(done.errors)")
  }

  @Test func `the ten newest plans are kept`() throws {
    for number in 0..<12 {
      try place.write(plans.appending("\(100_000_000 + number).json"), "{}")
    }
    let plan = try planned()
    let left = try names().sorted()
    #expect(left.count == 10 && left.contains("\(plan).json"))
    #expect(!left.contains("100000000.json"))
  }

  @Test func `a plan that is not there, not one, or not to be read is told from one that changed`()
    throws
  {
    let missing = try place.cortex("upgrade", "--plan", "0123456789abcdef", "--yes", "--json")
    #expect(try missing.status == 1 && missing.failure()["code"] == "no_plan")
    try place.write(plans.appending("0123456789.json"), "garbage")
    try place.write(plans.appending("0123456788.json"), "{}")
    let several = try place.cortex("upgrade", "--plan", "01234567", "--yes")
    #expect(several.errors.contains("several plans begin with 01234567"))
    for name in ["0123456789", "0123456788"] {
      let unreadable = try place.cortex("upgrade", "--plan", name, "--yes")
      #expect(unreadable.status == 1 && unreadable.errors.contains("cannot read the saved plan"))
    }
  }

  @Test func `where a plan cannot be saved, the dry run says so and goes on`() throws {
    try place.write(plans, "in the way")
    let outcome = try place.cortex("upgrade", place.release.string, "--dry-run")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("the plan could not be saved"))
    #expect(outcome.output.contains("Upgrade from 5.2.0 to 5.3.0"))
  }
}
