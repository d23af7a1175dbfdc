import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct UpgradeEstimateTests {
  private func plan(writing bytes: UInt64, migrating seconds: [Double]) -> UpgradePlan {
    var plan = UpgradePlan(from: "5.2.0", to: "5.3.0")
    plan.impact.bytesWritten = bytes
    plan.migrations = seconds.map {
      UpgradePlan.Migration(
        database: "a.db", number: 1, name: "a", seconds: $0, isDestructive: false)
    }
    return plan
  }

  @Test func `an upgrade takes what was measured, for what it writes and migrates`() {
    let estimate = UpgradeEstimate(
      deciding: .seconds(1), reading: .milliseconds(500), bytesRead: 1_000,
      sourceBytes: 0)
    #expect(estimate.seconds(for: plan(writing: 0, migrating: [])) == 2)
    #expect(estimate.seconds(for: plan(writing: 2_000, migrating: [])) == 3)
    #expect(estimate.seconds(for: plan(writing: 1_000, migrating: [0.25, 0.5])) == 3.25)
    let sources = UpgradeEstimate(
      deciding: .milliseconds(1), reading: .zero, bytesRead: 0, sourceBytes: 3_000_000)
    #expect(sources.seconds(for: plan(writing: 0, migrating: [])) == 1.502)
  }

  @Test func `a plan has an estimate, its name does not depend on it, and no report has one`()
    throws
  {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    let request = Upgrade(source: Workplace.new, onConflict: .local, allowsRemovals: true)
    let plans = try (0..<2).map { _ in try place.deployment.plan(request).plan }
    #expect(plans.allSatisfy { ($0.impact.seconds ?? 0) > 0 })
    #expect(plans[0] == plans[1])
    #expect(try place.deployment.carryOut(request).plan.impact.seconds == nil)
  }
}
