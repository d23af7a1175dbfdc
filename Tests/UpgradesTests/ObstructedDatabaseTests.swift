import FileEffects
import Foundation
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Links, folders and FIFOs where SQLite keeps files of its own beside a database.
@Suite(.tags(.process)) struct ObstructedDatabaseTests {
  private let place: LocalWorkplace
  private let path = "cortex-brain/tier1/conversations.db"

  init() throws {
    place = try LocalWorkplace()
    try Self.make(place.database)
  }

  /// What lies beside a database, and whether SQLite reads the database all the same.
  enum Beside: String, CaseIterable {
    case logBehindLink, journalBehindLink, indexBehindLink, logFolder, journalFolder, logFIFO,
      journalFIFO
    case danglingLog, emptyJournalBehindLink, indexFolder, danglingIndex

    var isReadable: Bool {
      [.danglingLog, .emptyJournalBehindLink, .indexFolder, .danglingIndex].contains(self)
    }

    var ending: String {
      switch self {
      case .logBehindLink, .logFolder, .logFIFO, .danglingLog: "-wal"
      case .indexBehindLink, .indexFolder, .danglingIndex: "-shm"
      case .journalBehindLink, .journalFolder, .journalFIFO, .emptyJournalBehindLink: "-journal"
      }
    }

    fileprivate var script: String {
      switch self {
      case .logBehindLink: "log(); os.remove(p + '-shm'); behind('-wal')"
      case .indexBehindLink: "log(); behind('-shm')"
      case .journalBehindLink: "hot(); behind('-journal')"
      case .logFolder: "os.mkdir(p + '-wal')"
      case .journalFolder: "os.mkdir(p + '-journal')"
      case .indexFolder: "os.mkdir(p + '-shm')"
      case .logFIFO: "os.mkfifo(p + '-wal')"
      case .journalFIFO: "os.mkfifo(p + '-journal')"
      case .danglingLog: "os.symlink('nowhere', p + '-wal')"
      case .danglingIndex: "os.symlink('nowhere', p + '-shm')"
      case .emptyJournalBehindLink: "open(p + '-journal', 'w').close(); behind('-journal')"
      }
    }
  }

  private static func make(_ database: FilePath) throws {
    try LocalWorkplace.python(
      """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      c.execute("create table t (a, b)"); c.execute("insert into t values ('mine', zeroblob(9000))")
      c.commit()
      """, [database])
  }

  private func put(_ beside: Beside, at database: FilePath? = nil) throws {
    try LocalWorkplace.python(
      """
      import os, sqlite3, sys
      p = sys.argv[1]
      def crash(work):
        child = os.fork()
        if child == 0:
          work(sqlite3.connect(p, isolation_level=None))
          os._exit(0)
        os.waitpid(child, 0)
      def log():
        def work(c):
          c.execute("pragma journal_mode=wal"); c.execute("insert into t values ('logged', 1)")
        crash(work)
      def hot():
        def work(c):
          c.execute("pragma cache_size=1"); c.execute("begin")
          c.execute("update t set a = 'half', b = zeroblob(9000)")
          c.executemany("insert into t values ('half', zeroblob(900))", [()] * 900)
        crash(work)
      def behind(ending):
        os.rename(p + ending, p + ".kept" + ending); os.symlink(os.path.basename(p) + ".kept" + ending, p + ending)
      \(beside.script)
      """, [database ?? place.database])
  }

  private func words(_ body: () throws -> Void) throws -> String {
    "\(try #require(throws: (any Error).self) { try body() })"
  }

  @Test(arguments: Beside.allCases)
  func `every command that looks says it, and what SQLite does not read is refused by name`(
    beside: Beside
  ) throws {
    try put(beside)
    let name = "\(path)\(beside.ending)"
    if beside.isReadable {
      let first = try InitialiseStore(release: place.old, version: nil).carryOut(
        on: place.deployment)
      #expect(first.warnings.contains { $0.contains(name) }, "\(first.warnings)")
      // Also where it is told from memory.
      for _ in 0..<2 {
        let snapshot = try place.deployment.carryOut(TakeSnapshot(note: ""))
        #expect(snapshot.warnings.contains { $0.contains(name) })
        #expect(!snapshot.created)
      }
      #expect(try place.deployment.report(ShowStatus()).warnings.contains { $0.contains(name) })
      let contents = try place.deployment.report(ShowGeneration(.first)).contents.map(\.path)
      #expect(contents.contains(path) && !contents.contains(name))
      _ = try place.deployment.carryOut(Upgrade(source: place.new))
    } else {
      for isDry in [true, false] {
        let refusal = try words {
          _ = try InitialiseStore(release: place.old, version: nil).run(
            on: place.deployment, dryRun: isDry)
        }
        #expect(refusal.contains("\(name) is a"), "\(refusal)")
      }
    }
    let doctor = try place.deployment.report(ExamineDeployment())
    #expect(!doctor.ok)
    let checks = doctor.checks.filter { $0.name == .integrity }
    #expect(checks.contains { $0.result == .failed && $0.detail.contains(name) }, "\(checks)")
    #expect(!checks.contains { $0.result == .ok })
    #expect(!doctor.checks.contains { $0.detail.contains("chmod") }, "\(doctor.checks)")
  }

  @Test(arguments: Beside.allCases)
  func
    `under management it is refused by whatever would change the database, and nothing is changed`(
      beside: Beside
    ) throws
  {
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try place.sql("INSERT INTO t VALUES ('later', 1)")
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try put(beside)
    try place.ship("001_more.sql", "ALTER TABLE t ADD COLUMN c;")
    let before = try place.files.snapshotOfTree(place.folder.path).filter {
      !$0.key.contains("/.cortex/")
    }
    for isDry in [true, false] {
      for refusal in [
        try words {
          _ = try place.deployment.run(Switch(to: .first, data: .restore), dryRun: isDry)
        },
        try words {
          if isDry {
            _ = try place.deployment.plan(Upgrade(source: place.new)).plan
          } else {
            _ = try place.deployment.carryOut(Upgrade(source: place.new))
          }
        },
      ] { #expect(refusal.contains("\(path)\(beside.ending) is a"), "\(refusal)") }
    }
    if !beside.isReadable {
      for refusal in [
        try words { _ = try place.deployment.report(ShowStatus()) },
        try words { _ = try place.deployment.carryOut(TakeSnapshot(note: "")) },
      ] { #expect(refusal.contains("\(path)\(beside.ending) is a"), "\(refusal)") }
    }
    #expect(
      try place.files.snapshotOfTree(place.folder.path).filter { !$0.key.contains("/.cortex/") }
        == before)
    #expect(try place.deployment.report(ListGenerations()).generations.count == 2)
  }

  @Test(
    arguments: [
      Beside.logBehindLink, .journalBehindLink, .danglingLog, .logFolder, .journalFolder, .logFIFO,
      .journalFIFO,
    ], ["import", "folder", "tar"])
  func `in a folder that is imported and in a release it is refused by name`(
    beside: Beside, way: String
  ) throws {
    // What tar does not keep, or what cannot be in a release at all.
    if way == "tar" && [.logFIFO, .journalFIFO].contains(beside) { return }
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    let other = place.new.appending("cortex-brain/tier2/graph.db")
    try place.files.ensureDirectory(other.removingLastComponent())
    try Self.make(other)
    try put(beside, at: other)
    var source = place.new
    if way == "tar" {
      try LocalWorkplace.python(
        "import shutil, sys; shutil.make_archive(sys.argv[1], 'tar', sys.argv[2])",
        [place.folder.path.appending("release"), place.new])
      source = place.folder.path.appending("release.tar")
    }
    let before = try place.tree()
    let refusal = try words {
      if way == "import" {
        _ = try place.deployment.carryOut(ImportGeneration(source, note: ""))
      } else {
        _ = try place.deployment.carryOut(Upgrade(source: source))
      }
    }
    #expect(refusal.contains("graph.db\(beside.ending)"), "\(refusal)")
    #expect(try place.tree() == before)
    #expect(try place.deployment.report(ListGenerations()).generations.count == 1)
  }

  @Test(arguments: ["-wal", "-journal", "-shm"], ["a file", "a link", "a folder"])
  func `a release puts nothing where SQLite keeps files of its own beside a database that is there`(
    ending: String, what: String
  ) throws {
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    let tier = place.new.appending("cortex-brain/tier1")
    try place.files.ensureDirectory(tier)
    let name = tier.appending("conversations.db\(ending)")
    switch what {
    case "a file": try place.files.replace(name, with: [1, 2, 3])
    case "a link": try place.files.createLink(name, to: Array("../../README.md".utf8))
    default:
      try place.files.ensureDirectory(name)
      try place.files.replace(name.appending("x"), with: [1])
    }
    let before = try place.tree()
    let refusal = try words {
      _ = try place.deployment.carryOut(Upgrade(source: place.new))
    }
    #expect(refusal.contains("\(path)\(ending)"), "\(refusal)")
    #expect(try place.tree() == before)
  }

  @Test func `a link beside an empty file is a link as any other`() throws {
    let (empty, link) = (
      place.root.appending("cortex-brain/notes"), place.root.appending("cortex-brain/notes-wal")
    )
    try place.files.replace(empty, with: [])
    try place.files.createLink(link, to: Array("README.md".utf8))
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    let contents = try place.deployment.report(ShowGeneration(.first)).contents
    #expect(contents.contains { $0.path == "cortex-brain/notes-wal" && $0.kind == .link })
  }

  @Test func `a link to a folder of databases is told as what it is`() throws {
    let elsewhere = place.folder.path.appending("elsewhere")
    try place.files.rename(place.database.removingLastComponent(), over: elsewhere)
    try place.files.createLink(
      place.database.removingLastComponent(), to: Array(elsewhere.string.utf8))
    for count in [1, 2] {
      if count == 2 { try Self.make(elsewhere.appending("other.db")) }
      let words = try InitialiseStore(release: place.old, version: nil).plan(on: place.deployment)
        .warnings
      #expect(
        words.contains {
          $0.hasPrefix(
            "cortex-brain/tier1 is a link to the folder \(elsewhere), so no generation has")
            && $0.contains(elsewhere.appending("conversations.db").string)
        }, "\(words)")
    }
  }
}
