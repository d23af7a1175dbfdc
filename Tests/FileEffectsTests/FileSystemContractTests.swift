import FileEffects
import SystemPackage
import TestSupport
import Testing

/// What the real disk and the simulated one have in common, so that a test on one is worth
/// something on the other.
@Suite(.tags(.unit)) struct FileSystemContractTests {
  @Test(arguments: Disk.allCases)
  func `a file gives back the bytes that were appended, from any offset`(disk: Disk) throws {
    let at = try disk.open()
    let file = try at.files.create(at.path("f"), permissions: 0o640)
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    try bytes[..<100].withUnsafeBytes { try file.append($0) }
    try bytes[100...].withUnsafeBytes { try file.append($0) }
    try file.sync()
    #expect(try at.files.read(at.path("f")) == bytes)

    let reader = try at.files.open(at.path("f"))
    var window = [UInt8](repeating: 0, count: 10)
    let counts = try window.withUnsafeMutableBytes { buffer in
      try [199_995, 300_000, 5].map { try reader.read(into: buffer, at: $0) }
    }
    #expect(counts == [5, 0, 10])
    #expect(window == Array(bytes[5..<15]))
  }

  @Test(arguments: Disk.allCases)
  func `metadata tells kind, permissions and size, and does not follow a link`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.replace(at.path("f"), with: [1, 2, 3], permissions: 0o751)
    try at.files.createLink(at.path("l"), to: Array("f".utf8))
    try at.files.createDirectory(at.path("d"), permissions: 0o700)
    try at.makeFIFO(at.path("p"))

    let file = try #require(try at.files.metadata(at.path("f")))
    #expect(file.isRegular && file.permissions == 0o751 && file.size == 3)
    #expect(try at.files.metadata(at.path("l"))?.kind == .symbolicLink)
    #expect(try at.files.metadata(at.path("l"))?.size == 1)
    #expect(try at.files.metadata(at.path("d"))?.permissions == 0o700)
    #expect(try at.files.metadata(at.path("p"))?.kind == .special(.fifo))
    #expect(try at.files.metadata(at.path("none")) == nil)
    #expect(try at.files.metadata(at.path("f/below a file")) == nil)
    try at.files.createLink(at.path("loop"), to: Array("loop".utf8))
    #expect(try at.files.metadata(at.path("loop/below a loop")) == nil)
    #expect(try at.files.metadata(at.path("f")) == file, "looking changes nothing")
  }

  @Test(arguments: Disk.allCases)
  func `a folder lists each name once, with what it stands for`(disk: Disk) throws {
    let at = try disk.open()
    let odd: [UInt8] = [0x6e, 0xff, 0x80]
    try at.files.replace(at.folder.appending(bytes: odd), with: [7])
    try at.files.createDirectory(at.path("d"), permissions: 0o755)
    try at.files.replace(at.path("d/inner"), with: [])

    let found = try at.files.contents(of: at.folder).sorted {
      $0.name.lexicographicallyPrecedes($1.name)
    }
    #expect(found.map(\.name) == [Array("d".utf8), odd])
    #expect(found.map(\.metadata.isDirectory) == [true, false])
    #expect(try at.files.read(at.folder.appending(bytes: odd)) == [7])
    #expect(try found.last?.metadata == at.files.metadata(at.folder.appending(bytes: odd)))
  }

  @Test(arguments: Disk.allCases)
  func `each change of a file shows in its times, and rename keeps its inode`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.replace(at.path("f"), with: [1])
    let before = try #require(try at.files.metadata(at.path("f")))
    try at.files.rename(at.path("f"), over: at.path("g"))
    #expect(try at.files.metadata(at.path("g"))?.inode == before.inode)
    #expect(try at.files.metadata(at.path("g"))?.modifiedNanoseconds == before.modifiedNanoseconds)
    try at.files.replace(at.path("g"), with: [2])
    #expect(try at.files.metadata(at.path("g"))?.inode != before.inode)
  }

  @Test(arguments: Disk.allCases)
  func `a taken name is refused for a file, a folder and a link`(disk: Disk) throws {
    let at = try disk.open()
    let (files, taken) = (at.files, at.path("taken"))
    try files.createLink(taken, to: Array("nowhere".utf8))
    #expect(try code { _ = try files.create(taken, permissions: 0o644) } == .fileExists)
    #expect(try code { try files.createDirectory(taken, permissions: 0o755) } == .fileExists)
    #expect(try code { try files.createLink(taken, to: [0x61]) } == .fileExists)
    #expect(try files.linkTarget(taken) == Array("nowhere".utf8))
  }

  @Test(arguments: Disk.allCases)
  func `only a regular file is opened, and a FIFO is refused without waiting`(disk: Disk) throws {
    let at = try disk.open()
    let files = at.files
    try at.makeFIFO(at.path("p"))
    try files.createLink(at.path("l"), to: Array("p".utf8))
    #expect(try code { _ = try files.open(at.path("p")) } == .invalidArgument)
    #expect(try code { _ = try files.open(at.path("l")) } == .tooManySymbolicLinkLevels)
    #expect(try code { _ = try files.open(at.folder) } == .isDirectory)
    #expect(try code { _ = try files.open(at.path("none")) } == .noSuchFileOrDirectory)
    #expect(try code { _ = try files.readIfPresent(at.path("p")) } == .invalidArgument)
    #expect(try code { try files.sync(at.path("p")) } == .invalidArgument)
  }

  @Test(arguments: Disk.allCases)
  func `permissions are set on the name itself, never through a link`(disk: Disk) throws {
    let at = try disk.open()
    let files = at.files
    try files.replace(at.path("f"), with: [1], permissions: 0o644)
    try files.createLink(at.path("l"), to: Array("f".utf8))
    try files.setPermissions(at.path("f"), 0o600)
    #expect(try code { try files.setPermissions(at.path("l"), 0o777) } == .notSupportedOnSocket)
    #expect(try files.metadata(at.path("f"))?.permissions == 0o600)
  }

  @Test(arguments: Disk.allCases)
  func `removing what is not there does nothing, and a folder is not a file`(disk: Disk) throws {
    let at = try disk.open()
    let files = at.files
    try files.replace(at.path("f"), with: [])
    try files.createDirectory(at.path("d"), permissions: 0o755)
    try files.replace(at.path("d/x"), with: [])

    try files.remove(at.path("none"))
    try files.remove(at.path("f/none"))
    try files.removeDirectory(at.path("none"))
    #expect(try code { try files.remove(at.path("d")) } == .isDirectory)
    #expect(try code { try files.removeDirectory(at.path("f")) } == .notDirectory)
    #expect(try code { try files.removeDirectory(at.path("d")) } == .directoryNotEmpty)
    try files.remove(at.path("f"))
    #expect(try files.contents(of: at.folder).map(\.name) == [Array("d".utf8)])
  }

  @Test(arguments: Disk.allCases)
  func `rename refuses what would put a folder and a file into each other`(disk: Disk) throws {
    let at = try disk.open()
    let files = at.files
    try files.replace(at.path("f"), with: [1])
    try files.createDirectory(at.path("d"), permissions: 0o755)
    try files.createDirectory(at.path("d/e"), permissions: 0o755)
    let before = try files.snapshotOfTree(at.folder)

    #expect(try code { try files.rename(at.path("f"), over: at.path("d")) } == .isDirectory)
    #expect(try code { try files.rename(at.path("d"), over: at.path("f")) } == .notDirectory)
    #expect(try code { try files.rename(at.path("d"), over: at.path("d/e/x")) } == .invalidArgument)
    #expect(
      try code { try files.rename(at.path("none"), over: at.path("f")) } == .noSuchFileOrDirectory)
    #expect(try files.snapshotOfTree(at.folder) == before)
  }

  @Test(arguments: Disk.allCases)
  func `links on the way are followed, and a circle of them ends`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.createDirectory(at.path("d"), permissions: 0o755)
    try at.files.replace(at.path("d/f"), with: [5])
    try at.files.createLink(at.path("there"), to: Array("../\(name(of: at))/d".utf8))
    try at.files.createLink(at.path("a"), to: Array("b".utf8))
    try at.files.createLink(at.path("b"), to: Array("a".utf8))
    #expect(try at.files.read(at.path("there/f")) == [5])
    #expect(try at.files.read(at.path("there/./../d/f")) == [5])
    #expect(try code { _ = try at.files.open(at.path("a/x")) } == .tooManySymbolicLinkLevels)
  }

  @Test(arguments: Disk.allCases)
  func `a lock is held by one, ends with its value, and says who has it`(disk: Disk) throws {
    let at = try disk.open()
    var held = try at.files.lock(at.path("lock"))
    try #require(held).describe("a long text")
    try #require(held).describe("process 7")
    #expect(try at.files.lock(at.path("lock")) == nil)
    #expect(try at.files.lock(at.path("another")) != nil)
    #expect(try at.files.text(at.path("lock")) == "process 7")
    held = nil
    #expect(try at.files.lock(at.path("lock")) != nil)
  }

  @Test(arguments: Disk.allCases)
  func `a name of more than 255 bytes is an error, not a missing file`(disk: Disk) throws {
    let at = try disk.open()
    let long = at.path(String(repeating: "x", count: 256))
    #expect(try code { _ = try at.files.metadata(long) } == .fileNameTooLong)
    #expect(try at.files.availableBytes(at: at.folder) > 0)
  }

  private func name(of at: WorkFolder) -> String { at.folder.lastComponent?.string ?? "" }
}
