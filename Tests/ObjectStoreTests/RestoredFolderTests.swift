import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct RestoredFolderTests {
  private static let out: FilePath = "/disk/far/out"

  /// A store with a tree in which some folders are closed, and its listing.
  private func scene() throws -> (disk: SimulatedDisk, listing: Listing) {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    try bench.write("a", "one")
    try bench.write("closed/inner/b", "two")
    try bench.write("large", Bench.noise(200_000))
    try disk.writeFolder(bench.root.appending("empty"), permissions: 0o500)
    try disk.setPermissions(bench.root.appending("closed"), 0o500)
    let listing = try bench.capture().listing
    try disk.syncAll(at: "/")
    return (disk, listing)
  }

  private func restore(_ listing: Listing, on files: any FileSystem) throws {
    let store = try Store.open(at: "/disk/store", on: files, workers: 1)
    try Checkout.restore(listing, to: Self.out, from: store)
  }

  @Test func `whenever it was cut short, the same command makes the whole of it`() throws {
    let (disk, listing) = try scene()
    let clean = disk.copy()
    try restore(listing, on: clean)
    let whole = try clean.snapshotOfTree(Self.out)
    #expect(whole.keys.allSatisfy { !$0.contains(".cortex") })
    for seed in [nil, 0, 1, 2] as [UInt64?] {
      for isPowerCut in [true, false] {
        for cut in 0... {
          let copy = disk.copy(seed: seed.map { $0 &+ UInt64(cut) &* 1_000_003 })
          let files: any FileSystem =
            isPowerCut ? copy : HookedFileSystem(endedAfterEffects: cut, on: copy)
          if isPowerCut { copy.cutPower(afterEffects: cut) }
          let isDone = (try? restore(listing, on: files)) != nil && !copy.isPowerCut
          if isPowerCut { copy.restart() }
          let where_ =
            "after \(cut) effects, seed \(seed.map(String.init) ?? "none"), \(isPowerCut)"
          if isDone {
            #expect(try copy.snapshotOfTree(Self.out) == whole, "\(where_)")
            break
          }
          // There may have been nothing left to do but to say so.
          let isWhole = try copy.exists(Self.out) && copy.snapshotOfTree(Self.out) == whole
          if !isWhole { try restore(listing, on: copy) }
          #expect(try copy.snapshotOfTree(Self.out) == whole, "\(where_)")
          copy.restart()
          #expect(try copy.snapshotOfTree(Self.out) == whole, "\(where_), then the power failed")
        }
      }
    }
  }

  @Test func `a disk that is full or fails is left as it was, but for the folders above`() throws {
    let (disk, listing) = try scene()
    try disk.writeFolder("/disk/far")
    let before = try disk.snapshotOfTree("/disk/far")
    for code in [Errno.noSpace, .ioError] {
      for number in 1...40 {
        let copy = disk.copy()
        copy.failEffect(number: number, with: code)
        if (try? restore(listing, on: copy)) != nil { continue }
        let left = try copy.snapshotOfTree("/disk/far").filter { $0.key != "out" }
        #expect(
          left == before || left.keys.contains { $0.contains(".cortex-restored-") }, "\(number)")
        try restore(listing, on: copy)
      }
    }
  }

  @Test func `nothing is taken away that is not ours`() throws {
    let (disk, listing) = try scene()
    let id = try listing.treeID().description.prefix(16)
    let names = [
      ".cortex-restore-mine/x", ".cortex-restore-\(id)0/x", "notes/x", ".cortex-restore-\(id)",
      ".cortex-restored-0123456789abcdef/x",
    ]
    for name in names {
      let copy = disk.copy()
      try copy.write(Self.out.appending(name), "mine")
      let before = try copy.snapshotOfTree("/disk")
      #expect(throws: StoreError.notEmpty(Self.out)) { try restore(listing, on: copy) }
      #expect(try copy.snapshotOfTree("/disk") == before, "\(name)")
    }
    // What another one left that was cut short is; unless it is at it right now.
    let leftover = Self.out.appending(".cortex-restore-0123456789abcdef")
    try disk.write(leftover.appending("a"), "half")
    let lock = try disk.lock(leftover.appending(".cortex-restoring"))
    #expect(throws: StoreError.notEmpty(Self.out)) { try restore(listing, on: disk) }
    _ = consume lock
    try restore(listing, on: disk)
    #expect(try !disk.exists(leftover))
  }
}
