import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct ConflictTests {
  static let templates = "cortex-brain/response-templates.yaml"

  /// A deployment in whose templates the user and the release have another title at one place.
  static func conflicted() throws -> Workplace {
    let place = try Workplace()
    try SampleDeployment.conflictingTemplates(of: SampleDeployment.release(version: "5.2.0"))
      .install(on: place.files, at: place.deployment)
    return place
  }

  /// All conflicts in a plan or a result.
  static func conflicts(in plan: JSON) -> [JSON] {
    (plan["config"]?.elements ?? []).flatMap { $0["conflicts"]?.elements ?? [] }
  }

  @Test func `a conflict without a choice has status 2 and changes nothing`() throws {
    let place = try Self.conflicted()
    let before = try place.tree()
    for options in [[], ["--yes"], ["--no-input"], ["--on-conflict", "abort"]] {
      let outcome = try Program.run(
        Program.path.string,
        ["upgrade", "--yes", "--from", place.release.string, "--json"] + options,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(options)")
      #expect(try outcome.failure()["code"] == "decision_needed", "\(options)")
      #expect(
        try outcome.failure()["advice"]?.string?.contains("--on-conflict yours") == true)
    }
    #expect(try place.tree() == before)
    #expect(try place.cortex("gen", "--json").json()["generations"]?.elements.count == 1)
  }

  @Test(arguments: ["text", "json"])
  func `a dry run with a conflict prints the plan and has status 2`(format: String) throws {
    let place = try Self.conflicted()
    let outcome = try Program.run(
      Program.path.string,
      ["upgrade", "--from", place.release.string, "--dry-run"]
        + (format == "json" ? ["--json"] : []), in: place.deployment,
      environment: place.environment)
    #expect(outcome.status == 2)
    try Golden.expect(Golden.masked(outcome.output, in: place), "upgrade-conflict.\(format)")
    try Golden.expect(
      Golden.masked(outcome.errors, in: place), "upgrade-conflict-errors.\(format)")
    if format == "json" {
      #expect(try ReportShapes.upgrade.problems(in: outcome.json()) == [])
      #expect(try ReportShapes.error.problems(in: outcome.failure()) == [])
    }
  }

  @Test func `the user's choice decides, and what lost is in the store`() throws {
    let old = SampleDeployment.release(version: "5.2.0")
    let mine = SampleDeployment.conflictingTemplates(of: old).text(Self.templates)
    for choice in ["local", "yours", "both", "upgrade", "release"] {
      let place = try Self.conflicted()
      let outcome = try place.cortex(
        "upgrade", "--yes", "--from", place.release.string, "--on-conflict", choice, "--json")
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      let result = try outcome.json()
      #expect(ReportShapes.upgrade.problems(in: result) == [])
      let now = try place.files.text(place.deployment.appending(Self.templates))
      let title = ["upgrade", "release"].contains(choice) ? "Plan of work" : "Plan on deck"
      #expect(now.contains("    title: \(title)\n") && now.contains("  review:\n"))
      #expect(now.contains("    title: Help on deck\n"))
      #expect(result["saved"] == 2 && result["generation"] == 3)
      #expect(try place.cortex("gen", "cat", "2", Self.templates).output == mine)
    }
  }

  @Test func `the plan that a dry run named is carried out, and no other`() throws {
    let place = try Workplace()
    let dryRun = try place.cortex("upgrade", "--from", place.release.string, "--dry-run", "--json")
    let plan = try #require(dryRun.json()["plan"]?.string)
    try place.write(place.deployment.appending("src/entry.py"), "edited\n")
    let stale = try place.cortex("upgrade", "--yes", "--from", place.release.string, "--plan", plan)
    #expect(stale.status == 2 && stale.output.isEmpty)
    #expect(stale.errors.contains("review the new plan with --dry-run"))
    let old = SampleDeployment.release(version: "5.2.0")
    try place.write(
      place.deployment.appending("src/entry.py"), try #require(old.text("src/entry.py")))
    let outcome = try place.cortex(
      "upgrade", "--yes", "--from", place.release.string, "--plan", plan)
    #expect(
      outcome.status == 0
        && outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("Phase") })
  }
}
