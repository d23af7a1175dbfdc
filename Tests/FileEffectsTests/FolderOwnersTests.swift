import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct FolderOwnersTests {
  private static let theirs = FileOwner(user: 1000, group: 100)

  private func disk() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    try disk.writeFolder("/home")
    try disk.give("/home", to: Self.theirs)
    return disk
  }

  @Test func `what root makes belongs to the owner of its folder, and keeps its permissions`()
    throws
  {
    let disk = try disk()
    let files = FolderOwners.kept(on: disk)
    try files.ensureDirectory("/home/a/b")
    _ = try files.create("/home/a/b/tool", permissions: 0o4755)
    try files.createLink("/home/a/link", to: [0x78])
    _ = try files.lock("/home/a/lock")
    try files.replace("/home/a/text", with: [1])
    for path in ["a", "a/b", "a/b/tool", "a/link", "a/lock", "a/text"] {
      #expect(try disk.metadata(FilePath("/home").appending(path))?.owner == Self.theirs, "\(path)")
    }
    #expect(try disk.metadata("/home/a/b/tool")?.permissions == 0o4755)
    try files.replace("/top", with: [1])
    #expect(try disk.metadata("/top")?.owner == .root)
    // A link to a folder stands for the folder.
    try disk.writeLink("/short", to: "/home")
    _ = try files.create("/short/x", permissions: 0o644)
    #expect(try disk.metadata("/home/x")?.owner == Self.theirs)
  }

  @Test func `for everybody else nothing more is done`() throws {
    let disk = try disk()
    disk.user = FileUser(owner: FileOwner(user: 5, group: 5))
    let files = FolderOwners.kept(on: disk)
    #expect(files is SimulatedDisk)
    try files.replace("/home/x", with: [1])
    #expect(try disk.metadata("/home/x")?.owner == FileOwner(user: 5, group: 5))
    #expect(!disk.effectLog.contains { $0.hasPrefix("setOwner") })
  }

  @Test func `a file is given away only by who may`() throws {
    let disk = try disk()
    let user = FileUser(owner: FileOwner(user: 5, group: 5), groups: [7])
    disk.user = user
    try disk.replace("/x", with: [1], owner: FileOwner(user: 5, group: 7))
    #expect(try disk.metadata("/x")?.owner == FileOwner(user: 5, group: 7))
    try disk.replace("/y", with: [1], owner: Self.theirs)
    #expect(try disk.metadata("/y")?.owner == user.owner)
  }

  @Test func `the disk of this machine knows owners, and root gives a file away`() throws {
    let folder = try TemporaryFolder()
    let files = LocalFileSystem()
    let path = folder.path.appending("x")
    try files.replace(path, with: [1], permissions: 0o755)
    #expect(try files.metadata(path)?.owner == files.user.owner)
    try files.setOwner(path, files.user.owner)
    guard files.user.isRoot else {
      #expect(throws: FileError(.setOwner, path, .notPermitted)) {
        try files.setOwner(path, Self.theirs)
      }
      return
    }
    try files.give(path, to: Self.theirs, permissions: 0o4755)
    #expect(try files.metadata(path)?.owner == Self.theirs)
    #expect(try files.metadata(path)?.permissions == 0o4755)
    try files.createLink(folder.path.appending("link"), to: Array("x".utf8))
    try files.setOwner(folder.path.appending("link"), FileOwner(user: 3, group: 3))
    #expect(try files.metadata(path)?.owner == Self.theirs, "no link is followed")
  }
}
