import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Releases that say what is in them.
@Suite(.tags(.unit)) struct ManifestTests {
  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
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
    let report = try place.deployment.carryOut(
      Upgrade(source: release, allowsRemovals: true))
    #expect(report.plan.to == "5.4.0" && report.plan.files.preserved == ["src/settings.yaml"])
    #expect(report.plan.breakingChanges == ["the old prompt is gone"])
    #expect(report.plan.features == ["faster"])
    #expect(try place.text("src/settings.yaml") == "a: mine\n")
    #expect(try place.text("tools/rules.yaml") == "b: 1\n")
    #expect(try !place.disk.exists(place.path("manifest.json")))
    #expect(try !place.deployment.carryOut(TakeSnapshot(note: "")).created)
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
    #expect("\(error)".contains("src/entry.py does not match its manifest"))
    var request = Upgrade(source: Workplace.new)
    request.version = .init("5.4.0")
    #expect(throws: UpgradeError.self) { try place.deployment.carryOut(request) }
    #expect(try place.tree() == before)
  }

  // MARK: Versions that it upgrades from

  /// A deployment of `installed`, and a release that upgrades from some versions only.
  private func place(installed: String?, upgradesFrom: [String]) throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: installed.flatMap { .init($0) })
      .carryOut(on: place.deployment)
    let manifest = Workplace.new.appending("manifest.json")
    let list = upgradesFrom.map { "\"\($0)\"" }.joined(separator: ", ")
    let text = try place.disk.text(manifest).trimmingPrefix("{")
    try place.disk.write(manifest, "{\"upgrades_from\": [\(list)], \(text)")
    return place
  }

  @Test(
    arguments: [
      ("5.2.0", []), ("5.2.0", ["5.2.0"]), ("5.2.0", ["5.0", "5.2"]), ("5.2", ["5.2.0"]),
      // The same once more, and a step back, are no upgrades.
      ("5.3.0", ["5.0.0"]),
    ] as [(String, [String])])
  func `a release is installed over the versions that it names, over itself, or over any`(
    installed: String, list: [String]
  ) throws {
    let place = try place(installed: installed, upgradesFrom: list)
    #expect(try place.upgrade(.upgrade).plan.to == "5.3.0")
  }

  @Test func `a step back is not asked for what it upgrades from`() throws {
    let place = try place(installed: "6.0.0", upgradesFrom: ["5.0.0"])
    #expect(throws: UpgradeError.self) { try place.upgrade(.upgrade) }
    let report = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, onConflict: .upgrade, allowsDowngrade: true))
    #expect(report.plan.to == "5.3.0")
  }

  @Test(
    arguments: [
      (
        ["5.1.0"],
        "upgrades only from 5.1.0, but 5.2.0 is installed; look for a release that upgrades from 5.2.0"
      ),
      (
        ["5.0.0", "5.1", "5.1.1"],
        "upgrades only from 5.0.0, 5.1 and 5.1.1, but 5.2.0 is installed; look for a release that upgrades from 5.2.0"
      ),
    ])
  func `a release that does not name the installed version is refused with the way out`(
    list: [String], words: String
  ) throws {
    let place = try place(installed: "5.2.0", upgradesFrom: list)
    let before = try place.tree()
    for isPlan in [true, false] {
      let request = Upgrade(
        source: Workplace.new, onConflict: .upgrade, allowsDowngrade: true, allowsRemovals: true)
      let error = try #require(throws: ReleaseError.self) {
        if isPlan { _ = try place.deployment.plan(request) }
        if !isPlan { _ = try place.deployment.carryOut(request) }
      }
      #expect("\(error)" == "5.3.0 \(words)")
    }
    #expect(try place.tree() == before)
  }

  @Test func `where nothing says what is installed, it is none of the versions, and can be told`()
    throws
  {
    let place = try place(installed: "0.0.0+tree.0123456789ab", upgradesFrom: ["5.2.0"])
    let error = try #require(throws: ReleaseError.self) { try place.upgrade(.upgrade) }
    #expect("\(error)".contains("the installed version is unknown; reinstall the release"))
    for path in ["VERSION", "cortex-brain/.cortex-version"] {
      try place.disk.erase(Workplace.old.appending(path))
    }
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.old, version: .init("5.2.0"), allowsRemovals: true))
    #expect(try place.upgrade(.upgrade).plan.to == "5.3.0")
  }

  @Test func `keys that mean nothing are named in the plan and in the report`() throws {
    let place = try place(installed: "5.2.0", upgradesFrom: ["5.2.0"])
    let manifest = Workplace.new.appending("manifest.json")
    let text = try place.disk.text(manifest).trimmingPrefix("{")
    try place.disk.write(manifest, "{\"upgrade_from\": [\"5.0.0\"], \"x\": null, \(text)")
    let words =
      "the release's manifest.json has unknown keys, which are ignored: upgrade_from, x"
    let request = Upgrade(source: Workplace.new, onConflict: .upgrade)
    #expect(try place.deployment.plan(request).plan.warnings.contains { $0.text == words })
    #expect(try place.deployment.carryOut(request).plan.warnings.contains { $0.text == words })
  }
}
