import FileEffects
import Generations
import SystemPackage
import TestSupport
import Testing

@testable import Releases
@testable import Upgrades

/// Deployments that are upgraded with the packages of a release.
@Suite(.tags(.unit)) struct PackageInstallTests {
  private let place: LocalWorkplace
  private var output: FilePath { place.folder.path.appending("out") }

  init() throws {
    place = try LocalWorkplace()
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    _ = try ScratchFolder.with([place.folder.path.appending("build")], on: place.files) {
      try BuildRelease(
        folder: place.new, output: output, version: #require(ReleaseVersion("5.3.0")),
        earlier: [.init(place.old)]
      ).run(on: Workshop(files: place.files), scratch: $0, dryRun: false)
    }
  }

  private func upgrade(with package: String) throws -> UpgradeReport {
    try place.deployment.carryOut(
      Upgrade(source: output.appending("cortex-v5.3.0-\(package).zip"), onConflict: .local))
  }

  @Test
  func `both packages leave a deployment the same, and after one the other changes no file`()
    throws
  {
    let report = try upgrade(with: "upgrade")
    // Nothing is said to be gone that only the full package has.
    #expect(report.plan.core.allSatisfy { $0.reason != .noLongerShipped })
    let partial = try place.tree().filter { !$0.key.contains("reports/") }
    #expect(try upgrade(with: "upgrade").isNothingToDo)
    let again = try upgrade(with: "full").plan.files
    #expect(again.added.isEmpty && again.replaced.isEmpty && again.removed.isEmpty)

    let other = try PackageInstallTests()
    _ = try other.upgrade(with: "full")
    let whole = try other.place.tree().filter { !$0.key.contains("reports/") }
    #expect(Set(partial.keys) == Set(whole.keys))
    for (path, text) in partial where !path.hasSuffix(".cortex-version") && !path.hasSuffix(".db") {
      #expect(whole[path] == text, "\(path)")
    }
  }

  @Test func `a key that takes the place of the one that was shown is not trusted`() throws {
    let file = place.folder.path.appending("key.pub")
    let (shown, other) = (SecretKey().publicKey, SecretKey().publicKey)
    try place.files.replace(file, with: shown.file)
    var addition = AddKey(file)
    addition.shown = try place.deployment.plan(addition).key
    try place.files.replace(file, with: other.file)
    #expect(throws: GenerationError.self) { _ = try place.deployment.carryOut(addition) }
    #expect(try place.deployment.report(ListKeys()).keys.isEmpty)
    try place.files.replace(file, with: shown.file)
    _ = try place.deployment.carryOut(addition)
    #expect(try place.deployment.report(ListKeys()).keys.map(\.id) == [shown.id.description])
  }

  @Test func `a file of the brain that is missing comes from what the installed release shipped`()
    throws
  {
    let dictionary = place.root.appending("cortex-brain/user-dictionary.yaml")
    let text = try place.files.read(dictionary)
    try place.files.remove(dictionary)
    _ = try upgrade(with: "upgrade")
    #expect(try place.files.read(dictionary) == text)
  }
}
