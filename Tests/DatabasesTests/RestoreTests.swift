import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct RestoreTests {
  enum Mode: String, CaseIterable { case delete, wal }

  let folder: Folder
  let databases = SQLiteDatabases(busySeconds: 5)

  init() throws { folder = try Folder() }

  func make(_ path: FilePath, _ mode: Mode, _ rows: String, pageSize: Int = 4096) throws {
    try folder.make(
      path, "PRAGMA page_size = \(pageSize)", "PRAGMA journal_mode = \(mode)",
      "CREATE TABLE t (a)", "INSERT INTO t VALUES \(rows)")
  }

  func restore(isExpected: (UnsafeRawBufferPointer?) throws -> Bool = { _ in true }) throws {
    try databases.restore(
      folder.copy, into: folder.live, scratch: folder.scratch, isExpected: isExpected)
  }

  @Test(arguments: Mode.allCases, Mode.allCases)
  func `a restore is seen by a connection that is open, and keeps the journal mode`(
    live: Mode, copy: Mode
  ) throws {
    try make(folder.live, live, "('old'), (zeroblob(100000))")
    try make(folder.copy, copy, "('new')")
    let bytes = try folder.bytes(folder.copy)
    let peer = try Peer(folder.live)
    #expect(try peer.run("SELECT count(*) FROM t") == "[[2]]")
    try restore()
    #expect(try peer.run("SELECT a FROM t") == #"[["new"]]"#)
    #expect(try peer.run("PRAGMA integrity_check") == #"[["ok"]]"#)
    #expect(try peer.run("PRAGMA journal_mode") == #"[["\#(live)"]]"#)
    try peer.run("INSERT INTO t VALUES ('after')")
    peer.end()
    #expect(try folder.ask(folder.live, "SELECT a FROM t") == #"[["new"], ["after"]]"#)
    #expect(try folder.bytes(folder.copy) == bytes)
    #expect(try folder.names() == ["copy.db", "live.db"])
  }

  @Test func `a restored file has the bytes of the copy, but for SQLite's counters`() throws {
    try make(folder.live, .delete, "('old'), (zeroblob(100000))")
    try make(folder.copy, .delete, "('new')")
    try restore()
    var (live, copy) = (try folder.bytes(folder.live), try folder.bytes(folder.copy))
    DatabaseHeader.clearCounters(&live)
    DatabaseHeader.clearCounters(&copy)
    #expect(live == copy)
  }

  @Test(arguments: Mode.allCases)
  func `the state that is judged is the one that a snapshot gives`(mode: Mode) throws {
    try make(folder.live, mode, "('old'), (zeroblob(3000000))")
    try make(folder.copy, mode, "('new')")
    let snapshot = try folder.snapshot(folder.live)
    var judged: [UInt8] = []
    var ends = 0
    try restore { piece in
      guard let piece else {
        ends += 1
        return true
      }
      judged.append(contentsOf: piece)
      return false
    }
    #expect(judged == snapshot)
    #expect(ends == 1)
  }

  @Test(arguments: Mode.allCases)
  func `a state that is not expected is left as it is`(mode: Mode) throws {
    try make(folder.live, mode, "('old')")
    try make(folder.copy, mode, "('new')")
    let before = try folder.bytes(folder.live)
    #expect(throws: DatabaseAccessError.changedMeanwhile(database: folder.live)) {
      try restore { $0 != nil }
    }
    #expect(try folder.bytes(folder.live) == before)
    #expect(try folder.names() == ["copy.db", "live.db"])
  }

  @Test(arguments: Mode.allCases, [4096, 8192])
  func `a commit between judging and restoring is noticed, and nothing is lost`(
    mode: Mode, pageSize: Int
  ) throws {
    // Without a log the commit waits for the end of our reading, and ours for the end of it.
    try make(folder.live, mode, "('old')")
    try make(folder.copy, mode, "('new')", pageSize: mode == .delete ? pageSize : 4096)
    let peer = try Peer(folder.live)
    #expect(throws: DatabaseAccessError.changedMeanwhile(database: folder.live)) {
      try restore { piece in
        guard piece == nil else { return true }
        try peer.run("BEGIN IMMEDIATE")
        try peer.run("INSERT INTO t VALUES ('meanwhile')")
        try peer.send("COMMIT")
        if mode == .wal { #expect(try peer.receive() == "[]") }
        return true
      }
    }
    if mode == .delete { #expect(try peer.receive() == "[]") }
    peer.end()
    #expect(try folder.ask(folder.live, "SELECT a FROM t") == #"[["old"], ["meanwhile"]]"#)
    #expect(try folder.ask(folder.live, "PRAGMA integrity_check") == #"[["ok"]]"#)
  }

  @Test func `a commit by another connection of this process is noticed too`() throws {
    try make(folder.live, .wal, "('old')")
    try make(folder.copy, .wal, "('new')")
    let third = folder.path.appending("third.db")
    try make(third, .wal, "('third')")
    #expect(throws: DatabaseAccessError.changedMeanwhile(database: folder.live)) {
      try restore { piece in
        guard piece == nil else { return true }
        try databases.restore(
          third, into: folder.live, scratch: folder.path.appending("inner.db")
        ) { _ in true }
        return true
      }
    }
    #expect(try folder.ask(folder.live, "SELECT a FROM t") == #"[["third"]]"#)
  }

  @Test func `a log that a crash left does not come back over restored rows`() throws {
    try make(folder.copy, .wal, "('new')")
    try folder.make(folder.live, "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)")
    let peer = try Peer(folder.live)
    try peer.run("INSERT INTO t VALUES ('old, in the log')")
    peer.crash()
    #expect(try folder.names().contains("live.db-wal"))

    try restore()
    #expect(try databases.digest(of: folder.live) == databases.digest(of: folder.copy))
    #expect(try folder.ask(folder.live, "SELECT a FROM t") == #"[["new"]]"#)
    #expect(try folder.names() == ["copy.db", "live.db"])
  }

  @Test(arguments: Mode.allCases)
  func `an empty file is restored, and an empty copy empties a database`(mode: Mode) throws {
    try folder.write(folder.live, [])
    try make(folder.copy, mode, "('new')", pageSize: 8192)
    try restore()
    #expect(try folder.ask(folder.live, "SELECT a FROM t") == #"[["new"]]"#)
    #expect(try folder.ask(folder.live, "PRAGMA journal_mode") == #"[["\#(mode)"]]"#)

    try folder.write(folder.copy, [])
    try restore()
    #expect(try folder.ask(folder.live, "SELECT count(*) FROM sqlite_schema") == "[[0]]")
    #expect(try folder.bytes(folder.live) == [])
    #expect(try folder.names() == ["copy.db", "live.db"])
  }

  @Test(arguments: Mode.allCases)
  func `an empty copy does not replace a database that was written to meanwhile`(mode: Mode) throws
  {
    try make(folder.live, mode, "('old')")
    try folder.write(folder.copy, [])
    let peer = try Peer(folder.live)
    #expect(throws: DatabaseAccessError.changedMeanwhile(database: folder.live)) {
      try restore { piece in
        guard piece == nil else { return true }
        try peer.run("BEGIN IMMEDIATE")
        try peer.run("INSERT INTO t VALUES ('meanwhile')")
        try peer.send("COMMIT")
        return true
      }
    }
    #expect(try peer.receive() == "[]")
    #expect(try peer.run("SELECT a FROM t") == #"[["old"], ["meanwhile"]]"#)
  }

  @Test func `an empty copy leaves an empty file empty`() throws {
    try folder.write(folder.live, [])
    try folder.write(folder.copy, [])
    try restore()
    #expect(try folder.bytes(folder.live) == [])
  }

  @Test func `a copy with another page size is restored where there is no log`() throws {
    try make(folder.live, .delete, "('old'), (zeroblob(100000))", pageSize: 1024)
    try make(folder.copy, .delete, "('new'), (zeroblob(10000))", pageSize: 8192)
    let peer = try Peer(folder.live)
    #expect(try peer.run("SELECT count(*) FROM t") == "[[2]]")
    try restore()
    #expect(try peer.run("SELECT a FROM t WHERE a = 'new'") == #"[["new"]]"#)
    #expect(try peer.run("PRAGMA integrity_check") == #"[["ok"]]"#)
    #expect(try databases.digest(of: folder.live) == databases.digest(of: folder.copy))
    #expect(try folder.ask(folder.live, "PRAGMA page_size") == "[[8192]]")
  }

  @Test func `a copy with another page size is refused in WAL mode, with both sizes`() throws {
    try make(folder.live, .wal, "('old')")
    try make(folder.copy, .wal, "('new')", pageSize: 8192)
    let error = #expect(throws: DatabaseAccessError.self) { try restore() }
    let sentence = "\(try #require(error))"
    #expect(sentence.contains("4096") && sentence.contains("8192"))
    #expect(try folder.ask(folder.live, "SELECT a FROM t") == #"[["old"]]"#)
  }

  @Test func `a live database that is missing is an error that names it`() throws {
    try make(folder.copy, .delete, "('new')")
    let error = #expect(throws: DatabaseAccessError.self) { try restore() }
    guard case .failed(folder.live, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try folder.names() == ["copy.db"])
  }

  @Test func `a copy that is no database changes nothing`() throws {
    try make(folder.live, .delete, "('old')")
    try folder.write(folder.copy, DatabaseHeader.magic + Array(repeating: 0x41, count: 5000))
    let before = try folder.bytes(folder.live)
    let error = #expect(throws: DatabaseAccessError.self) { try restore() }
    guard case .unreadable(folder.copy, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try folder.bytes(folder.live) == before)
  }
}
