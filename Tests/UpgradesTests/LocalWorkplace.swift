import FileEffects
import Foundation
import Generations
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// A small deployment with two releases beside it, in a folder of this machine.
struct LocalWorkplace {
  let folder: TemporaryFolder
  let files = LocalFileSystem()

  var root: FilePath { folder.path.appending("deployment") }
  var old: FilePath { folder.path.appending("5.2.0") }
  var new: FilePath { folder.path.appending("5.3.0") }
  var database: FilePath { root.appending("cortex-brain/tier1/conversations.db") }

  var deployment: Deployment { deployment(Deployment.localDatabases) }

  func deployment(
    _ databases: any BrainDatabases, files: (any FileSystem)? = nil
  ) -> Deployment {
    Deployment(
      root: root, storeLocation: root.appending(".cortex"),
      scratch: folder.path.appending("scratch"), files: files ?? self.files,
      databases: databases, programs: SimulatedPrograms(), workers: 1, now: Workplace.noon,
      reportText: UpgradeDocuments.texts)
  }

  init() throws {
    folder = try TemporaryFolder()
    try SampleDeployment.release(version: "5.2.0").install(on: files, at: old)
    try SampleDeployment.release(version: "5.3.0")
      .announcing(removalsSince: .release(version: "5.2.0"), version: "5.3.0")
      .install(on: files, at: new)
    try SampleDeployment.release(version: "5.2.0").install(on: files, at: root)
    try files.ensureDirectory(database.removingLastComponent())
  }

  /// Everything in the deployment but the store and the files that SQLite keeps beside databases.
  func tree() throws -> [String: String] {
    try files.snapshotOfTree(root).filter { path, _ in
      !path.hasPrefix(".cortex/") && path != ".cortex" && !path.hasSuffix("-wal")
        && !path.hasSuffix("-shm")
    }
  }

  /// Runs SQL on the database, or on another one.
  func sql(_ text: String, on other: FilePath? = nil) throws {
    try LiveDatabase(other ?? database).run(text)
  }

  /// Puts a migration into the new release.
  func ship(
    _ name: String, _ statements: String, isDestructive: Bool = false,
    for database: String = "tier1/conversations.db"
  ) throws {
    let folder = new.appending("cortex-brain/migrations")
    try files.ensureDirectory(folder)
    let header =
      "-- Database: \(database)\n" + (isDestructive ? "-- Destructive: yes\n" : "")
    try files.replace(folder.appending(name), with: Array((header + statements).utf8))
  }

  /// Runs Python to its end.
  static func python(_ script: String, _ arguments: [FilePath]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [Python.program, "-IS", "-c", script] + arguments.map(\.string)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}

/// Another process that keeps a database open, and inserts a row after the other when it is told to.
final class RowWriter {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  private static let script = """
    import json, select, sqlite3, sys, time
    database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
    database.execute("PRAGMA journal_mode = " + sys.argv[2])
    database.execute("CREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY, filler)")
    committed, runs = [], False
    def insert():
      number = (committed[-1] if committed else 0) + 1
      database.execute("INSERT INTO row VALUES (?, ?)", (number, "x" * 300))
      committed.append(number)
    while True:
      if not runs or select.select([sys.stdin], [], [], 0.002)[0]:
        word = sys.stdin.readline().strip()
        if word == "run": runs = True
        elif word == "pause": runs = False
        elif word == "": break
        elif word.isdigit():
          for _ in range(int(word)): insert()
        rows = database.execute("SELECT number FROM row ORDER BY number").fetchall()
        print(json.dumps([committed, [row[0] for row in rows]]), flush=True)
      else: insert()
    """

  init(_ database: FilePath, journalMode: String = "wal") throws {
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [Python.program, "-IS", "-c", Self.script, database.string, journalMode]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit {
    // Its end of the pipe ends the process; one that is gone needs no telling.
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  enum Word: String {
    case run, pause, look
  }

  /// Says a word; returns the rows that the process was told are committed, and those that it sees.
  @discardableResult
  func say(_ word: Word) throws -> (committed: [Int], seen: [Int]) { try say(word.rawValue) }

  /// Returns once so many more rows are committed.
  func wait(rows: Int) throws { _ = try say("\(rows)") }

  private func say(_ word: String) throws -> (committed: [Int], seen: [Int]) {
    try input.fileHandleForWriting.write(contentsOf: Data("\(word)\n".utf8))
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let piece = output.fileHandleForReading.availableData
      try #require(!piece.isEmpty, "the writer is gone")
      line.append(piece)
    }
    let lists = try JSONDecoder().decode([[Int]].self, from: line)
    try #require(lists.count == 2)
    return (lists[0], lists[1])
  }
}
