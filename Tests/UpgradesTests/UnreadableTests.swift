import FileEffects
import Generations
import ObjectStore
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// What may not be read or written is found beforehand, by name, and keeps nothing else from being
/// looked at.
@Suite(.tags(.unit)) struct UnreadableTests {
  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  /// The deployment on the same disk, where everything at or below these paths refuses to be read.
  private func deployment(_ place: Workplace, refusing paths: [String]) -> Deployment {
    let refused = paths.map { place.path($0) }
    let files = HookedFileSystem(place.disk) {
      (call: HookedFileSystem.Call, path: FilePath) throws(FileError) in
      let isRead = call == .open || call == .contents || call == .read
      if isRead, refused.contains(where: { path.starts(with: $0) }) {
        throw FileError(.read, path, .permissionDenied)
      }
    }
    return Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
      files: files, databases: SimulatedDatabases(on: place.disk), programs: place.programs,
      workers: 1, now: place.now, reportText: UpgradeDocuments.texts)
  }

  @Test(arguments: [
    "src/tier1/memory.py", "src/tier1", "cortex-brain/capabilities.yaml", "cortex-brain/tier1",
    Workplace.database,
  ])
  func `doctor names what it cannot read, fails for it, and makes all other checks`(path: String)
    throws
  {
    let place = try place()
    let sound = try place.deployment.report(ExamineDeployment())
    try place.disk.write(place.path("src/tier1/memory.py"), "changed")
    try place.disk.write(place.path("cortex-brain/capabilities.yaml"), "a: 1\n")
    try place.write(Workplace.database, rows: ["another"])
    let report = try deployment(place, refusing: [path]).report(ExamineDeployment())
    #expect(!report.ok)
    let check = try #require(report.checks.first { $0.result == .failed })
    #expect(check.name == .unreadableFiles && check.detail.contains(path), "\(check)")
    let names = report.checks.map(\.name).filter { $0 != check.name }
    #expect(names == sound.checks.map(\.name))
  }

  @Test func `doctor goes on without rules that cannot be read, and without a store`() throws {
    let place = try place()
    try place.disk.write(Workplace.store.appending("layers.yaml"), "layers: [\n")
    let report = try place.deployment.report(ExamineDeployment())
    let failed = report.checks.filter { $0.result == .failed }
    #expect(failed.map(\.name) == [.layerRules] && failed[0].detail.contains("layers.yaml"))
    #expect(report.checks.contains { $0.name == .space })

    let broken = try self.place()
    try broken.disk.write(Workplace.store.appending("current"), "what")
    let found = try broken.deployment.report(ExamineDeployment())
    #expect(found.checks.filter { $0.result == .failed }.map(\.name) == [.store])
    #expect(found.checks.contains { $0.name == .integrity && $0.result == .ok })
  }

  @Test(arguments: ["src", "src/tier1", "cortex-brain/documents", ""])
  func `a folder that may not be written fails the doctor, the plan and the upgrade`(path: String)
    throws
  {
    let place = try place()
    let folder = path.isEmpty ? Workplace.root : place.path(path)
    let before = try place.disk.metadata(folder)?.permissions
    try place.disk.setPermissions(folder, 0o555)
    let tree = try place.tree()
    func isNamed(_ checks: [Check]) -> Bool {
      checks.contains {
        $0.name == .permission && $0.result == .failed && $0.detail.contains(folder.string)
      }
    }
    // Whether the brain's documents change is known to the plan alone.
    if !path.hasPrefix("cortex-brain") {
      #expect(isNamed(try place.deployment.report(ExamineDeployment()).checks))
    }
    let request = Upgrade(source: Workplace.new, onConflict: .upgrade)
    let prepared = try place.deployment.plan(request)
    let (plan, refusal) = (prepared.plan, prepared.refusal)
    #expect(isNamed(plan.checks))
    guard case .checksFailed? = refusal as? UpgradeError else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    let error = try #require(throws: UpgradeError.self) {
      _ = try place.deployment.carryOut(request)
    }
    guard case .checksFailed = error else { throw error }
    #expect(try place.tree() == tree)
    try place.disk.setPermissions(folder, before ?? 0o755)
    #expect(try place.upgrade(.upgrade).plan.to == "5.3.0")
  }

  @Test func `a switch into a folder that may not be written is refused, dry or not`() throws {
    let place = try place()
    _ = try place.upgrade(.upgrade)
    try place.disk.setPermissions(place.path("src/tier1"), 0o555)
    let tree = try place.tree()
    for isDry in [true, false] {
      let error = try #require(throws: UpgradeError.self) {
        _ = try place.deployment.run(Switch(to: .first), dryRun: isDry)
      }
      #expect("\(error)".contains("/src/tier1"), "\(error)")
    }
    #expect(try place.tree() == tree)
  }

  @Test func `what is in the way of the upgrade is in the way of its dry run`() throws {
    let place = try place()
    try place.disk.writeSpecial(place.path("src/upgrade/notes.py"), .fifo)
    let refusal = try place.deployment.plan(Upgrade(source: Workplace.new))
      .refusal
    #expect("\(try #require(refusal))".contains("cannot replace src/upgrade/notes.py"))
  }

  @Test func `a dry run refuses what the upgrade refuses, and nothing else`() throws {
    let place = try place()
    try place.write("cortex-brain/capabilities.yaml", "capabilities: mine\n")
    try place.disk.write(
      Workplace.new.appending("cortex-brain/capabilities.yaml"), "capabilities: x\n")
    for choice in ConflictChoice.allCases {
      let request = Upgrade(source: Workplace.new, onConflict: choice)
      let refusal = try place.deployment.plan(request).refusal
      let copy = Workplace(disk: place.disk.copy())
      let isRefused = (try? copy.deployment.carryOut(request)) == nil
      #expect((refusal != nil) == isRefused, "\(choice)")
    }
  }
}
