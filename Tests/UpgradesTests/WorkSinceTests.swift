import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// What becomes of the user's work since an upgrade when they go back.
@Suite(.tags(.unit)) struct WorkSinceTests {
  private static let old = SampleDeployment.release(version: "5.2.0")

  @Test func `the user's work since an upgrade survives going back where the releases agree`()
    throws
  {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    _ = try place.upgrade()
    try place.write("src/tier1/limits.py", "# the same in both releases\n")
    try place.write("src/tier2/graph.py", "# another in each\n")
    try place.write("src/tier2/confidence.py", "# only in the new one\n")
    let report = try place.deployment.carryOut(Switch(to: nil))
    #expect(report.replacedEdits == ["src/tier2/graph.py"])
    #expect(report.keptEdits == ["src/tier2/confidence.py"])
    #expect(try place.text("src/tier1/limits.py") == "# the same in both releases\n")
    #expect(try place.text("src/tier2/confidence.py") == "# only in the new one\n")
    #expect(try place.text("src/tier2/graph.py") == Self.old.text("src/tier2/graph.py"))
    let saved = try #require(report.saved).rawValue
    #expect(try place.text(of: "src/tier2/graph.py", in: saved) == "# another in each\n")
  }

  @Test func `what the user made anew where an earlier generation has a file stays`() throws {
    let place = try Workplace.sample()
    try place.write("src/mine.py", "first\n")
    _ = try InitialiseStore(release: nil, version: nil).carryOut(on: place.deployment)
    try place.disk.erase(place.path("src/mine.py"))
    _ = try place.upgrade(.upgrade)
    try place.write("src/mine.py", "second\n")
    let report = try place.deployment.carryOut(Switch(to: .first))
    #expect(report.keptEdits == ["src/mine.py"])
    #expect(try place.text("src/mine.py") == "second\n")
    #expect(try place.text(of: "src/mine.py", in: 1) == "first\n")
  }
}
