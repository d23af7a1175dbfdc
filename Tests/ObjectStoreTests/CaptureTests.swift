import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct CaptureTests {
  private let disk = SimulatedDisk()

  @Test func `modes, links and empty folders are captured as they are`() throws {
    let bench = try Bench(disk)
    try bench.write("run.sh", "#!/bin/sh\n", permissions: 0o4755)
    try bench.write("deep/er/read-only", "x", permissions: 0o444)
    try disk.writeLink("/disk/d/link", to: "deep/er/read-only")
    try disk.writeLink("/disk/d/dangling", to: "/nowhere")
    try disk.writeFolder("/disk/d/empty", permissions: 0o750)
    let (listing, warnings, tree) = try bench.capture()
    #expect(warnings.isEmpty)
    #expect(
      listing.items.map(\.path.description)
        == ["dangling", "deep", "deep/er", "deep/er/read-only", "empty", "link", "run.sh"])
    #expect(try bench.entry("run.sh", in: listing).permissions == 0o4755)
    #expect(try bench.entry("empty", in: listing) == .directory(permissions: 0o750))
    let link = try bench.entry("link", in: listing)
    #expect(link.kind == .link && link.permissions == 0o777)
    let reader = try ObjectReader(bench.store)
    #expect(try reader.bytes(of: link.object) == Array("deep/er/read-only".utf8))
    #expect(try reader.listing(of: tree) == listing)
  }

  @Test func `special files are named in a warning and left out`() throws {
    let bench = try Bench(disk)
    try disk.writeSpecial("/disk/d/pipe", .fifo)
    try disk.writeSpecial("/disk/d/sub/socket", .socket)
    try disk.writeSpecial("/disk/d/skip-device", .device)
    let (listing, warnings, _) = try bench.capture()
    #expect(listing.items.isEmpty)
    #expect(
      warnings == [
        CaptureWarning(path: RelativePath(unchecked: Array("pipe".utf8)), kind: .special(.fifo)),
        CaptureWarning(
          path: RelativePath(unchecked: Array("sub/socket".utf8)), kind: .special(.socket)),
      ])
  }

  @Test func `a name that is not text is captured byte for byte`() throws {
    let bench = try Bench(disk)
    let name: [UInt8] = [0x66, 0xff, 0x20, 0x0a, 0x80]
    try disk.write(bench.root.appending(bytes: name), "odd")
    let listing = try bench.capture().listing
    #expect(listing.items.map(\.path.bytes) == [name])
  }

  @Test func `git's folder, the store, other folders and a switch's temporaries are left out`()
    throws
  {
    let bench = try Bench(disk)
    try bench.write("kept", "x")
    try bench.write(".git/config", "x")
    try bench.write("sub/.git/config", "x")
    try bench.write("skipped/x", "x")
    try bench.write("skip-me", "x")
    try bench.write(".cortex-new-0123456789abcdef", "x")
    try disk.writeLink("/disk/d/.cortex-new-fedcba9876543210", to: "x")
    #expect(try bench.capture().listing.items.map(\.path.description) == ["kept"])

    let inside = Capture(
      root: "/disk", rules: Bench.Rules(), files: disk, databases: SimulatedDatabases(on: disk),
      scratch: bench.store.staging, store: bench.store)
    let names = try inside.run(into: nil).listing.items.map(\.path.description)
    #expect(names == ["d", "d/kept", "d/skipped", "d/skipped/x"].filter { names.contains($0) })
    #expect(!names.contains { $0.hasPrefix("store") })
  }

  @Test func `a folder whose files are all left out is not taken for an empty one`() throws {
    let bench = try Bench(disk)
    try bench.write("others/skip-1", "x")
    #expect(try bench.capture().listing.items.isEmpty)
  }

  @Test(arguments: ["file", "link", "folder", "folder/inner", "live.db", "live.db-wal"])
  func `what vanishes while it is captured is as if it had never been there`(name: String) throws {
    let bench = try Bench(disk)
    for name in ["file", "folder/inner", "stays"] { try bench.write(name, name) }
    try bench.write("live.db", SimulatedDatabases.makeDatabase(rows: ["x"]))
    try bench.write("live.db-wal", "log")
    try disk.writeLink("/disk/d/link", to: "file")
    let path = bench.root.appending(name)
    // The last moment: it was listed, and is about to be read.
    let calls: [HookedFileSystem.Call] = [.open, .linkTarget, .contents]
    let files = HookedFileSystem(disk) { [disk] (call, found) throws(FileError) in
      if found == path && calls.contains(call) { try disk.erase(path) }
    }
    let listing = try bench.capture(on: files).listing
    #expect(try bench.entry("stays", in: listing).size == 5)
    if name == "live.db-wal" { return }
    #expect(!listing.items.contains { $0.path.description == name })
  }

  @Test func `the folder itself must be there`() throws {
    let bench = try Bench(disk)
    try disk.erase("/disk/d")
    #expect(throws: FileError.self) { try bench.capture() }
  }

  @Test func `without a batch nothing is written, and the listing is the same`() throws {
    let bench = try Bench(disk)
    try bench.write("a/b", Bench.noise(1_500_000))
    try bench.write("c", "x")
    let effects = disk.effects
    let dry = try Capture(
      root: bench.root, rules: Bench.Rules(), files: disk, databases: bench.databases,
      scratch: bench.store.staging, store: bench.store
    ).run(into: nil).listing
    #expect(disk.effects == effects)
    #expect(try bench.capture().listing == dry)
  }

  @Test func `a large file is stored in chunks, and an edit stores few of them anew`() throws {
    let bench = try Bench(disk)
    var bytes = Bench.noise(3 << 20)
    try bench.write("large", bytes)
    let first = try bench.entry("large", in: bench.capture().listing)
    #expect(first.isChunked && first.size == 3 << 20)
    let before = bench.store.figures.bytes
    bytes.insert(7, at: 1 << 20)
    try bench.write("large", bytes)
    let second = try bench.entry("large", in: bench.capture().listing)
    #expect(bench.store.figures.bytes - before < 400_000)
    let reader = try ObjectReader(bench.store)
    #expect(try reader.contents(of: second) == bytes)
    #expect(try reader.contents(of: first).count == 3 << 20)
  }

  @Test func `a file of 64 MiB is captured and comes back`() throws {
    let bench = try Bench.local()
    let piece = Bench.noise(1 << 20)
    let path = bench.root.appending("large")
    let file = try bench.files.create(path, permissions: 0o644)
    for number in 0..<64 {
      var own = piece
      own[0] = UInt8(number)
      try own.withUnsafeBytes { try file.append($0) }
    }
    let entry = try bench.entry("large", in: bench.capture().listing)
    #expect(entry.size == 64 << 20)
    var size = 0
    try ObjectReader(try bench.reopened()).contents(of: entry) { size += $0.count }
    #expect(size == 64 << 20)
  }
}
