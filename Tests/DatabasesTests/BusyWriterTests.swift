import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Another process writes without pause; nothing that it was told is committed may be lost.
@Suite(.tags(.process)) struct BusyWriterTests {
  let folder: Folder
  let databases = SQLiteDatabases(busySeconds: 20)

  init() throws { folder = try Folder() }

  func make(_ mode: String) throws {
    try folder.make(
      folder.live, "PRAGMA journal_mode = \(mode)",
      "CREATE TABLE row (number INTEGER PRIMARY KEY, filler)")
  }

  /// The rows in a database, given a whole copy of it as `bytes`.
  func rows(_ bytes: [UInt8]) throws -> Set<Int> {
    let path = folder.path.appending("looked-at.db")
    try folder.write(path, bytes)
    #expect(try folder.problems(of: path) == [])
    return try numbers(folder.ask(path, "SELECT number FROM row"))
  }

  @Test(arguments: ["delete", "wal"])
  func `every row that was committed before a snapshot is in it`(mode: String) throws {
    try make(mode)
    let writer = try BusyWriter(folder.live, in: folder)
    for _ in 0..<5 {
      try writer.waitForRows(20)
      let committed = try writer.acknowledged()
      let found = try rows(folder.snapshot(folder.live))
      #expect(committed.isSubset(of: found))
      #expect(found == Set(1..<found.count + 1))
    }
    let all = try writer.end()
    #expect(try numbers(folder.ask(folder.live, "SELECT number FROM row")) == all)
  }

  @Test(arguments: ["delete", "wal"])
  func `every row that was committed is in the state that was judged or in the live file`(
    mode: String
  ) throws {
    try make(mode)
    try folder.write(folder.copy, folder.snapshot(folder.live))
    let writer = try BusyWriter(folder.live, in: folder, pauseSeconds: 0.004)
    var judged: Set<Int> = []
    var restored = 0
    var refused = 0
    for _ in 0..<25 {
      try writer.waitForRows(2)
      var bytes: [UInt8] = []
      do {
        try databases.restore(folder.copy, into: folder.live, scratch: folder.scratch) { piece in
          if let piece { bytes.append(contentsOf: piece) }
          return true
        }
        judged.formUnion(try rows(bytes))
        restored += 1
      } catch DatabaseAccessError.changedMeanwhile {
        refused += 1
      }
    }
    let all = try writer.end()
    let live = try numbers(folder.ask(folder.live, "SELECT number FROM row"))
    #expect(all.isSubset(of: judged.union(live)), "\(restored) restored, \(refused) refused")
    #expect(restored + refused == 25)
    #expect(try folder.problems(of: folder.live) == [])
  }
}

@Suite(.tags(.process)) struct LockHolderTests {
  @Test(arguments: ["DELETE", "WAL"])
  func `the program that keeps a database locked is named`(mode: String) throws {
    let folder = try Folder()
    let peer = try Peer(folder.live)
    try peer.run("PRAGMA journal_mode = \(mode)")
    try peer.run("CREATE TABLE t (a)")
    try folder.make(folder.copy, "CREATE TABLE t (a)")
    try peer.run("BEGIN EXCLUSIVE")
    let error = try #require(throws: DatabaseAccessError.self) {
      try SQLiteDatabases(busySeconds: 1).restore(
        folder.copy, into: folder.live, scratch: folder.scratch
      ) { _ in true }
    }
    guard case .busy(_, 1, let holder?) = error else { throw error }
    #expect(holder.process == peer.number)
    #expect("\(error)".contains("is locked by python3"))
    #expect(
      "\(error)".contains("(process \(holder.process)): gave up after 1 second; close that program")
    )
    try peer.run("ROLLBACK")
  }
}
