import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Configurations that were edited since an upgrade, when the user goes back.
@Suite(.tags(.unit)) struct SwitchMergingTests {
  private static let templates = MergingTests.templates
  private static let old = SampleDeployment.release(version: "5.2.0")
  private static let new = SampleDeployment.release(version: "5.3.0")

  /// A deployment that was upgraded, with an edit since.
  private func place(_ edit: (text: String, with: String)) throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    _ = try place.upgrade()
    let text = try place.text(Self.templates)
    try #require(text.contains(edit.text))
    try place.write(Self.templates, text.replacing(edit.text, with: edit.with))
    return place
  }

  private func back(_ place: Workplace, isExact: Bool = false) throws -> SwitchReport {
    var planned = try place.deployment.plan(Switch(to: .first, isExact: isExact)).report
    planned.dryRun = false
    let report = try place.deployment.carryOut(Switch(to: .first, isExact: isExact))
    #expect(report == planned)
    return report
  }

  @Test func `what was edited since stays, and all else goes back key by key`() throws {
    let place = try place(("title: Help", "title: Help on deck"))
    let report = try back(place)
    let expected = try #require(Self.old.text(Self.templates))
      .replacing("title: Help", with: "title: Help on deck")
    let text = try place.text(Self.templates)
    // Where in a list of templates the old one comes back is the merge's own affair.
    #expect(Set(text.split(separator: "\n")) == Set(expected.split(separator: "\n")))
    #expect(report.config.map(\.path) == [Self.templates])
    #expect(report.config.first?.conflicts.isEmpty == true && report.keptEdits.isEmpty)
    let saved = try #require(report.saved).rawValue
    let edited = try #require(Self.new.text(Self.templates))
      .replacing("title: Help", with: "title: Help on deck")
    #expect(try place.text(of: Self.templates, in: saved) == edited)
    _ = try place.deployment.carryOut(Switch(to: report.saved))
    #expect(try place.text(Self.templates).contains("    title: Help on deck\n"))
  }

  @Test func `a key that was edited since and differs in the target stays, and is listed`() throws {
    let place = try place(("title: Plan of work", "title: Plan on deck"))
    let report = try back(place)
    let text = try place.text(Self.templates)
    #expect(text.contains("    title: Plan on deck\n") && text.contains("legacy_status"))
    #expect(!text.contains("  review:\n"))
    #expect(report.keptEdits == [Self.templates])
    let conflict = try #require(report.config.first?.conflicts.first)
    #expect(conflict.key == MergingTests.key && conflict.resolution == .local)
    #expect(conflict.base == "Plan of work" && conflict.upgrade == "Plan")
    #expect(conflict.local == "Plan on deck")
  }

  @Test func `an exact switch makes configurations what they were`() throws {
    let place = try place(("title: Help", "title: Help on deck"))
    let report = try back(place, isExact: true)
    #expect(try place.text(Self.templates) == Self.old.text(Self.templates))
    #expect(report.config.isEmpty)
  }

  @Test func `what nobody touched since is the target's, byte for byte`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    _ = try place.upgrade()
    #expect(try back(place).config.isEmpty)
    #expect(try place.text(Self.templates) == Self.old.text(Self.templates))
  }

  @Test func `a configuration that the target does not have stays as it was edited`() throws {
    let place = try Workplace.sample()
    let path = "cortex-brain/brain-protection-rules.yaml"
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try place.disk.write(Workplace.new.appending(path), "rules: []\n")
    _ = try place.upgrade()
    try place.write(path, "rules: [mine]\n")
    let report = try back(place)
    #expect(try place.text(path) == "rules: [mine]\n")
    #expect(report.keptEdits == [path] && report.config.isEmpty)
  }
}
