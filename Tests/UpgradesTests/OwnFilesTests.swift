import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// The files that an upgrade itself writes: they too must not be in the way of the user's.
@Suite(.tags(.unit)) struct OwnFilesTests {
  private static let report = "cortex-brain/documents/reports/UPGRADE-REPORT-2026-01-01"

  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  @Test(arguments: ["md", "json"])
  func `a report never takes the name of a file that is there`(ending: String) throws {
    let place = try place()
    try place.write("\(Self.report).\(ending)", "mine")
    let report = try place.upgrade()
    #expect(report.report == "\(Self.report)-2.md")
    #expect(try place.text("\(Self.report).\(ending)") == "mine")
    #expect(try place.text("\(Self.report)-2.json").contains("5.3.0"))
  }

  @Test func `where the workspace takes the reports out none is left there`() throws {
    let place = try place()
    try place.disk.write(
      Workplace.store.appending("layers.yaml"),
      "layers:\n- {path: cortex-brain/documents/reports/**, layer: none}\n"
        + "- {path: cortex-brain/.cortex-version, layer: none}\n")
    let version = try place.text("cortex-brain/.cortex-version")
    let report = try place.upgrade()
    #expect(!report.isNothingToDo && report.report == nil)
    #expect(try place.text("cortex-brain/.cortex-version") == version)
    let status = try place.deployment.report(ShowStatus())
    #expect(status.version == "5.3.0" && status.missing.isEmpty && status.modified.isEmpty)
    #expect(try place.upgrade().isNothingToDo)
  }

  @Test func `where the workspace calls them something else they are that from then on`() throws {
    let place = try place()
    try place.disk.write(
      Workplace.store.appending("layers.yaml"),
      "layers:\n- {path: cortex-brain/documents/reports/**, layer: core}\n"
        + "- {path: cortex-brain/.cortex-version, layer: brain}\n")
    _ = try place.upgrade()
    #expect(try !place.deployment.carryOut(TakeSnapshot(note: "")).created)
  }

  @Test func `the version file keeps the permissions that the user gave it`() throws {
    let place = try place()
    let text = try place.text("cortex-brain/.cortex-version")
    let path = place.path("cortex-brain/.cortex-version")
    try place.disk.write(path, text, permissions: 0o600)
    _ = try place.upgrade()
    #expect(try place.disk.metadata(path)?.permissions == 0o600)
  }

  @Test func `a version file at the root alone is kept up to date there`() throws {
    let place = try Workplace.sample()
    try place.disk.erase(place.path("cortex-brain/.cortex-version"))
    try place.write(".cortex-version", "{\"cortex_version\": \"5.2.0\", \"crew\": [1]}")
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    _ = try place.upgrade()
    let text = try place.text(".cortex-version")
    #expect(text.contains("\"cortex_version\": \"5.3.0\"") && text.contains("\"crew\""))
    #expect(try !place.disk.exists(place.path("cortex-brain/.cortex-version")))
  }

  @Test func `a version file that is a link becomes a file, and what it led to stays`() throws {
    let place = try place()
    try place.disk.erase(place.path("cortex-brain/.cortex-version"))
    try place.disk.write("/home/other", "theirs")
    try place.disk.writeLink(place.path("cortex-brain/.cortex-version"), to: "/home/other")
    _ = try place.upgrade()
    #expect(try place.text("cortex-brain/.cortex-version").contains("5.3.0"))
    #expect(try place.disk.text("/home/other") == "theirs")
  }
}
