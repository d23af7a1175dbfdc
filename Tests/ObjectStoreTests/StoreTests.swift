import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct StoreTests {
  private let disk = SimulatedDisk()

  @Test func `a new store is empty and is not committed by any project`() throws {
    try Store.create(at: "/w/.cortex", on: disk)
    #expect(try Store.exists(at: "/w/.cortex", on: disk))
    let store = try Store.open(at: "/w/.cortex", on: disk)
    #expect(store.figures == (0, 0, 0))
    #expect(try disk.text("/w/.cortex/.gitignore") == "*\n")
    #expect(throws: StoreError.exists("/w/.cortex")) {
      try Store.create(at: "/w/.cortex", on: disk)
    }
    #expect(throws: StoreError.noStore("/w")) { try Store.open(at: "/w", on: disk) }
  }

  /// Replaces the file `format` of a new store; the one in the ledger goes.
  private func opened(_ text: String) throws -> Store {
    if try !Store.exists(at: "/s", on: disk) { try Store.create(at: "/s", on: disk) }
    try disk.write("/s/format", text)
    try disk.erase("/s/ledger")
    return try Store.open(at: "/s", on: disk)
  }

  @Test func `another version of the format is refused with both names`() throws {
    let error = try #require(throws: StoreError.self) { try opened("cortex-store 2\nread:\n") }
    #expect(
      error == .unknownFormat("/s", found: "cortex-store 2", known: "cortex-store 1"))
    #expect("\(error)".contains("cortex-store 2"))
    #expect("\(error)".contains("cortex-store 1"))
  }

  @Test func `a damaged file format is read from its copy, one that was meant is not`() throws {
    try Store.create(at: "/s", on: disk)
    let text = try disk.read("/s/format")
    let flipped = (0..<text.count * 8).map { bit in
      var text = text
      text[bit / 8] ^= 1 << UInt8(bit % 8)
      return text
    }
    let zeros = [UInt8](repeating: 0, count: text.count)
    for damaged in flipped + (0..<text.count).map({ Array(text[..<$0]) }) + [zeros] {
      try disk.write("/s/format", damaged)
      _ = try Store.open(at: "/s", on: disk)
    }
    try disk.erase("/s/format")
    _ = try Store.open(at: "/s", on: disk)
    for meant in ["cortex-store 2\nread: zstd\n", "cortex-store 1\nread: knots zstd\n"] {
      try disk.write("/s/format", meant)
      #expect(throws: StoreError.self) { try Store.open(at: "/s", on: disk) }
    }
  }

  @Test(arguments: ["", "restic 1\n", "cortex-store\n", "cortex-store one\n", "cortex-store 1 2\n"])
  func `a file format that is none of ours is refused`(text: String) throws {
    let error = try #require(throws: StoreError.self) { try opened(text) }
    guard case .unknownFormat = error else { return #expect(error == .noStore("/s")) }
  }

  @Test func `an unknown feature is refused for what needs it, with its name`() throws {
    #expect(throws: StoreError.unknownFeature("/s", operation: .read, feature: "lz9")) {
      try opened("cortex-store 1\nread: lz9 zstd\n")
    }
    let readable = try opened("cortex-store 1\nread: zstd\nwrite: seals\n")
    #expect(throws: StoreError.unknownFeature("/s", operation: .write, feature: "seals")) {
      try readable.batch()
    }
    let writable = try opened("cortex-store 1\nread: zstd\nwrite:\ncollect: leases\n")
    try writable.batch().commit()
    let words = "\(StoreError.unknownFeature("/s", operation: .collect, feature: "leases"))"
    #expect(words.hasPrefix("cannot collect") && words.contains("it uses \"leases\""))
  }

  @Test func `a second writer is told at once who holds the lock`() throws {
    try Store.create(at: "/s", on: disk)
    do {
      let lock = try StoreLock("/s", on: disk, holder: "cortex upgrade, since noon")
      #expect(throws: StoreError.locked("/s", holder: "cortex upgrade, since noon")) {
        _ = try StoreLock("/s", on: disk, holder: "another")
      }
      lock.hold()
    }
    let lock = try StoreLock("/s", on: disk, holder: "another")
    lock.hold()
  }

  @Test func `the next writer takes away what a crash left, and nothing else`() throws {
    try Store.create(at: "/s", on: disk)
    let before = try disk.snapshotOfTree("/s")
    try disk.write("/s/staging/objects.pack", "half")
    try disk.write("/s/staging/folder/inner", "half")
    for name in ["journal", "generations/3", "pins/3"] {
      let path = FilePath("/s").appending(name)
      let neighbour = ".tmp-" + (path.lastComponent?.string ?? "")
      try disk.write(path.removingLastComponent().appending(neighbour), "half")
    }
    do {
      let lock = try StoreLock("/s", on: disk, holder: "test")
      lock.hold()
    }
    disk.restart()
    var after = try disk.snapshotOfTree("/s")
    after["lock"] = nil
    #expect(after == before)
  }

  @Test func `after a writer that was ended, everything is synced before anything is done`() throws
  {
    try Store.create(at: "/s", on: disk)
    let ended = HookedFileSystem(endedAfterEffects: 2, on: disk)
    #expect(throws: FileError.self) { _ = try StoreLock("/s", on: ended, holder: "ended") }
    #expect(try disk.text("/s/lock") == "ended")
    for _ in 0..<2 {
      let lock = try StoreLock("/s", on: disk, holder: "next")
      lock.hold()
    }
    #expect(disk.effectLog.count { $0 == "syncAll /s" } == 1, "the second one need not")
  }

  @Test func `a full disk keeps nobody from taking the lock`() throws {
    try Store.create(at: "/s", on: disk)
    try disk.write("/s/lock", "")
    disk.capacityBytes = disk.usedBytes
    let lock = try StoreLock("/s", on: disk, holder: "gc, on a disk that is full")
    lock.hold()
  }

  @Test func `a damaged pack is left out of what is read, and refused where all is needed`() throws
  {
    let bench = try Bench(disk)
    try bench.add([[1]])
    try bench.add([[2]])
    let path = try #require(try bench.packPaths().first)
    try disk.write(path, "no pack")
    let store = try bench.reopened()
    #expect(store.figures.packs == 1)
    #expect(throws: StoreError.self) {
      try Store.open(at: bench.location, on: disk, strict: true)
    }
  }
}
