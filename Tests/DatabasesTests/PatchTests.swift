import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Databases

/// A patch from one file's bytes to another's.
struct BytesPatch: DatabasePatch {
  static let size = 64 << 10
  let old: [UInt8]
  let new: [UInt8]
  var fingerprint: FileMetadata?

  var sizes: (before: UInt64, after: UInt64) { (UInt64(old.count), UInt64(new.count)) }

  var pageRanges: [PageRange] {
    stride(from: 0, to: max(old.count, new.count), by: Self.size).map { start in
      PageRange(
        number: start / Self.size, offset: UInt64(start),
        before: Self.part(of: old, start).count, after: Self.part(of: new, start).count)
    }.filter { range in
      let start = Int(range.offset)
      return start == 0 || Self.part(of: old, start) != Self.part(of: new, start)
    }
  }

  private static func part(of bytes: [UInt8], _ start: Int) -> [UInt8] {
    Array(bytes.dropFirst(start).prefix(size))
  }

  static func cleared(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var bytes = Array(bytes)
    DatabaseHeader.clearCounters(&bytes)
    return bytes
  }

  var header: [UInt8] { Array(new.prefix(DatabaseHeader.size)) }

  func contents(
    of ranges: ArraySlice<PageRange>, replacing present: [[UInt8]]
  ) -> [[UInt8]]? {
    for (range, bytes) in zip(ranges, present) {
      let expected = Self.part(of: old, Int(range.offset))
      let isFirst = range.offset == 0
      guard isFirst ? Self.cleared(expected) == Self.cleared(bytes) : expected == bytes else {
        return nil
      }
    }
    return ranges.map { Self.part(of: new, Int($0.offset)) }
  }

  func judge() -> (UnsafeRawBufferPointer?) throws -> Bool {
    var seen: [UInt8] = []
    let old = old
    return { piece in
      guard let piece else { return Self.cleared(seen) == Self.cleared(old) }
      seen += Array(piece)
      return true
    }
  }
}

@Suite(.tags(.process)) struct PatchTests {
  let folder: Folder
  let databases = SQLiteDatabases(busySeconds: 5)

  init() throws { folder = try Folder() }

  /// The change to the live database that gives the state after.
  enum Change: String, CaseIterable {
    case rows = "UPDATE t SET a = 'new' WHERE rowid IN (40, 290, 299, 540)"
    case growth = "INSERT INTO t SELECT a || 'more' FROM t"
    case cut = "DELETE FROM t WHERE rowid > 70"
    case schema = "CREATE TABLE more (b)"
  }

  /// A database and what it becomes; the state before is the live one.
  ///
  /// It is nearly all zeros: of a page that was not quite written a journal's checksum tells nothing.
  func states(
    _ change: Change, pageSize: Int = 4096, mode: String = "DELETE", rows: Int = 600
  ) throws -> BytesPatch {
    try folder.make(
      folder.live, "PRAGMA page_size = \(pageSize)", "PRAGMA journal_mode = \(mode)",
      "CREATE TABLE t (a)",
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
      INSERT INTO t SELECT 'row ' || i || zeroblob(800) FROM n
      """)
    let old = try folder.snapshot(folder.live)
    try folder.write(folder.copy, old)
    try folder.make(folder.copy, change.rawValue)
    if change == .cut { try folder.make(folder.copy, "VACUUM") }
    return BytesPatch(old: old, new: try folder.bytes(folder.copy))
  }

  @Test(arguments: Change.allCases, [512, 4096, 65536])
  func `an open connection sees the state after, which has its bytes but for counters`(
    change: Change, pageSize: Int
  ) throws {
    let patch = try states(change, pageSize: pageSize)
    let peer = try Peer(folder.live)
    #expect(try peer.run("SELECT count(*) FROM t") == "[[600]]")
    #expect(try databases.patch(folder.live, with: patch))
    let expected = try folder.ask(folder.copy, "SELECT count(*), max(a) FROM t")
    #expect(try peer.run("SELECT count(*), max(a) FROM t") == expected)
    #expect(try peer.run("PRAGMA integrity_check") == #"[["ok"]]"#)
    try peer.run("INSERT INTO t VALUES ('after')")
    peer.end()
    #expect(try databases.digest(of: folder.live) != databases.digest(of: folder.copy))
    try folder.make(folder.live, "DELETE FROM t WHERE a = 'after'")
    #expect(try databases.digest(of: folder.live) == databases.digest(of: folder.copy))
    #expect(try folder.names() == ["copy.db", "live.db"])
  }

  /// One range at a time, and room for pages of the first and the last of ``Change/rows``.
  static let few = PatchLimits(ranges: 1, keptBytes: 3 * 4096)

  @Test(arguments: Change.allCases, [PatchLimits(), few])
  func `the bytes afterwards are those of the state after, and the counters go on`(
    change: Change, limits: PatchLimits
  ) throws {
    let patch = try states(change)
    let databases = SQLiteDatabases(fileFunctions: nil, patchLimits: limits)
    #expect(try databases.patch(folder.live, with: patch))
    let now = try folder.bytes(folder.live)
    #expect(BytesPatch.cleared(now) == BytesPatch.cleared(patch.new))
    for (place, previous) in [(24, 24), (40, 40), (92, 24)] {
      #expect(
        DatabaseHeader.number(at: place, in: now)
          == DatabaseHeader.number(at: previous, in: patch.old) + 1)
    }
  }

  @Test func `a database that is not in the state before is left as it is`() throws {
    var patch = try states(.rows)
    patch.fingerprint = try LocalFileSystem().metadata(folder.live)
    try folder.make(folder.live, "UPDATE t SET a = 'mine' WHERE rowid = 41")
    let before = try folder.bytes(folder.live)
    // Its fingerprint differs; none is known; it lies, but not of what would be replaced.
    for fingerprint in [patch.fingerprint, nil, try LocalFileSystem().metadata(folder.live)] {
      patch.fingerprint = fingerprint
      #expect(throws: DatabaseAccessError.changedMeanwhile(database: folder.live)) {
        try databases.patch(folder.live, with: patch)
      }
      #expect(try folder.bytes(folder.live) == before)
    }
    #expect(try folder.names() == ["copy.db", "live.db"])
  }

  @Test func `a commit between judging and patching is noticed, and nothing is lost`() throws {
    var patch = JudgedPatch(base: try states(.rows))
    let peer = try Peer(folder.live)
    try peer.run("PRAGMA case_sensitive_like = TRUE")
    patch.whenJudged = {
      try peer.run("BEGIN IMMEDIATE")
      try peer.run(Self.elsewhere)
      try peer.send("COMMIT")
    }
    #expect(throws: DatabaseAccessError.changedMeanwhile(database: folder.live)) {
      try databases.patch(folder.live, with: patch)
    }
    #expect(try peer.receive() == "[]")
    #expect(try peer.run("SELECT count(*) FROM t WHERE a LIKE 'ROW%'") == "[[1]]")
    #expect(try peer.run("PRAGMA integrity_check") == #"[["ok"]]"#)
  }

  /// Changes a page that is in no range of ``Change/rows``.
  static let elsewhere = "UPDATE t SET a = 'ROW' || substr(a, 4) WHERE rowid = 600"

  @Test func `a commit that is waited for is noticed by how the file looks`() throws {
    var patch = try states(.rows)
    patch.fingerprint = try LocalFileSystem().metadata(folder.live)
    let peer = try Peer(folder.live)
    try peer.run("PRAGMA case_sensitive_like = TRUE")
    try peer.run("BEGIN IMMEDIATE")
    try peer.run(Self.elsewhere)
    // It commits once we wait for it.
    try peer.send(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
        + "SELECT count(*) FROM n")
    try peer.send("COMMIT")
    #expect(throws: DatabaseAccessError.changedMeanwhile(database: folder.live)) {
      try databases.patch(folder.live, with: patch)
    }
    #expect(try peer.receive() == "[[1000000]]")
    #expect(try peer.receive() == "[]")
    #expect(try peer.run("SELECT count(*) FROM t WHERE a LIKE 'ROW%'") == "[[1]]")
  }

  @Test func `what can only be restored as a whole is left alone`() throws {
    let logged = try states(.rows, mode: "WAL")
    let before = try folder.bytes(folder.live)
    #expect(try !databases.patch(folder.live, with: logged))
    #expect(try folder.bytes(folder.live) == before)

    try LocalFileSystem().remove(folder.live)
    try LocalFileSystem().remove(folder.copy)
    let patch = try states(.rows)
    try folder.make(folder.copy, "PRAGMA page_size = 8192", "VACUUM")
    let other = BytesPatch(old: patch.old, new: try folder.bytes(folder.copy))
    #expect(try !databases.patch(folder.live, with: other))
    // A writer from before SQLite 3.7.0 leaves the number of pages to the file's size.
    var old = patch.new
    DatabaseHeader.set(0, at: 28, in: &old)
    #expect(try !databases.patch(folder.live, with: BytesPatch(old: patch.old, new: old)))
    #expect(try folder.bytes(folder.live) == patch.old)
  }

  @Test func `a journal that another program keeps is no obstacle`() throws {
    var patch = try states(.rows)
    let peer = try Peer(folder.live)
    try peer.run("PRAGMA journal_mode = PERSIST")
    try peer.run("INSERT INTO t VALUES ('before')")
    patch = BytesPatch(old: try folder.snapshot(folder.live), new: patch.new)
    #expect(try folder.names().contains("live.db-journal"))
    #expect(try databases.patch(folder.live, with: patch))
    try peer.run("INSERT INTO t VALUES ('after')")
    #expect(try peer.run("PRAGMA integrity_check") == #"[["ok"]]"#)
  }

  @Test func `a database that another program reads is waited for, and named`() throws {
    let patch = try states(.rows)
    let peer = try Peer(folder.live)
    try peer.run("BEGIN")
    try peer.run("SELECT count(*) FROM t")
    let error = try #require(throws: DatabaseAccessError.self) {
      try SQLiteDatabases(busySeconds: 1).patch(folder.live, with: patch)
    }
    guard case .busy(folder.live, 1, _) = error else { throw error }
    #expect(try folder.bytes(folder.live) == patch.old)
  }
}

/// A patch that does something once all of the database has been judged.
private struct JudgedPatch: DatabasePatch {
  var base: BytesPatch
  var whenJudged: () throws -> Void = {}

  var sizes: (before: UInt64, after: UInt64) { base.sizes }
  var pageRanges: [PageRange] { base.pageRanges }
  var fingerprint: FileMetadata? { nil }
  var header: [UInt8] { base.header }
  func contents(
    of ranges: ArraySlice<PageRange>, replacing present: [[UInt8]]
  ) -> [[UInt8]]? {
    base.contents(of: ranges, replacing: present)
  }
  func judge() -> (UnsafeRawBufferPointer?) throws -> Bool {
    let isBefore = base.judge()
    return { piece in
      if piece == nil { try whenJudged() }
      return try isBefore(piece)
    }
  }
}
