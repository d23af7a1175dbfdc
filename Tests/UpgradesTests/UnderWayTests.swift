import FileEffects
import Generations
import SystemPackage
import TestSupport
import Testing

@testable import Generations
@testable import Upgrades

/// A deployment that another process is switching, or has left in the middle.
@Suite(.tags(.process)) struct UnderWayTests {
  private let place: LocalWorkplace

  init() throws {
    place = try LocalWorkplace()
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try place.deployment.log().beginSwitch()
  }

  @Test func `doctor does not fail for a switch that another process is at`() throws {
    let held = try #require(try place.files.lock(place.root.appending(".cortex/lock")))
    let checks = try place.deployment.report(ExamineDeployment()).checks.filter {
      $0.name == .store
    }
    #expect(checks.isEmpty, "\(checks)")
    _ = held
  }

  @Test func `who only looks leaves what a crash left, and sees all there is`() throws {
    let before = try place.files.snapshotOfTree(place.root)
    var deployment = place.deployment
    deployment.onlyLooks = true
    #expect(try deployment.report(ListGenerations()).generations.count == 1)
    let names = try deployment.report(ListFolder("cortex-brain/", of: .current))
    #expect(names.contains("tier1/"), "\(names)")
    #expect(try deployment.report(ListFolder("nowhere/", of: .current)) == [])
    #expect(try deployment.report(ListConflicts()).conflicts.isEmpty)
    #expect(try place.files.snapshotOfTree(place.root) == before)
    _ = try place.deployment.report(ListGenerations())
    #expect(try place.files.snapshotOfTree(place.root) != before)
  }

  @Test func `a dry run says that it has finished what a crash left`() throws {
    let plan = try place.deployment.plan(Upgrade(source: place.new)).plan
    #expect(plan.warnings.contains { $0.contains("an interrupted switch") }, "\(plan.warnings)")
    #expect(try !place.deployment.log().hasJournal())
  }
}
