import FileEffects
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct ScratchFolderTests {
  @Test func `the first place that can be used is, and nothing is left`() throws {
    let disk = SimulatedDisk()
    try disk.writeFolder("/tmp")
    let places: [FilePath] = ["/gone/cortex-1", "/tmp/cortex-1"]
    let used = try ScratchFolder.with(places, on: disk) { folder in
      #expect(try disk.metadata(folder)?.permissions == 0o700)
      try disk.write(folder.appending("x"), "x")
      return folder
    }
    #expect(used == "/tmp/cortex-1")
    #expect(try disk.snapshotOfTree("/") == ["tmp": "folder 755"])
  }

  @Test func `where no place can be used the message names the variable, and every place`() throws {
    let disk = SimulatedDisk()
    let places: [FilePath] = ["/gone/cortex-1", "/tmp/cortex-1"]
    let error = try #require(throws: UpgradeError.self) {
      try ScratchFolder.with(places, on: disk) { folder in
        try disk.replace(folder.appending("copy.db"), with: [1])
      }
    }
    let text = "\(error)"
    #expect(
      text.contains("TMPDIR") && text.contains("/gone: ") && text.contains("/tmp: "), "\(text)")
    // Whatever needs no such folder works without, and tells its own errors.
    #expect(try ScratchFolder.with(places, on: disk) { _ in 7 } == 7)
    #expect(throws: UpgradeError.self) {
      try ScratchFolder.with(places, on: disk) { _ in throw UpgradeError.emptyFolder("x") }
    }
    #expect(try disk.snapshotOfTree("/") == [:])
  }

  @Test func `status, plans and dry runs need no such folder where no database is copied`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    let deployment = Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: "/gone/cortex-1",
      files: place.disk, databases: SimulatedDatabases(on: place.disk),
      programs: place.programs, workers: 1, now: place.now, reportText: UpgradeDocuments.texts)
    #expect(try deployment.report(ShowStatus()).modified == [])
    _ = try deployment.plan(TakeSnapshot(note: "")).report
    _ = try deployment.plan(
      Upgrade(source: Workplace.new, onConflict: .upgrade)
    ).plan
    #expect(try !place.disk.exists("/gone"))
  }
}
