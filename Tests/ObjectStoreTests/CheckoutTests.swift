import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct CheckoutTests {
  /// A tree with something of every kind.
  private func fill(_ bench: Bench) throws {
    try bench.write("run.sh", "#!/bin/sh\n", permissions: 0o755)
    try bench.write("private", "x", permissions: 0o600)
    try bench.write("empty-file", [])
    try bench.write("large", Bench.noise(2 << 20))
    for number in 0..<60 { try bench.write("many/\(number % 7)/\(number)", "text \(number)") }
    try bench.write("twice/a", "the same")
    try bench.write("twice/b", "the same")
    try bench.write("odd name\n", "x")
    try bench.files.createLink(bench.root.appending("link"), to: Array("many/0".utf8))
    try bench.files.createLink(bench.root.appending("dangling"), to: [0x2f, 0xff])
    try bench.files.createDirectory(bench.root.appending("empty"), permissions: 0o700)
    try bench.write("closed/inner", "x", permissions: 0o400)
    try bench.files.setPermissions(bench.root.appending("closed"), 0o500)
  }

  @Test(arguments: [true, false])
  func `a restored tree is exactly the captured one`(isLocal: Bool) throws {
    let bench = try isLocal ? Bench.local() : Bench()
    try fill(bench)
    let captured = try bench.capture()
    let target = bench.location.removingLastComponent().appending("out")
    let store = try bench.reopened()
    let listing = try ObjectReader(store).listing(of: captured.tree)
    try Checkout.restore(listing, to: target, from: store)
    #expect(
      try bench.files.snapshotOfTree(target) == bench.files.snapshotOfTree(bench.root))
  }

  @Test func `a large file is put together in its order, whatever lies together in the store`()
    throws
  {
    let bench = try Bench.local()
    // Some of it compresses to nothing, some is there twice, and some is encoded against what was before.
    let parts = (0..<6 as Range<UInt64>).map { Bench.noise(700_000, seed: $0 % 4) }
    let zeros = [UInt8](repeating: 0, count: 9 << 20)
    try bench.write("large", parts[0] + zeros + parts.flatMap(\.self))
    let first = try bench.capture()
    let changed = parts[0] + zeros + parts.flatMap { [1, 2, 3] + $0 } + zeros
    try bench.write("large", changed)
    _ = try bench.capture(previous: first.listing)
    let store = try bench.reopened()
    let entry = try bench.entry("large", in: try bench.capture().listing)
    #expect(entry.isChunked)
    let place = bench.location.removingLastComponent().appending("out")
    try Checkout.write([Checkout.Target(entry: entry, path: place)], from: store)
    #expect(try bench.files.read(place) == changed)
  }

  @Test func `a large file that cannot be read to its end is an error that names what is lost`()
    throws
  {
    let bench = try Bench.local()
    try bench.write("large", Bench.noise(12 << 20))
    let entry = try bench.entry("large", in: try bench.capture().listing)
    let path = try #require(try bench.packPaths().first)
    var bytes = try bench.files.read(path)
    bytes[bytes.count / 2] ^= 1
    try bench.files.replace(path, with: bytes)
    let place = bench.location.removingLastComponent().appending("out")
    let store = try bench.reopened()
    #expect {
      try Checkout.write([Checkout.Target(entry: entry, path: place)], from: store)
    } throws: { error in
      guard case StoreError.damaged(_, pack: path) = error else { return false }
      return true
    }
  }

  @Test func `a restored tree survives a power cut`() throws {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    try fill(bench)
    let listing = try bench.capture().listing
    try Checkout.restore(listing, to: "/disk/far/out", from: bench.store)
    let tree = try disk.snapshotOfTree("/disk/far/out")
    disk.restart()
    #expect(try disk.snapshotOfTree("/disk/far/out") == tree)
  }

  @Test func `a folder that is not empty is refused before anything is written`() throws {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    try bench.write("a", "x")
    let listing = try bench.capture().listing
    try disk.write("/disk/out/mine", "mine")
    try disk.write("/disk/file", "mine")
    let before = try disk.snapshotOfTree("/disk")
    for name in ["out", "file"] {
      let target = FilePath("/disk").appending(name)
      #expect(throws: StoreError.notEmpty(target)) {
        try Checkout.restore(listing, to: target, from: bench.store)
      }
    }
    #expect(try disk.snapshotOfTree("/disk") == before)
    try disk.erase("/disk/out/mine")
    try Checkout.restore(listing, to: "/disk/out", from: bench.store)
  }

  @Test func `an object that is missing is named`() throws {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    try bench.write("a", "x")
    let listing = try bench.capture().listing
    for path in try bench.packPaths() { try disk.erase(path) }
    let store = try bench.reopened()
    #expect(throws: StoreError.missing(ObjectID(of: Array("x".utf8)))) {
      try Checkout.restore(listing, to: "/disk/out", from: store)
    }
  }
}
