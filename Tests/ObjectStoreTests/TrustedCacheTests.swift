import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct TrustedCacheTests {
  private let disk = SimulatedDisk()

  /// Rules that may have changed since the last capture.
  private struct Rules: CaptureRules {
    var key: ObjectID
    func layer(of path: RelativePath) -> Layer? { .core }
    func mayHold(_ folder: RelativePath) -> Bool { true }
    func isSettled(_ folder: RelativePath?, as tree: ObjectID) -> Bool { true }
  }

  /// A captured database, and what a walk that begins now believes of the cache.
  private func sample() throws -> (bench: Bench, cache: TrustedCache) {
    let bench = try Bench(disk)
    try bench.write("a.db", SimulatedDatabases.makeDatabase(rows: ["one"]))
    disk.advanceClock(by: .seconds(1))
    _ = try bench.capture()
    return (bench, try cache(of: bench, key: .none))
  }

  private func cache(of bench: Bench, key: ObjectID) throws -> TrustedCache {
    try TrustedCache(
      for: Capture(
        root: bench.root, rules: Rules(key: key), files: disk, databases: bench.databases,
        scratch: bench.store.staging, store: bench.store))
  }

  /// The database as a walk meets it, among these other names.
  private func name(
    in bench: Bench, _ cache: TrustedCache, beside others: [DirectoryEntry] = [],
    names: UInt64 = 1
  ) throws -> WalkedName {
    var entry = try #require(try disk.contents(of: bench.root).first)
    entry.metadata.nameCount = names
    var cursor = StatCacheCursor(of: 0, in: cache.cache)
    return WalkedName(
      entry, in: WalkedFolder(path: nil, location: bench.root, known: 0),
      among: [entry] + others, cursor.next(entry.name))
  }

  private func other(_ name: String, _ kind: FileMetadata.Kind, size: UInt64) -> DirectoryEntry {
    DirectoryEntry(
      name: Array(name.utf8),
      metadata: FileMetadata(
        kind: kind, permissions: 0o644, size: size, modifiedNanoseconds: 0,
        changedNanoseconds: 0, inode: 99, device: 0))
  }

  @Test func `a database is believed only while no rows can be elsewhere`() throws {
    let (bench, cache) = try sample()
    #expect(try cache.entry(of: name(in: bench, cache))?.kind == .database)
    #expect(try cache.entry(of: name(in: bench, cache, names: 2)) == nil)
    for log in ["a.db-wal", "a.db-journal"] {
      let (full, empty) = (other(log, .regular, size: 8), other(log, .regular, size: 0))
      #expect(try cache.entry(of: name(in: bench, cache, beside: [full])) == nil)
      #expect(try cache.entry(of: name(in: bench, cache, beside: [empty])) != nil)
      let folder = other(log, .directory, size: 0)
      #expect(try cache.entry(of: name(in: bench, cache, beside: [folder])) == nil)
    }
  }

  @Test func `layers are believed only where the same rules gave them`() throws {
    let (bench, trusted) = try sample()
    let folder = WalkedFolder(path: nil, location: bench.root, known: 0)
    #expect(try trusted.isSettled(folder))
    #expect(try !trusted.isSettled(WalkedFolder(path: nil, location: bench.root)))
    #expect(try !cache(of: bench, key: ObjectID(of: [1])).isSettled(folder))
  }
}
