import Databases
import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// A folder of its own for one test, taken away with the value.
final class Folder {
  let path: FilePath

  init() throws {
    path = FilePath(NSTemporaryDirectory()).appending("databases-\(UUID().uuidString)")
    try LocalFileSystem().createDirectory(path, permissions: 0o755)
  }

  deinit { try? LocalFileSystem().removeTree(path) }

  var live: FilePath { path.appending("live.db") }
  var copy: FilePath { path.appending("copy.db") }
  var scratch: FilePath { path.appending("scratch.db") }

  /// The names in the folder, sorted.
  func names() throws -> [String] {
    try LocalFileSystem().contents(of: path).map { String(decoding: $0.name, as: UTF8.self) }
      .sorted()
  }

  func bytes(_ path: FilePath) throws -> [UInt8] { try LocalFileSystem().read(path) }

  func write(_ path: FilePath, _ bytes: [UInt8]) throws {
    try LocalFileSystem().replace(path, with: bytes)
  }

  /// What SQLite's quick check finds wrong with a database.
  func problems(of database: FilePath) throws -> [String] {
    try SQLiteDatabases().health(of: database, scratch: scratch).problems
  }

  /// A database at `path`, made and closed.
  func make(_ path: FilePath, _ statements: String...) throws { try make(path, statements) }

  func make(_ path: FilePath, _ statements: [String]) throws {
    let database = try LiveDatabase(path)
    for statement in statements { try database.run(statement) }
  }

  /// The bytes that a snapshot of `database` hands out.
  func snapshot(_ database: FilePath, with databases: SQLiteDatabases = .init()) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try databases.snapshot(database, scratch: scratch) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The rows of `database` that a query gives, as JSON.
  func ask(_ database: FilePath, _ sql: String) throws -> String {
    try LiveDatabase(database).json(sql)
  }
}

/// Another process that has a database open, as the user's programs have.
final class Peer {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  private static let script = """
    import json, sqlite3, sys
    database = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
    for line in sys.stdin:
      try:
        answer = json.dumps(database.execute(json.loads(line)).fetchall())
      except sqlite3.Error as error:
        answer = "error: " + str(error)
      print(answer, flush=True)
    database.close()
    """

  init(_ database: FilePath) throws {
    process.willRunPython(Self.script, [database.string])
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// The number of the process.
  var number: Int { Int(process.processIdentifier) }

  deinit { if process.isRunning { end() } }

  /// Runs one statement and returns its rows as JSON.
  @discardableResult func run(_ sql: String) throws -> String {
    try send(sql)
    let answer = try receive()
    try #require(!answer.hasPrefix("error"), "\(sql): \(answer)")
    return answer
  }

  /// Tries one statement, which a lock of another process must keep from being run.
  func expectLocked(_ sql: String) throws {
    try run("PRAGMA busy_timeout = 0")
    try send(sql)
    #expect(try receive() == "error: database is locked")
    try run("PRAGMA busy_timeout = 20000")
  }

  /// Starts one statement without waiting for it.
  func send(_ sql: String) throws {
    var line = try JSONEncoder().encode(sql)
    line.append(UInt8(ascii: "\n"))
    try input.fileHandleForWriting.write(contentsOf: line)
  }

  /// The next answer.
  func receive() throws -> String {
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte.count == 1 {
      if byte[byte.startIndex] == UInt8(ascii: "\n") { break }
      line.append(byte)
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// Closes the database and ends the process.
  func end() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Ends the process at once, as a crash would: a log is left behind.
  func crash() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

/// Another process that adds rows to the table `row` without pause, and says which are committed.
final class BusyWriter {
  private let process = Process()
  private let output = Pipe()
  private let stop: FilePath
  private let folder: Folder
  /// What was read from it and ends in the middle of a line.
  private var rest: [UInt8] = []
  private var committed: Set<Int> = []

  private static let script = """
    import os, sqlite3, sys, time
    path, stop, pause, timeout = sys.argv[1:5]
    database = sqlite3.connect(path, timeout=float(timeout), isolation_level=None)
    number = 0
    parent = os.getppid()
    os.set_blocking(1, False)
    said = b""
    while not os.path.exists(stop) and os.getppid() == parent:
      number += 1
      database.execute("INSERT INTO row VALUES (?, randomblob(3000))", (number,))
      said += b"%d\\n" % number
      try: said = said[os.write(1, said):]
      except BlockingIOError: pass
      time.sleep(float(pause))
    database.close()
    os.set_blocking(1, True)
    while said: said = said[os.write(1, said):]
    """

  init(
    _ database: FilePath, in folder: Folder, pauseSeconds: Double = 0, busySeconds: Double = 20
  ) throws {
    self.folder = folder
    stop = folder.path.appending("stop")
    process.willRunPython(
      Self.script, [database.string, stop.string, "\(pauseSeconds)", "\(busySeconds)"])
    process.standardOutput = output
    try process.run()
  }

  deinit { if process.isRunning { _ = try? end() } }

  /// The rows that are committed by now, one at least since the last call.
  func acknowledged() throws -> Set<Int> {
    let read = output.fileHandleForReading.availableData
    try #require(!read.isEmpty, "the writer is gone")
    return take(read)
  }

  /// Waits until `count` more rows are committed.
  func waitForRows(_ count: Int) throws {
    let goal = try acknowledged().count + count
    while try acknowledged().count < goal {}
  }

  /// Ends the process, and returns all rows that it committed.
  func end() throws -> Set<Int> {
    try folder.write(stop, [])
    while case let read = output.fileHandleForReading.availableData, !read.isEmpty {
      _ = take(read)
    }
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return committed
  }

  private func take(_ read: Data) -> Set<Int> {
    rest += read
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      if let number = Int(String(decoding: rest[..<end], as: UTF8.self)) {
        committed.insert(number)
      }
      rest.removeFirst(end + 1)
    }
    return committed
  }
}

extension Process {
  /// Makes this the process of a Python script.
  fileprivate func willRunPython(_ script: String, _ arguments: [String]) {
    executableURL = URL(filePath: "/usr/bin/env")
    self.arguments = [Python.program, "-IS", "-c", script] + arguments
  }
}

/// The rows that JSON such as `[[1], [2]]` lists.
func numbers(_ json: String) throws -> Set<Int> {
  Set(try JSONDecoder().decode([[Int]].self, from: Data(json.utf8)).flatMap { $0 })
}
