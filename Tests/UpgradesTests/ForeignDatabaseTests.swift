import FileEffects
import Foundation
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Databases in folders and releases of others: read through SQLite, and not touched.
@Suite(.tags(.process)) struct ForeignDatabaseTests {
  private let place: LocalWorkplace
  private let path = relative("cortex-brain/tier1/conversations.db")

  init() throws {
    place = try LocalWorkplace()
    try place.sql("CREATE TABLE t (a); INSERT INTO t VALUES ('mine')")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
  }

  /// How a program can leave a database that holds the rows 'first' and 'last'.
  enum Shape: String, CaseIterable {
    case log, logOfOtherPages, hotJournal, longer, small, large, fullVacuum, oldHeader, large2MiB

    var script: String {
      switch self {
      case .log: "c = open_(); c.execute('pragma journal_mode=wal'); rows(c); os._exit(0)"
      case .logOfOtherPages:
        "c = open_('page_size=512'); c.execute('pragma journal_mode=wal'); rows(c); os._exit(0)"
      case .hotJournal:
        """
        c = open_(); rows(c); c.execute('pragma cache_size=1'); c.execute('begin')
        c.execute("update t set a = 'half', b = zeroblob(9000)")
        c.executemany('insert into t values (?, zeroblob(900))', [('half',)] * 900); os._exit(0)
        """
      case .longer: "rows(open_()); open(path, 'ab').write(bytes(40960))"
      case .small: "rows(open_('page_size=512'))"
      case .large: "rows(open_('page_size=65536'))"
      case .fullVacuum: "rows(open_('auto_vacuum=1'))"
      case .oldHeader:
        "rows(open_()); f = open(path, 'r+b'); f.seek(28); f.write(bytes(4)); f.seek(92); f.write(bytes(4))"
      case .large2MiB:
        "c = open_(); rows(c); c.execute('insert into t values (1, zeroblob(2000000))'); c.execute('delete from t where a = 1')"
      }
    }
  }

  private func make(_ shape: Shape, at database: FilePath) throws {
    try place.files.ensureDirectory(database.removingLastComponent())
    try place.files.remove(database)
    try LocalWorkplace.python(
      """
      import os, sqlite3, sys
      path = sys.argv[1]
      def open_(pragma=None):
        c = sqlite3.connect(path, isolation_level=None)
        if pragma: c.execute('pragma ' + pragma)
        return c
      def rows(c):
        c.execute('create table t (a, b)')
        c.execute("insert into t values ('first', zeroblob(9000))")
        c.execute("insert into t values ('last', null)")
      \(shape.script)
      """, [database])
  }

  private func rows(_ database: FilePath) throws -> [String] {
    let text = try Self.output(
      """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      print(c.execute('pragma integrity_check').fetchone()[0])
      for row in c.execute('select a from t order by rowid'): print(row[0])
      """, database)
    return text.split(separator: "\n").map(String.init)
  }

  private static func output(_ script: String, _ argument: FilePath) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [Python.program, "-IS", "-c", script, argument.string]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  /// The rows of generation 2, restored into a folder and by a switch, which can be undone.
  private func expectRows(_ expected: [String]) throws {
    let out = place.folder.path.appending("out")
    _ = try RestoreToFolder(try number(2), paths: [], to: out).carryOut(on: place.deployment)
    #expect(try rows(path.resolved(in: out)) == ["ok"] + expected)
    let log = try place.deployment.log()
    let listing = try ObjectReader(log.store).listing(of: log.generation(number(2)).tree)
    for ending in ["-wal", "-shm", "-journal"] {
      #expect(listing[relative("\(path)\(ending)")] == nil)
    }
    _ = try place.deployment.carryOut(Switch(to: number(2), data: .restore))
    #expect(try rows(place.database) == ["ok"] + expected)
    #expect(try !place.deployment.report(ShowStatus()).modified.contains("\(path)"))
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    #expect(try rows(place.database) == ["ok", "mine"])
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
  }

  private func number(_ number: Int) throws -> Generation.Number {
    try #require(Generation.Number(rawValue: number))
  }

  @Test(arguments: Shape.allCases)
  func `a folder that is imported keeps all rows, and is as it was`(shape: Shape) throws {
    try make(shape, at: path.resolved(in: place.new))
    let before = try place.files.snapshotOfTree(place.new)
    let report = try place.deployment.carryOut(ImportGeneration(place.new, note: ""))
    #expect(report.warnings == [])
    #expect(try place.files.snapshotOfTree(place.new) == before)
    try expectRows(["first", "last"])
  }

  @Test(arguments: Shape.allCases, ["", "tar", "zip"])
  func `a release that brings a database brings all of its rows, and is as it was`(
    shape: Shape, format: String
  ) throws {
    let other = relative("cortex-brain/tier2/graph.db")
    try make(shape, at: other.resolved(in: place.new))
    let before = try place.files.snapshotOfTree(place.new)
    let source = format.isEmpty ? place.new : try archive(format)
    let report = try place.deployment.carryOut(Upgrade(source: source))
    #expect(report.plan.warnings == [])
    #expect(try rows(other.resolved(in: place.root)) == ["ok", "first", "last"])
    #expect(try place.files.snapshotOfTree(place.new) == before)
    for ending in DatabaseHeader.companions {
      let beside = FilePath(other.resolved(in: place.root).string + ending)
      #expect(try place.files.metadata(beside) == nil)
    }
    #expect(try place.files.contents(of: place.root.appending(".cortex/staging")).isEmpty)
    #expect(try !place.deployment.carryOut(TakeSnapshot(note: "")).created)
  }

  @Test(arguments: ["", "zip"])
  func `a manifest lists the bytes of a database, and SQLite reads its rows`(format: String) throws
  {
    let other = relative("cortex-brain/tier2/graph.db")
    try make(.log, at: other.resolved(in: place.new))
    let files = try ["", "-wal", "-shm"].map { ending in
      let bytes = try place.files.read(FilePath(other.resolved(in: place.new).string + ending))
      return """
        {"path": "\(other)\(ending)", "layer": "brain", "size": \(bytes.count), "mode": "0644",
         "digest": "\(ObjectID(of: bytes))"}
        """
    }
    let manifest = place.new.appending("manifest.json")
    let text = #"{"version": "5.3.0", "files": [\#(files.joined(separator: ","))]}"#
    try place.files.replace(manifest, with: Array(text.utf8))
    let source = format.isEmpty ? place.new : try archive(format)
    _ = try place.deployment.carryOut(Upgrade(source: source, allowsRemovals: true))
    #expect(try rows(other.resolved(in: place.root)) == ["ok", "first", "last"])
    let wrong = text.replacingOccurrences(
      of:
        "\(ObjectID(of: try place.files.read(FilePath(other.resolved(in: place.new).string + "-wal"))))",
      with: "\(ObjectID(of: [1]))")
    try place.files.replace(manifest, with: Array(wrong.utf8))
    let tampered = format.isEmpty ? place.new : try archive(format)
    #expect(throws: (any Error).self) {
      try place.deployment.carryOut(Upgrade(source: tampered))
    }
  }

  @Test func `a database that another process has locked is named, or its rows are read`() throws {
    let database = path.resolved(in: place.new)
    try make(.small, at: database)
    let writer = try RowWriter(database, journalMode: "wal")
    try writer.say(.run)
    try writer.wait(rows: 5)
    let seen = try writer.say(.pause).seen
    _ = try place.deployment.carryOut(ImportGeneration(place.new, note: ""))
    let out = place.folder.path.appending("out")
    _ = try RestoreToFolder(try number(2), paths: [], to: out).carryOut(on: place.deployment)
    let tables = try place.deployment.databases.tables(of: path.resolved(in: out))
    #expect(tables.first { $0.name == "row" }?.rows == seen.count)
    #expect(tables.first { $0.name == "t" }?.rows == 2)
  }

  @Test func `what SQLite cannot read is named, and kept as it is`() throws {
    let database = path.resolved(in: place.new)
    try make(.small, at: database)
    try LocalWorkplace.python(
      "import sys; f = open(sys.argv[1], 'r+b'); f.seek(100); f.write(b'\\xff' * 400)", [database])
    let bytes = try place.files.read(database)
    let report = try place.deployment.carryOut(ImportGeneration(place.new, note: ""))
    #expect(report.warnings.count == 1 && report.warnings.first?.contains("\(path)") == true)
    var kept: [UInt8] = []
    try StoredFile(TypedPath(path), in: try #require(report.generation)).read(on: place.deployment)
    {
      kept.append(contentsOf: $0)
    }
    #expect(kept == bytes)
    let plan = try place.deployment.plan(Upgrade(source: try archive("zip"))).plan
    #expect(plan.warnings.count == 1 && plan.warnings.first?.contains("\(path)") == true)
  }

  private func archive(_ format: String) throws -> FilePath {
    try LocalWorkplace.python(
      "import shutil, sys; shutil.make_archive(sys.argv[1], '\(format)', sys.argv[2])",
      [place.folder.path.appending("release"), place.new])
    return place.folder.path.appending("release.\(format)")
  }

  @Test(arguments: ["", "tar"])
  func `a file whose name only ends like a log stays a file`(format: String) throws {
    try place.files.replace(place.new.appending("src/x-journal"), with: Array("dear".utf8))
    let source = format.isEmpty ? place.new : try archive(format)
    _ = try place.deployment.carryOut(Upgrade(source: source))
    #expect(try place.files.read(place.root.appending("src/x-journal")) == Array("dear".utf8))
  }

  /// Puts a generation into the store that has a database as these bytes, as earlier versions could.
  private func store(_ bytes: [UInt8]) throws -> Generation.Number {
    let log = try place.deployment.log()
    var generation = try log.current()
    var entries = try ObjectReader(log.store).listing(of: generation.tree).byPath
    let batch = try log.store.batch()
    entries[path] = try ContentWriter(into: batch).file(bytes, layer: .brain)
    generation.tree = try batch.addTrees(of: Listing(entries), replacing: generation.tree)
    generation.number = try log.nextNumber()
    try batch.commit()
    try log.add(generation)
    return generation.number
  }

  @Test(arguments: [Shape.longer, .oldHeader], [false, true])
  func `what an older store has as its file was is restored as SQLite reads it, and undone`(
    shape: Shape, isGone: Bool
  ) throws {
    let other = place.folder.path.appending("other.db")
    try make(shape, at: other)
    let number = try store(try place.files.read(other))
    if isGone { try place.files.remove(place.database) }
    _ = try place.deployment.carryOut(Switch(to: number, data: .restore))
    #expect(try rows(place.database) == ["ok", "first", "last"])
    try place.sql("INSERT INTO t (a) VALUES ('later')")
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    #expect(try rows(place.database) == ["ok", "mine"])
    // Whatever fails after that, it is put back.
    let databases = InterceptedDatabases()
    let hook = HookedFileSystem(place.files) { (call, path) throws(FileError) in
      let isPointer = path.lastComponent?.string.hasSuffix("current") ?? false
      if call == .rename && isPointer { throw FileError(.rename, path, .ioError) }
    }
    let error = try #require(throws: SwitchError.self) {
      try place.deployment(databases, files: hook).carryOut(Switch(to: number, data: .restore))
    }
    #expect(error.left == [], "\(error)")
    #expect(try rows(place.database) == ["ok", "mine"])
  }

  @Test func `an export with a database that SQLite cannot read is refused by name`() throws {
    let other = place.folder.path.appending("other.db")
    try make(.small, at: other)
    var bytes = try place.files.read(other)
    bytes.replaceSubrange(100..<500, with: [UInt8](repeating: 0xff, count: 400))
    let number = try store(bytes)
    let pack = place.folder.path.appending("bad.pack")
    _ = try ExportGeneration(number, to: pack).carryOut(on: place.deployment)
    for isDry in [true, false] {
      let error = try #require(throws: StoreError.self) {
        try place.deployment.run(ImportGeneration(pack, note: ""), dryRun: isDry)
      }
      #expect("\(error)".contains("\(path)"), "\(error)")
    }
    // Nor is it restored over what is there.
    #expect(throws: (any Error).self) {
      try place.deployment.carryOut(Switch(to: number, data: .restore))
    }
    #expect(try rows(place.database) == ["ok", "mine"])
  }
}
