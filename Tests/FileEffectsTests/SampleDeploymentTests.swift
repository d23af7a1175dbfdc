import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct SampleDeploymentTests {
  @Test(arguments: Disk.allCases)
  func `a release is installed with its modes, its link and its empty folder`(disk: Disk) throws {
    let at = try disk.open()
    let release = SampleDeployment.release(version: "5.2.0")
    try release.install(on: at.files, at: at.path("CORTEX"))
    try release.install(on: at.files, at: at.path("CORTEX"))
    let tree = try at.files.snapshotOfTree(at.path("CORTEX"))
    #expect(tree.values.count { $0.hasPrefix("file") } == release.files.count)
    #expect(tree["scripts/run-cortex.sh"]?.hasPrefix("file 755 #!") == true)
    #expect(tree["cortex-brain/start-here.md"] == "link documents/README.md")
    #expect(tree["cortex-brain/conversation-captures"] == "folder 755")
    #expect(tree["cortex-brain/documents/How to start.md"] != nil)
    #expect(tree["src/py.typed"] == "file 644 ")
  }

  @Test func `two releases differ by changed, added and dropped files`() {
    let old = SampleDeployment.release(version: "5.2.0")
    let new = SampleDeployment.release(version: "5.3.0")
    let before = Set(old.files.map(\.path))
    let after = Set(new.files.map(\.path))
    #expect(before.count == old.files.count && after.count == new.files.count)
    #expect(before.subtracting(after).count == 4)
    #expect(after.subtracting(before).count == 6)
    let changed = before.intersection(after).filter { old.text($0) != new.text($0) }
    #expect(changed.count > 10 && changed.count < before.count - 10)
  }

  @Test func `a user's work differs from both releases wherever it is`() {
    for version in ["5.2.0", "5.3.0"] {
      let release = SampleDeployment.release(version: version)
      let work = SampleDeployment.userWork(on: release).files
      #expect(work.count == 5)
      for file in work + SampleDeployment.editedTemplates(of: release).files {
        #expect(release.text(file.path) != String(decoding: file.bytes, as: UTF8.self))
      }
    }
  }

  @Test func `what is installed on a simulated disk survives a power cut`() throws {
    let disk = SimulatedDisk()
    try SampleDeployment.release(version: "5.3.0").install(on: disk, at: "/disk/CORTEX")
    let before = try disk.snapshotOfTree("/")
    disk.restart()
    #expect(try disk.snapshotOfTree("/") == before)
  }
}
