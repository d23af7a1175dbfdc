import FileEffects
import Glibc
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// What a switch has read again, and the stat cache knows from then on.
@Suite(.tags(.unit)) struct ConfirmedChangesTests {
  private let disk = SimulatedDisk()
  private let opened = OpenedFiles()

  private func look(
    _ bench: Bench, _ before: Listing, _ after: Listing
  ) throws -> ConfirmedChanges {
    let (disk, store, root, databases) = (disk, bench.store, bench.root, bench.databases)
    return try ConfirmedChanges(of: before.changes(to: after), workers: 1) {
      Capture(
        root: root, rules: Bench.Rules(), files: disk, databases: databases,
        scratch: store.staging, store: store)
    }
  }

  private func file(_ text: String) -> Entry {
    Entry(
      kind: .file, layer: .core, permissions: 0o644, size: UInt64(text.utf8.count),
      object: ObjectID(of: Array(text.utf8)))
  }

  /// Confirms that the deployment went from one state to the other.
  private func confirm(_ bench: Bench, _ before: Listing, _ after: Listing) throws -> Bool {
    let confirmed = try look(bench, before, after)
    guard confirmed.unlike == nil else { return false }
    bench.store.remember(confirmed, in: after)
    return true
  }

  /// A deployment of three files that was captured, and a second state of which the contents are stored.
  private func sample() throws -> (bench: Bench, before: Listing, after: Listing) {
    let bench = try Bench(disk)
    for name in ["a", "b", "gone/c"] { try bench.write(name, "contents of \(name)") }
    disk.advanceClock(by: .seconds(1))
    let before = try bench.capture().listing
    let texts = ["a": "contents of a", "b": "changed", "new/deep/d": "created"]
    let after = Listing(
      Dictionary(
        uniqueKeysWithValues: texts.map { (RelativePath(unchecked: Array($0.utf8)), file($1)) }))
    let batch = try bench.store.batch()
    for text in texts.values { _ = try batch.add(Array(text.utf8)) }
    _ = try batch.addTrees(of: after)
    try batch.commit()
    try disk.erase("/disk/d/gone")
    try disk.write("/disk/d/b", "changed")
    try disk.write("/disk/d/new/deep/d", "created")
    return (bench, before, after)
  }

  @Test func `what was confirmed is not read again, and makes the same state`() throws {
    let (bench, before, after) = try sample()
    disk.advanceClock(by: .seconds(1))
    #expect(try confirm(bench, before, after))
    let found = try bench.capture(on: opened.files(on: disk))
    #expect(opened.take() == [])
    #expect(found.listing == after)
    #expect(try found.tree == after.treeID())
    #expect(try bench.store.describeStatCache().folders.allSatisfy(\.isWhole))
  }

  @Test func `a file that was confirmed within a tick of its change is read once more`() throws {
    let (bench, before, after) = try sample()
    try disk.write("/disk/d/b", "changed")
    #expect(try confirm(bench, before, after))
    let found = try bench.capture(on: opened.files(on: disk))
    #expect(opened.take() == ["b"])
    #expect(found.listing == after)
  }

  @Test func `an edit of a confirmed file is found, before the cache is written or after`() throws {
    let (bench, before, after) = try sample()
    disk.advanceClock(by: .seconds(1))
    let confirmed = try look(bench, before, after)
    #expect(confirmed.unlike == nil)
    try disk.write("/disk/d/b", "CHANGED")
    bench.store.remember(confirmed, in: after)
    try disk.write("/disk/d/new/deep/d", "CREATED")
    let found = try bench.capture(on: opened.files(on: disk)).listing
    #expect(opened.take() == ["b", "d"])
    #expect(try bench.entry("b", in: found) == file("CHANGED"))
    #expect(try bench.entry("new/deep/d", in: found) == file("CREATED"))
  }

  @Test func `what is not as the change says is not confirmed`() throws {
    let (bench, before, after) = try sample()
    try disk.write("/disk/d/b", "another")
    #expect(try !confirm(bench, before, after))
    try disk.erase("/disk/d/b")
    #expect(try !confirm(bench, before, after))
  }

  @Test func `a cache that was forgotten stays so`() throws {
    let (bench, before, after) = try sample()
    disk.advanceClock(by: .seconds(1))
    try bench.store.forgetStatCache()
    #expect(try confirm(bench, before, after))
    #expect(try !disk.exists(bench.location.appending("stat-cache")))
    _ = try bench.capture(on: opened.files(on: disk))
    #expect(opened.take() == ["a", "b", "d"])
  }

  @Test func `a full disk keeps nobody from confirming`() throws {
    let (bench, before, after) = try sample()
    disk.advanceClock(by: .seconds(1))
    disk.failEffect(number: 1, with: .noSpace)
    #expect(try confirm(bench, before, after))
    _ = try bench.capture(on: opened.files(on: disk))
    #expect(opened.take() == ["b", "d"])
  }

  @Test(arguments: [false, true])
  func `a database that was restored is read once by the next look`(usesLog: Bool) throws {
    let bench = try Bench(disk)
    try bench.write("a.db", SimulatedDatabases.makeDatabase(rows: ["one"], usesLog: usesLog))
    let after = try bench.capture().listing
    try disk.write("/disk/d/a.db", SimulatedDatabases.makeDatabase(rows: ["two"], usesLog: usesLog))
    disk.advanceClock(by: .seconds(1))
    let before = try bench.capture().listing
    try disk.write("/disk/d/a.db", SimulatedDatabases.makeDatabase(rows: ["one"], usesLog: usesLog))
    disk.advanceClock(by: .seconds(1))
    #expect(try confirm(bench, before, after))
    let found = try bench.capture(on: opened.files(on: disk), previous: after)
    #expect(opened.take().contains("a.db") && found.listing == after)
    _ = try bench.capture(on: opened.files(on: disk), previous: after)
    #expect(opened.take() == [])
  }

  // MARK: On the disk of this machine

  @Test func `an edit that keeps the size and sets the time back is found`() throws {
    let bench = try Bench.local()
    try bench.write("a", "contents")
    let files = opened.files(on: bench.files)
    var captures = 0
    repeat {
      _ = opened.take()
      _ = try bench.capture(on: files)
      captures += 1
    } while opened.take() != [] && captures < 10_000
    try #require(captures < 10_000)
    let place = bench.root.appending("a")
    let before = try #require(try bench.files.metadata(place))
    try bench.files.truncate(place, to: 0)
    try Array("CONTENTS".utf8).withUnsafeBytes { try bench.files.extend(place).append($0) }
    let time = timespec(
      tv_sec: Int(before.modifiedNanoseconds / 1_000_000_000),
      tv_nsec: Int(before.modifiedNanoseconds % 1_000_000_000))
    let times = [time, time]
    let code = place.withPlatformString { utimensat(AT_FDCWD, $0, times, 0) }
    try #require(code == 0)
    let now = try #require(try bench.files.metadata(place))
    #expect(now.size == before.size && now.modifiedNanoseconds == before.modifiedNanoseconds)
    let found = try bench.capture(on: files).listing
    #expect(try bench.entry("a", in: found).object == ObjectID(of: Array("CONTENTS".utf8)))
  }
}
