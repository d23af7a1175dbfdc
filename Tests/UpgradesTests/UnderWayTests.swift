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

  @Test func `a dry run says that it has finished what a crash left`() throws {
    let plan = try place.deployment.plan(Upgrade(source: place.new)).plan
    #expect(plan.warnings.contains { $0.contains("an interrupted switch") }, "\(plan.warnings)")
    #expect(try !place.deployment.log().hasJournal())
  }
}
