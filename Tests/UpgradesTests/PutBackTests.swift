import FileEffects
import Foundation
import Generations
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// A switch that fails, at whatever it does or looks at, leaves every database as it was, row by row.
@Suite(.tags(.sweep), .exceptQuick) struct PutBackTests {
  private let place: LocalWorkplace

  /// Databases of every shape. Each has its state in the first generation, and another one later.
  private static let script = """
    import os, pickle, sqlite3, sys
    folder, what = sys.argv[1] + "/cortex-brain/k/", sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    shapes = {
      "plain": [], "p512": ["page_size=512"], "p1024": ["page_size=1024"],
      "p65536": ["page_size=65536"], "full": ["auto_vacuum=1"], "steps": ["auto_vacuum=2"],
      "wal": ["journal_mode=wal"], "wal512": ["page_size=512", "journal_mode=wal"], "longer": [],
      "old": [], "bare": [], "zero": [], "gone": [], "sized": ["page_size=1024"],
    }
    def path(name): return folder + name + ".db"
    def open_(name): return sqlite3.connect(path(name), isolation_level=None)
    def fill(c, text, count):
      c.execute("create table if not exists t (id integer primary key, a text, b blob)")
      c.execute("begin")
      c.execute("update t set a = ? where id % 7 = 0", (text,))
      c.executemany("insert into t (a, b) values (?, zeroblob(300))", [(text,)] * count)
      c.execute("commit")
    if what == "make":
      for name, pragmas in shapes.items():
        c = open_(name)
        for pragma in pragmas: c.execute("pragma " + pragma)
        if name == "bare": c.execute("pragma user_version = 0")
        elif name not in ("zero",): fill(c, "first", 300)
        c.close()
      open(path("zero"), "w").close()
    if what == "change":
      for name in shapes:
        c = open_(name)
        if name in ("bare", "zero"): fill(c, "later", 50)
        else:
          c.execute("delete from t where id > 150 and id < 250")
          fill(c, "later", 100)
          if name in ("full", "gone"): c.execute("delete from t where id < 150")
        if name == "gone": c.execute("drop table t")
        if name == "sized": c.execute("pragma page_size = 8192"); c.execute("vacuum")
        c.close()
    if what in ("make", "change"):
      open(path("longer"), "ab").write(bytes(40960))
      with open(path("old"), "r+b") as f: f.seek(28); f.write(bytes(4)); f.seek(92); f.write(bytes(4))
    if what == "dump":
      for name in sorted(shapes):
        c = open_(name)
        print(name, c.execute("pragma integrity_check").fetchone(), c.execute("pragma user_version").fetchone())
        for (table,) in c.execute("select name from sqlite_master where type = 'table' order by 1").fetchall():
          rows = c.execute("select * from " + table + " order by 1").fetchall()
          print(name, table, len(rows), hash(tuple(map(str, rows))))
        c.close()
    """

  private func run(_ what: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "PYTHONHASHSEED=0", Python.program, "-S", "-c", Self.script, place.root.string, what,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  init() throws {
    place = try LocalWorkplace()
    try place.sql("CREATE TABLE t (a)")
    _ = try run("make")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    _ = try run("change")
  }

  private struct Broken: Error, CustomStringConvertible {
    var description: String { "the check was broken by the test" }
  }

  /// Counts what is done while a switch is under way, and fails at one of it, once.
  private final class Fault: Sendable {
    private let left: Mutex<Int>
    private let journal: FilePath

    init(after count: Int, _ place: LocalWorkplace) {
      left = Mutex(count)
      journal = place.root.appending(".cortex/journal")
    }

    func hit() throws {
      guard try LocalFileSystem().metadata(journal) != nil else { return }
      let isNow = left.withLock { left in
        left -= 1
        return left == -1
      }
      if isNow { throw Broken() }
    }

    var isOver: Bool { left.withLock { $0 < 0 } }
  }

  /// Carries out, breaking one thing after the other, until nothing is left to be broken.
  private func sweep(_ body: (Deployment) throws -> Void) throws -> Int {
    let before = try run("dump")
    for number in 0... {
      let fault = Fault(after: number, place)
      var databases = InterceptedDatabases()
      databases.afterCall = { try fault.hit() }
      do {
        try body(place.deployment(databases))
        #expect(!fault.isOver)
        #expect(try run("dump") != before)
        return number
      } catch let error as SwitchError {
        #expect("\(error)".hasPrefix("the check was broken by the test"), "\(number): \(error)")
        #expect(error.left == [], "\(number)")
        #expect(error.outcome != .needsAttention, "\(number)")
      }
      #expect(try run("dump") == before, "\(number)")
    }
    return 0
  }

  @Test(arguments: [false, true])
  func `whatever fails in a switch, there and back, every database is as it was`(
    isOpenElsewhere: Bool
  ) throws {
    let later = try place.deployment.carryOut(TakeSnapshot(note: "")).generation
    let others = try isOpenElsewhere ? ["plain", "p512", "p65536", "longer", "zero"].map(open) : []
    let first = try sweep {
      _ = try $0.carryOut(Switch(to: .first, data: .restore))
    }
    #expect(first >= 14)
    let back = try sweep {
      _ = try $0.carryOut(Switch(to: later, data: .restore))
    }
    #expect(back >= 14)
    for other in others { try other.expectSame() }
    #expect(try place.deployment.report(ShowStatus()).modified.isEmpty)
  }

  @Test func `whichever call of the disk fails in a switch, every database is as it was`() throws {
    let before = try run("dump")
    let later = try place.deployment.carryOut(TakeSnapshot(note: "")).generation
    let journal = place.root.appending(".cortex/journal")
    for number in stride(from: 0, to: 1000, by: 9) {
      let left = Mutex(number)
      let files = HookedFileSystem(place.files) { (call, path) throws(FileError) in
        guard ![.metadata, .availableBytes, .describe, .lock].contains(call),
          try LocalFileSystem().metadata(journal) != nil
        else { return }
        let isNow = left.withLock { left in
          left -= 1
          return left == -1
        }
        if isNow { throw FileError(.write, path, .ioError) }
      }
      do {
        _ = try place.deployment(Deployment.localDatabases, files: files)
          .carryOut(Switch(to: .first, data: .restore))
        #expect(try run("dump") != before)
        if left.withLock({ $0 }) >= 0 {
          #expect(number > 18)
          return
        }
        // Not all that can fail matters.
        _ = try place.deployment.carryOut(Switch(to: later, data: .restore))
      } catch let error as SwitchError {
        #expect(
          "\(error)".contains("all changes were undone") || error.outcome == .nothingChanged,
          "\(error)")
        #expect(error.left == [])
      }
      #expect(try run("dump") == before, "\(number)")
    }
    Issue.record("it never came to its end")
  }

  @Test func `whatever fails where rows are carried, every database is as it was`() throws {
    #expect(
      try sweep { _ = try $0.carryOut(Switch(to: .first, data: .carry)) } >= 8)
  }

  @Test func `whatever fails in an upgrade that migrates, every database is as it was`() throws {
    // The values are others each time: what is committed is not what the rehearsal made.
    for (number, name) in ["plain", "p512", "full", "wal", "longer"].enumerated() {
      try place.ship(
        "00\(number + 1)_\(name).sql",
        "CREATE TABLE more (x); INSERT INTO more VALUES (hex(randomblob(40)));",
        for: "k/\(name).db")
    }
    let count = try sweep {
      _ = try $0.carryOut(Upgrade(source: place.new, allowsMissing: true))
    }
    #expect(count >= 12)
  }

  /// A deployment in which one database cannot be opened from the moment that a switch begins.
  private func refusing(_ name: String) -> Deployment {
    let (journal, refused) = (
      place.root.appending(".cortex/journal"),
      place.root.appending("cortex-brain/k/\(name).db")
    )
    var databases = InterceptedDatabases()
    databases.beforeCall = { database in
      guard database == refused, try LocalFileSystem().metadata(journal) != nil else { return }
      throw DatabaseAccessError.noSpace(
        database: database, .sqlite(SQLiteFailure(message: "database or disk is full", code: 13)))
    }
    return place.deployment(databases)
  }

  private func expectPutBack(
    _ outcome: SwitchError.Outcome, _ body: () throws -> Void
  ) throws {
    let before = try run("dump")
    let error = try #require(throws: SwitchError.self) { try body() }
    #expect(error.outcome == outcome && error.left == [], "\(error)")
    #expect("\(error)".contains("database or disk is full"), "\(error)")
    #expect(try run("dump") == before)
    #expect(try place.files.metadata(place.root.appending(".cortex/journal")) == nil)
  }

  @Test(arguments: [
    ("bare", SwitchError.Outcome.nothingChanged), ("steps", .rolledBack), ("wal", .rolledBack),
  ])
  func `a database that can no longer be opened keeps nothing from being put back`(
    name: String, outcome: SwitchError.Outcome
  ) throws {
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try expectPutBack(outcome) {
      _ = try refusing(name).carryOut(Switch(to: .first, data: .restore))
    }
  }

  @Test(arguments: ["wal", "old", "sized"])
  func `what was restored and is not what was meant is put back`(name: String) throws {
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    let wrong = place.root.appending("cortex-brain/k/\(name).db")
    let isDone = Mutex(false)
    var databases = InterceptedDatabases()
    databases.beforeRestore = { copy, database in
      guard database == wrong, !isDone.withLock({ $0 }) else { return }
      isDone.withLock { $0 = true }
      try LocalWorkplace.python(
        """
        import sqlite3, sys
        c = sqlite3.connect(sys.argv[1], isolation_level=None)
        c.execute("pragma journal_mode = delete")
        c.execute("insert into t (a) values ('from nowhere')")
        """, [copy])
    }
    let before = try run("dump")
    let error = try #require(throws: SwitchError.self) {
      try place.deployment(databases).carryOut(Switch(to: .first, data: .restore))
    }
    #expect(isDone.withLock { $0 } && "\(error)".contains("does not contain the restored data"))
    #expect(error.outcome == .rolledBack && error.left == [], "\(error)")
    #expect(try run("dump") == before)
  }

  @Test func `nor does one that was to be migrated`() throws {
    for (number, name) in ["plain", "wal"].enumerated() {
      try place.ship("00\(number + 1)_\(name).sql", "CREATE TABLE more (x);", for: "k/\(name).db")
    }
    try expectPutBack(.nothingChanged) {
      _ = try refusing("wal").carryOut(Upgrade(source: place.new, allowsMissing: true))
    }
  }

  /// Another program that has a database open, and sees what is in the file of that name.
  private final class Reader {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ database: FilePath) throws {
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [
        Python.program, "-IS", "-c",
        """
        import sqlite3, sys
        def ask(c):
          t = c.execute("select count(*) from sqlite_master where name = 't'").fetchone()[0]
          return c.execute("select count(*), max(a) from t").fetchone() if t else None
        c = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
        ask(c)
        print("open", flush=True)
        for line in sys.stdin:
          mine, now = ask(c), ask(sqlite3.connect(sys.argv[1]))
          print("same" if mine == now else f"{sys.argv[1]}: {mine} is not {now}", flush=True)
        """, database.string,
      ]
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      try #require(try line() == "open")
    }

    deinit {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }

    private func line() throws -> String {
      var line = Data()
      while let byte = try output.fileHandleForReading.read(upToCount: 1), byte.count == 1 {
        if byte[byte.startIndex] == UInt8(ascii: "\n") { break }
        line.append(byte)
      }
      return String(decoding: line, as: UTF8.self)
    }

    func expectSame() throws {
      try input.fileHandleForWriting.write(contentsOf: Data("ask\n".utf8))
      let answer = try line()
      #expect(answer == "same")
    }
  }

  private func open(_ name: String) throws -> Reader {
    try Reader(place.root.appending("cortex-brain/k/\(name).db"))
  }
}
