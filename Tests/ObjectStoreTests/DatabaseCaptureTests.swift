import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct DatabaseCaptureTests {
  private let disk = SimulatedDisk()

  /// A database of about 300 KiB.
  private func rows(changing changed: Int? = nil) -> [String] {
    (0..<3000).map { (number: Int) in
      "row \(number): " + String(repeating: number == changed ? "y" : "x", count: 90)
    }
  }

  @Test func `a database is known by its first bytes and cut at 64 KiB`() throws {
    let bench = try Bench(disk)
    let bytes = SimulatedDatabases.makeDatabase(rows: rows())
    try bench.write("data.bin", bytes)
    let entry = try bench.entry("data.bin", in: bench.capture().listing)
    #expect(entry.kind == .database && entry.isChunked && entry.layer == .brain)
    let reader = try ObjectReader(bench.store)
    let chunks = try reader.chunks(entry.object)
    #expect(chunks.dropLast().allSatisfy { $0.size == 64 << 10 })
    #expect(chunks.count == (bytes.count + 65_535) / 65_536)
    #expect(try reader.contents(of: entry) == bytes)
  }

  @Test func `a changed row stores one chunk and its list anew`() throws {
    let bench = try Bench(disk)
    try bench.write("a.db", SimulatedDatabases.makeDatabase(rows: rows()))
    let before = try bench.capture().listing
    let objects = bench.store.figures.objects
    try bench.write("a.db", SimulatedDatabases.makeDatabase(rows: rows(changing: 1500)))
    let after = try bench.capture(previous: before).listing
    #expect(before != after)
    // The chunk, the list, and the tree.
    #expect(bench.store.figures.objects == objects + 3)
  }

  @Test(arguments: [1, 3000])
  func `a database of which only SQLite's counters changed is what it was`(count: Int) throws {
    let bench = try Bench(disk)
    var bytes = SimulatedDatabases.makeDatabase(rows: Array(rows().prefix(count)))
    try bench.write("a.db", bytes)
    let before = try bench.capture()
    for range in DatabaseHeader.counters { for index in range { bytes[index] &+= 3 } }
    try bench.write("a.db", bytes)
    #expect(try bench.capture(previous: before.listing).tree == before.tree)
    bytes[30] &+= 1
    try bench.write("a.db", bytes)
    #expect(try bench.capture(previous: before.listing).tree != before.tree)
  }

  /// Rows that are fewer, more or others than ``rows(changing:)``.
  enum Other: CaseIterable {
    case fewer, more, one, none
  }

  @Test(arguments: Other.allCases, [0, 3000])
  func `what makes one state of a database another does so, in both directions`(
    other: Other, count: Int
  ) throws {
    let bench = try Bench(disk)
    let old = Array(rows().prefix(count))
    let new =
      switch other {
      case .fewer: Array(rows().prefix(count / 3))
      case .more: rows() + rows(changing: 7)
      case .one: Array(rows(changing: 2500).prefix(max(1, count)))
      case .none: old
      }
    var entries: [Entry] = []
    for rows in [old, new] {
      try bench.write("a.db", SimulatedDatabases.makeDatabase(rows: rows))
      entries.append(try bench.entry("a.db", in: bench.capture().listing))
    }
    let databases = SimulatedDatabases(on: disk)
    for (from, to, rows) in [(entries[1], entries[0], old), (entries[0], entries[1], new)] {
      let difference = try #require(
        try DatabaseDifference(from: from, to: to, fingerprint: nil, in: bench.store))
      #expect(other != .one || difference.pageRanges.count <= 2)
      #expect(try databases.patch("/disk/d/a.db", with: difference))
      let now = try disk.read("/disk/d/a.db")
      #expect(SimulatedDatabases.rows(of: now) == rows && UInt64(now.count) == to.size)
      // It is not in the state before any more.
      if from.object != to.object {
        #expect(throws: DatabaseAccessError.changedMeanwhile(database: "/disk/d/a.db")) {
          try databases.patch("/disk/d/a.db", with: difference)
        }
      }
    }
  }

  @Test func `what SQLite keeps beside a database is part of it, beside another file it is not`()
    throws
  {
    let bench = try Bench(disk)
    try bench.write("a.db", SimulatedDatabases.makeDatabase(rows: ["x"]))
    try bench.write("empty.db", "")
    try bench.write("text", "no database")
    for name in ["a.db", "empty.db", "text", "none"] {
      for ending in DatabaseHeader.companions { try bench.write(name + ending, "kept beside") }
    }
    let names = try bench.capture().listing.items.map(\.path.description)
    let kept = ["none", "text"].flatMap { name in DatabaseHeader.companions.map { name + $0 } }
    #expect(names == (["a.db", "empty.db", "text"] + kept).sorted())
  }

  @Test func `a database with rows in its log is read, however old it looks`() throws {
    let bench = try Bench(disk)
    try bench.write("a.db", SimulatedDatabases.makeDatabase(rows: ["x"]))
    try bench.write("a.db-wal", "rows")
    disk.advanceClock(by: .seconds(1))
    _ = try bench.capture()
    var databases = SimulatedDatabases(on: disk)
    databases.busy = ["/disk/d/a.db"]
    let capture = Capture(
      root: bench.root, rules: Bench.Rules(), files: disk, databases: databases,
      scratch: bench.store.staging, store: bench.store)
    #expect(throws: DatabaseAccessError.busy(database: "/disk/d/a.db", seconds: 5)) {
      try capture.run(into: nil)
    }
    try disk.erase("/disk/d/a.db-wal")
    _ = try bench.capture()
    _ = try capture.run(into: nil)
  }

  @Test(arguments: [Array("a.db".utf8), [0xe9] + ".db".utf8])
  func `rows in the log of a database are captured, whether its name is text or not`(
    name: [UInt8]
  ) throws {
    let bench = try Bench(disk)
    let place = bench.root.appending(bytes: name)
    // As a store of an earlier version has it: the header does not say how many pages there are.
    var bytes = SimulatedDatabases.makeDatabase(rows: ["x"])
    bytes.replaceSubrange(28..<32, with: [0, 0, 0, 0])
    try disk.replace(place, with: bytes)
    try disk.replace(place.withSuffix("-wal"), with: Array("y".utf8))
    let read = SimulatedDisk()
    try read.writeFolder("/disk/d")
    try read.replace(place, with: SimulatedDatabases.makeDatabase(rows: ["x", "y"]))
    let batch = try bench.store.batch()
    var previous = try ContentWriter(into: batch).file(bytes, layer: .brain)
    previous.kind = .database
    try batch.commit()
    let found = try Capture(
      root: bench.root, rules: Bench.Rules(), files: disk, databases: SimulatedDatabases(on: read),
      scratch: bench.store.staging, store: bench.store, previous: { [previous] _ in previous }
    ).run(into: nil)
    let entry = try #require(found.listing[RelativePath(unchecked: name)])
    #expect(entry.object != previous.object)
  }

  @Test func `a database that SQLite cannot read is kept as bytes, with a warning`() throws {
    let bench = try Bench(disk)
    try bench.write("a.db", DatabaseHeader.magic + [1, 2, 3])
    let (listing, warnings, _) = try bench.capture()
    let entry = try bench.entry("a.db", in: listing)
    #expect(entry.kind == .file && entry.layer == .brain)
    #expect(try ObjectReader(bench.store).contents(of: entry) == DatabaseHeader.magic + [1, 2, 3])
    #expect(warnings.map(\.path.description) == ["a.db"])
    guard case .unreadableDatabase = warnings[0].kind else {
      Issue.record("\(warnings)")
      return
    }
  }

  @Test func `a database is captured though the one before it is damaged in the store`() throws {
    let bench = try Bench(disk)
    let bytes = SimulatedDatabases.makeDatabase(rows: ["x"])
    try bench.write("a.db", bytes)
    let before = try bench.capture().listing
    for path in try bench.packPaths() { try disk.erase(path) }
    let store = try bench.reopened()
    let batch = try store.batch()
    let listing = try Capture(
      root: bench.root, rules: Bench.Rules(), files: disk, databases: bench.databases,
      scratch: store.staging, store: store, previous: { before[$0] }
    ).run(into: batch).listing
    try batch.commit()
    #expect(try ObjectReader(store).contents(of: bench.entry("a.db", in: listing)) == bytes)
  }
}
