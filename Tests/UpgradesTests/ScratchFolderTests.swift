import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

@Suite struct ScratchFolderTests {
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
    let error = try #require(throws: UpgradeError.self) {
      try ScratchFolder.with(["/gone/cortex-1", "/tmp/cortex-1"], on: disk) { _ in }
    }
    let text = "\(error)"
    #expect(
      text.contains("TMPDIR") && text.contains("/gone: ") && text.contains("/tmp: "), "\(text)")
  }
}
