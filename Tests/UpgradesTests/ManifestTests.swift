import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Releases that say what is in them.
@Suite struct ManifestTests {
  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try place.deployment.initialise(release: Workplace.old, version: nil, dryRun: false)
    return place
  }

  private func manifest(_ version: String, _ files: [(String, String, String)]) -> String {
    let rows = files.map { path, layer, text in
      let digest = ObjectID(of: Array(text.utf8))
      return """
        {"path": "\(path)", "layer": "\(layer)", "size": \(text.utf8.count), "mode": "0644",
         "digest": "\(digest)"}
        """
    }
    return """
      {"version": "\(version)", "files": [\(rows.joined(separator: ","))],
       "breaking_changes": ["the old prompt is gone"], "features": ["faster"]}
      """
  }

  @Test func `a manifest's layers count, and what it says is in the plan`() throws {
    let place = try place()
    let release: FilePath = "/releases/5.4.0"
    let files = [
      ("src/settings.yaml", "brain", "a: 1\n"), ("src/entry.py", "core", "# new\n"),
      ("tools/rules.yaml", "config", "b: 1\n"),
    ]
    for (path, _, text) in files { try place.disk.write(release.appending(path), text) }
    try place.disk.write(release.appending("manifest.json"), manifest("5.4.0", files))
    try place.write("src/settings.yaml", "a: mine\n")
    let report = try place.upgrade(to: release)
    #expect(report.plan.to == "5.4.0" && report.plan.files.preserved == ["src/settings.yaml"])
    #expect(report.plan.breakingChanges == ["the old prompt is gone"])
    #expect(report.plan.features == ["faster"])
    #expect(try place.text("src/settings.yaml") == "a: mine\n")
    #expect(try place.text("tools/rules.yaml") == "b: 1\n")
    #expect(try !place.disk.exists(place.path("manifest.json")))
    #expect(try !place.deployment.snapshot(note: "", dryRun: false).created)
  }

  @Test
  func `a release that is not what its manifest lists, or not what was asked for, is refused`()
    throws
  {
    let place = try place()
    let before = try place.tree()
    try place.disk.write("/releases/bad/src/entry.py", "# other\n")
    try place.disk.write(
      "/releases/bad/manifest.json", manifest("5.4.0", [("src/entry.py", "core", "# new\n")]))
    let error = try #require(throws: (any Error).self) { try place.upgrade(to: "/releases/bad") }
    #expect("\(error)".contains("src/entry.py is not the file that its manifest lists"))
    var request = UpgradeRequest(source: Workplace.new)
    request.version = .init("5.4.0")
    #expect(throws: UpgradeError.self) { try place.deployment.upgrade(request) }
    #expect(try place.tree() == before)
  }
}
