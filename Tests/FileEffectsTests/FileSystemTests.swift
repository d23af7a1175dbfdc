import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Operations built from the single effects of a file system.
@Suite(.tags(.unit)) struct FileSystemTests {
  @Test(arguments: Disk.allCases)
  func `a replaced file has the new bytes and permissions, and no neighbour`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.replace(at.path("f"), with: Array("old".utf8))
    try at.files.replace(at.path("f"), with: Array("new".utf8), permissions: 0o600)
    #expect(try at.files.snapshotOfTree(at.folder) == ["f": "file 600 new"])
  }

  @Test(arguments: Disk.allCases)
  func `what an interrupted attempt left is replaced`(disk: Disk) throws {
    let at = try disk.open()
    _ = try at.files.create(at.path(".tmp-f"), permissions: 0o644)
    try at.files.replace(at.path("f"), with: [0x61])
    #expect(try at.files.snapshotOfTree(at.folder) == ["f": "file 644 a"])
  }

  @Test(arguments: Disk.allCases)
  func `a new file is not there until it is committed`(disk: Disk) throws {
    let at = try disk.open()
    let file = try NewFile(at.path("f"), on: at.files)
    try file.append([0x61])
    #expect(try !at.files.exists(at.path("f")))
    try file.append([0x62])
    try file.commit()
    #expect(try at.files.text(at.path("f")) == "ab")
  }

  @Test(arguments: Disk.allCases)
  func `a dropped file leaves nothing behind`(disk: Disk) throws {
    let at = try disk.open()
    do {
      let file = try NewFile(at.path("f"), on: at.files)
      try file.append([0x61])
    }
    #expect(try at.files.contents(of: at.folder).isEmpty)
  }

  @Test(arguments: Disk.allCases)
  func `files of the longest names are written side by side`(disk: Disk) throws {
    let at = try disk.open()
    let start = String(repeating: "x", count: 254)
    let first = try NewFile(at.path(start + "1"), on: at.files)
    let second = try NewFile(at.path(start + "2"), on: at.files)
    try first.append([1])
    try second.append([2])
    try first.commit()
    try second.commit()
    #expect(try at.files.read(at.path(start + "1")) == [1])
    #expect(try at.files.read(at.path(start + "2")) == [2])
  }

  @Test(arguments: Disk.allCases)
  func `files whose names are no text are written side by side`(disk: Disk) throws {
    let at = try disk.open()
    let paths = [0xfe, 0xff].map { at.folder.appending(bytes: [0x6e, $0]) }
    let first = try NewFile(paths[0], on: at.files)
    let second = try NewFile(paths[1], on: at.files)
    try first.append([1])
    try second.append([2])
    try first.commit()
    try second.commit()
    #expect(try paths.map { try at.files.read($0) } == [[1], [2]])
  }

  @Test func `a file is replaced where its path has no folder`() throws {
    let disk = SimulatedDisk()
    try disk.replace("f", with: [1])
    #expect(disk.effectLog.contains("rename .tmp-f over f"), "\(disk.effectLog)")
  }

  @Test(arguments: Disk.allCases)
  func `missing folders are made all the way, and a file in the way is refused`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.ensureDirectory(at.path("a/b/c"))
    try at.files.ensureDirectory(at.path("a/b/c"))
    try at.files.replace(at.path("f"), with: [])
    #expect(
      try at.files.snapshotOfTree(at.folder) == [
        "a": "folder 755", "a/b": "folder 755", "a/b/c": "folder 755", "f": "file 644 ",
      ])
    #expect(try code { try at.files.ensureDirectory(at.path("f")) } == .notDirectory)
    #expect(try code { try at.files.ensureDirectory(at.path("f/d")) } == .notDirectory)
  }

  @Test(arguments: Disk.allCases)
  func `a tree is taken away with its links, and what they lead to stays`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.ensureDirectory(at.path("tree/deep/deeper"))
    try at.files.ensureDirectory(at.path("outside"))
    try at.files.replace(at.path("outside/kept"), with: [])
    try at.files.createLink(at.path("tree/deep/out"), to: Array("../../outside".utf8))
    try at.makeFIFO(at.path("tree/pipe"))
    try at.files.replace(at.path("tree").appending(bytes: [0xff]), with: [1])
    try at.files.removeTree(at.path("tree"))
    try at.files.removeTree(at.path("tree"))
    #expect(
      try at.files.snapshotOfTree(at.folder) == [
        "outside": "folder 755", "outside/kept": "file 644 ",
      ])
  }

  @Test(arguments: Disk.allCases)
  func `a link that is taken away as a tree leaves what it leads to`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.ensureDirectory(at.path("outside/kept"))
    try at.files.createLink(at.path("tree"), to: Array("outside".utf8))
    try at.files.removeTree(at.path("tree"))
    #expect(
      try at.files.snapshotOfTree(at.folder) == [
        "outside": "folder 755", "outside/kept": "folder 755",
      ])
  }

  @Test(arguments: Disk.allCases)
  func `a missing file reads as nothing, an empty one as no bytes`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.replace(at.path("empty"), with: [])
    #expect(try at.files.readIfPresent(at.path("none")) == nil)
    #expect(try at.files.readIfPresent(at.path("empty")) == [])
  }
}
