import Databases
import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct SnapshotTests {
  let folder: Folder
  let databases = SQLiteDatabases()

  init() throws { folder = try Folder() }

  /// A database of several pieces, in which the table `last` is in the last one.
  func makeWithLastPage() throws {
    try folder.make(
      folder.live, "CREATE TABLE t (a)", "INSERT INTO t VALUES (zeroblob(3000000))",
      "CREATE TABLE last (a)")
  }

  @Test func `a snapshot without a log is the file byte for byte, in pieces of 1 MiB`() throws {
    try folder.make(
      folder.live, "CREATE TABLE t (a)",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) "
        + "INSERT INTO t SELECT randomblob(3000) FROM n")
    var pieces: [[UInt8]] = []
    try databases.snapshot(folder.live, scratch: folder.scratch) { piece in
      pieces.append(Array(piece))
      // Without a log no copy is made.
      let names = try folder.names()
      #expect(names == ["live.db"])
    }
    let bytes = try folder.bytes(folder.live)
    #expect(Array(pieces.joined()) == bytes)
    #expect(pieces.map(\.count) == [1 << 20, 1 << 20, bytes.count - 2 * (1 << 20)])
    #expect(try folder.names() == ["live.db"])
  }

  @Test func `a page that a commit cut off and the file still has is no part of the database`()
    throws
  {
    try makeWithLastPage()
    let whole = try folder.bytes(folder.live)
    // As a process leaves it that ends after the commit and before it shortens the file.
    try folder.write(folder.live, whole + [UInt8](repeating: 7, count: 4096))
    #expect(try folder.snapshot(folder.live) == whole)
    #expect(try folder.bytes(folder.live).count == whole.count + 4096)
  }

  @Test func `a snapshot in WAL mode has the rows that are only in the log, which stays`() throws {
    let peer = try Peer(folder.live)
    try peer.run("PRAGMA journal_mode = WAL")
    try peer.run("PRAGMA wal_autocheckpoint = 0")
    try peer.run("CREATE TABLE t (a)")
    try peer.run("INSERT INTO t VALUES ('only in the log')")
    let before = (
      try folder.bytes(folder.live), try folder.bytes(folder.live.appendingSuffix("-wal"))
    )
    #expect(before.0.count <= 4096)

    try folder.write(folder.copy, folder.snapshot(folder.live))
    #expect(try folder.ask(folder.copy, "SELECT a FROM t") == #"[["only in the log"]]"#)
    #expect(try folder.bytes(folder.live) == before.0)
    #expect(try folder.bytes(folder.live.appendingSuffix("-wal")) == before.1)
    peer.end()
  }

  @Test func `a log that a crash left is read, and left as it was`() throws {
    let peer = try Peer(folder.live)
    try peer.run("PRAGMA journal_mode = WAL")
    try peer.run("CREATE TABLE t (a)")
    try peer.run("INSERT INTO t VALUES ('only in the log')")
    peer.crash()
    let log = folder.live.appendingSuffix("-wal")
    let before = (try folder.bytes(folder.live), try folder.bytes(log))

    try folder.write(folder.copy, folder.snapshot(folder.live))
    #expect(try folder.bytes(folder.live) == before.0)
    #expect(try folder.bytes(log) == before.1)
    #expect(try folder.ask(folder.copy, "SELECT a FROM t") == #"[["only in the log"]]"#)
  }

  @Test func `a database in WAL mode that nobody has open gets no neighbours`() throws {
    try folder.make(folder.live, "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)")
    let before = try folder.bytes(folder.live)
    _ = try folder.snapshot(folder.live)
    _ = try databases.digest(of: folder.live)
    #expect(try folder.names() == ["live.db"])
    #expect(try folder.bytes(folder.live) == before)
  }

  @Test func `an empty file is a database without pieces`() throws {
    try folder.write(folder.live, [])
    #expect(try folder.snapshot(folder.live) == [])
    #expect(try folder.names() == ["live.db"])
  }

  @Test func `a missing database is an error and stays missing`() throws {
    #expect(throws: DatabaseAccessError.self) { try folder.snapshot(folder.live) }
    #expect(try folder.names() == [])
  }

  @Test(arguments: [0, 4096])
  func `garbage behind the magic is unreadable`(zeros: Int) throws {
    var bytes = DatabaseHeader.magic
    bytes += (0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    try folder.write(folder.live, bytes)
    #expect(throws: DatabaseAccessError.self) { try folder.snapshot(folder.live) }
    do { _ = try folder.snapshot(folder.live) } catch DatabaseAccessError.unreadable(let path, _) {
      #expect(path == folder.live)
    }
  }

  @Test func `a database whose schema is damaged is unreadable`() throws {
    try folder.make(folder.live, "CREATE TABLE t (a)", "CREATE TABLE u (b)")
    var bytes = try folder.bytes(folder.live)
    for index in 100..<4096 { bytes[index] = 0x5a }
    try folder.write(folder.live, bytes)
    let error = #expect(throws: DatabaseAccessError.self) { try folder.snapshot(folder.live) }
    guard case .unreadable(folder.live, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a database that stays locked is busy after the time given`() throws {
    let peer = try Peer(folder.live)
    try peer.run("CREATE TABLE t (a)")
    try peer.run("BEGIN EXCLUSIVE")
    let error = try #require(throws: DatabaseAccessError.self) {
      try folder.snapshot(folder.live, with: SQLiteDatabases(busySeconds: 1))
    }
    guard case .busy(folder.live, seconds: 1, _) = error else { throw error }
    try peer.run("ROLLBACK")
    #expect(try folder.snapshot(folder.live) == folder.bytes(folder.live))
  }

  @Test func `a writer that begins while pieces are handed out waits and succeeds`() throws {
    try makeWithLastPage()
    let before = try folder.bytes(folder.live)
    let peer = try Peer(folder.live)
    var bytes: [UInt8] = []
    try databases.snapshot(folder.live, scratch: folder.scratch) { piece in
      if bytes.isEmpty {
        try peer.run("BEGIN IMMEDIATE")
        try peer.run("INSERT INTO last VALUES (1)")
        try peer.expectLocked("COMMIT")
        try peer.send("COMMIT")
      }
      bytes.append(contentsOf: piece)
    }
    #expect(bytes == before)
    #expect(try peer.receive() == "[]")
    #expect(try folder.bytes(folder.live) != before)
  }

  @Test func `a second connection of this process that closes leaves the lock in place`() throws {
    try makeWithLastPage()
    let before = try folder.bytes(folder.live)
    let peer = try Peer(folder.live)
    var bytes: [UInt8] = []
    try databases.snapshot(folder.live, scratch: folder.scratch) { piece in
      if bytes.isEmpty {
        try databases.snapshot(folder.live, scratch: folder.path.appending("inner.db")) { _ in }
        try peer.run("BEGIN IMMEDIATE")
        try peer.run("INSERT INTO last VALUES (1)")
        try peer.expectLocked("COMMIT")
        try peer.send("COMMIT")
      }
      bytes.append(contentsOf: piece)
    }
    #expect(bytes == before)
    #expect(try peer.receive() == "[]")
  }

  @Test func `what the receiver of the pieces throws comes through, and the scratch is gone`()
    throws
  {
    struct Enough: Error {}
    try folder.make(folder.live, "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)")
    #expect(throws: Enough.self) {
      try databases.snapshot(folder.live, scratch: folder.scratch) { _ in throw Enough() }
    }
    #expect(try folder.names() == ["live.db"])
  }

  @Test func `a name with spaces, signs and bytes that are not text is opened as it is`() throws {
    let odd = folder.path.appending(bytes: Array("a ?b#c%41&mode=memory".utf8) + [0xff])
    try folder.make(folder.live, "CREATE TABLE t (a)")
    let bytes = try folder.bytes(folder.live)
    try folder.write(odd, bytes)
    #expect(try folder.snapshot(odd) == bytes)
  }
}

extension FilePath {
  func appendingSuffix(_ suffix: String) -> FilePath { FilePath(string + suffix) }
}
