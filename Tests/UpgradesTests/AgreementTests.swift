import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Changes that need the user's agreement: conflicts, plans, and nothing at all.
@Suite(.tags(.unit)) struct AgreementTests {
  private static let templates = "cortex-brain/response-templates.yaml"
  private static let old = SampleDeployment.release(version: "5.2.0")
  private static let new = SampleDeployment.release(version: "5.3.0")

  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  // MARK: Conflicts

  /// A deployment in which two files are both the user's and the new release's.
  private func placeWithConflicts() throws -> Workplace {
    let place = try place()
    try SampleDeployment.conflictingTemplates(of: Self.old)
      .install(on: place.disk, at: Workplace.root)
    try place.write("src/agents/reviewer.py", "# my own\n")
    return place
  }

  @Test func `conflicts without a word on them change nothing`() throws {
    let place = try placeWithConflicts()
    let before = try place.tree()
    let records = try place.deployment.report(ListGenerations())
    let error = try #require(throws: UpgradeError.self) { try place.upgrade() }
    guard case .decisionNeeded(let plan) = error else { throw error }
    #expect(plan.conflictCount == 2)
    #expect(plan.conflicts.map(\.path) == ["src/agents/reviewer.py"])
    #expect(plan.config.filter { !$0.conflicts.isEmpty }.map(\.path) == [Self.templates])
    #expect("\(error)".hasPrefix("2 conflicts between your files and the release"))
    #expect(try place.tree() == before)
    #expect(try place.deployment.report(ListGenerations()) == records)
  }

  @Test(arguments: [ConflictChoice.local, .both])
  func `the user's side of conflicts stays, and stays when it is asked again`(
    choice: ConflictChoice
  ) throws {
    let place = try placeWithConflicts()
    _ = try place.upgrade(choice)
    let merged = try place.text(Self.templates)
    #expect(merged.contains("    title: Plan on deck\n") && merged.contains("  harbour_report:\n"))
    for _ in 0..<2 {
      #expect(try place.text(Self.templates) == merged)
      #expect(try place.text("src/agents/reviewer.py") == "# my own\n")
      #expect(try place.upgrade(choice).isNothingToDo)
    }
    // The file is still the user's own: nobody replaces it unasked.
    let error = try #require(throws: UpgradeError.self) { try place.upgrade() }
    guard case .decisionNeeded(let plan) = error else { throw error }
    #expect(plan.conflicts.map(\.path) == ["src/agents/reviewer.py"] && plan.conflictCount == 1)
    #expect(try place.text("src/agents/reviewer.py") == "# my own\n")
  }

  @Test func `the release's side of conflicts is taken, and the user's is in the store`() throws {
    let place = try placeWithConflicts()
    let mine = try place.text(Self.templates)
    let report = try place.upgrade(.upgrade)
    let saved = try #require(report.saved).rawValue
    let merged = try place.text(Self.templates)
    #expect(merged.contains("    title: Plan of work\n") && merged.contains("  harbour_report:\n"))
    #expect(try place.text("src/agents/reviewer.py") == Self.new.text("src/agents/reviewer.py"))
    #expect(try place.text(of: Self.templates, in: saved) == mine)
    #expect(try place.text(of: "src/agents/reviewer.py", in: saved) == "# my own\n")
    #expect(try place.upgrade().isNothingToDo)
  }

  @Test func `without a known base nothing of the user's is replaced unasked outside the core`()
    throws
  {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: nil, version: nil).carryOut(on: place.deployment)
    let error = try #require(throws: UpgradeError.self) { try place.upgrade() }
    guard case .decisionNeeded(let plan) = error else { throw error }
    #expect(plan.conflicts.map(\.path) == ["VERSION"])
    #expect(plan.config.filter { !$0.conflicts.isEmpty }.map(\.path).contains(Self.templates))
    #expect(plan.files.removed.isEmpty && plan.files.replaced.contains("src/tier1/memory.py"))
  }

  // MARK: Plans

  @Test func `a plan that still holds is carried out, and one that does not changes nothing`()
    throws
  {
    let place = try place()
    let request = Upgrade(source: Workplace.new)
    let plan = try place.deployment.plan(request).plan
    #expect(try place.deployment.plan(request).plan == plan)
    try place.write("src/entry.py", "# edited since\n")
    let before = try place.tree()
    let error = try #require(throws: UpgradeError.self) { try place.upgrade(plan: plan.id) }
    #expect("\(error)".hasPrefix("plan \(plan.id) is out of date"))
    #expect(try place.tree() == before)
    let now = try place.deployment.plan(request).plan
    #expect(now.id != plan.id)
    let report = try place.upgrade(plan: now.id)
    #expect(report.plan.files == now.files && report.plan.id == now.id)
  }

  @Test func `a dry run has no effect but in the folder for temporary files`() throws {
    let place = try place()
    try place.write("src/entry.py", "# edited\n")
    try place.write(Workplace.database, rows: ["another"])
    let before = try place.everything()
    let first = place.disk.effectLog.count
    _ = try place.deployment.plan(Upgrade(source: Workplace.new)).plan
    _ = try place.deployment.plan(TakeSnapshot(note: "")).report
    #expect(try place.deployment.plan(Switch(to: .first, data: .restore)).report.filesChanged == 1)
    _ = try place.deployment.plan(CollectGarbage(Retention(), skippingGrace: true)).report
    _ = try RestoreToFolder(.first, paths: [], to: "/elsewhere").plan(on: place.deployment)
    _ = try place.deployment.report(VerifyStore(.full))
    _ = try place.deployment.report(ListGenerations())
    #expect(try place.everything() == before)
    let elsewhere = place.disk.effectLog.dropFirst(first).filter { !$0.contains(" /scratch") }
    #expect(elsewhere.allSatisfy { $0 == "syncDirectory /" }, "\(elsewhere)")
  }

  @Test func `a status changes nothing but what it remembers of files`() throws {
    let place = try place()
    try place.write("src/entry.py", "# edited\n")
    func everything() throws -> [String: String] {
      try place.everything().filter { !$0.key.hasSuffix("stat-cache") && !$0.key.hasSuffix("lock") }
    }
    let before = try everything()
    #expect(try place.deployment.report(ShowStatus()).modified == ["src/entry.py"])
    #expect(try everything() == before)
  }

  @Test func `a dry run of init makes no store`() throws {
    let place = try Workplace.sample()
    let before = try place.everything()
    let report = try InitialiseStore(release: Workplace.old, version: nil).plan(
      on: place.deployment)
    #expect(report.dryRun && report.files == Self.old.files.count + 2)
    #expect(try place.everything() == before)
  }

  @Test func `a dry run says what is then done`() throws {
    let place = try place()
    let plan = try place.deployment.plan(Upgrade(source: Workplace.new)).plan
    let done = try place.upgrade().plan
    #expect(done.files == plan.files && done.config == plan.config)
    #expect(done.checks.map(\.result) == plan.checks.map(\.result))
    var planned = try place.deployment.plan(Switch(to: nil, data: .restore)).report
    planned.dryRun = false
    #expect(try place.deployment.carryOut(Switch(to: nil, data: .restore)) == planned)
  }
}
