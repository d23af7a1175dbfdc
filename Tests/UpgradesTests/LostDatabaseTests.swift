import FileEffects
import Foundation
import Generations
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Databases that the generation in force holds and that are gone from the deployment.
@Suite(.tags(.process)) struct LostDatabaseTests {
  private let place: LocalWorkplace
  private let path = "cortex-brain/tier1/conversations.db"

  init() throws {
    place = try LocalWorkplace()
    try place.sql("CREATE TABLE t (a); INSERT INTO t VALUES ('mine')")
    try place.sql("CREATE TABLE u (a)", on: place.root.appending("cortex-brain/other.db"))
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
  }

  /// How a database can be lost.
  enum Loss: String, CaseIterable {
    case deleted, withItsFolder, emptied, bare, remade, dropped, folder, otherFile, danglingLink

    var present: LostDatabase.Present {
      switch self {
      case .deleted, .withItsFolder, .danglingLink: .nothing
      case .emptied: .empty
      case .bare, .remade, .dropped: .withoutTables
      case .folder: .folder
      case .otherFile: .other
      }
    }
  }

  private func lose(_ loss: Loss) throws {
    let files = place.files
    if loss == .emptied {
      return try LocalWorkplace.python(
        "import sys; open(sys.argv[1], 'r+b').truncate(0)", [place.database])
    }
    if loss == .dropped { return try place.sql("DROP TABLE t") }
    try files.remove(place.database)
    switch loss {
    case .deleted, .emptied, .dropped: break
    case .withItsFolder: try files.removeTree(place.database.removingLastComponent())
    case .bare:
      // As a program leaves it that opens what is gone.
      try place.sql("PRAGMA journal_mode = wal; VACUUM")
    case .remade: try place.sql("CREATE TABLE gone (a); DROP TABLE gone")
    case .folder: try files.ensureDirectory(place.database)
    case .otherFile: try files.replace(place.database, with: Array("no database".utf8))
    case .danglingLink: try files.createLink(place.database, to: Array("/nowhere/x".utf8))
    }
  }

  private func expectLost(_ lost: [LostDatabase], _ loss: Loss) {
    #expect(
      lost == [LostDatabase(path: path, generation: .first, present: loss.present)], "\(loss)")
  }

  @Test(arguments: Loss.allCases)
  func `doctor fails for it by name, and an upgrade refuses it and changes nothing`(loss: Loss)
    throws
  {
    try lose(loss)
    let before = try place.tree()
    let doctor = try place.deployment.report(ExamineDeployment())
    #expect(!doctor.ok)
    let checks = doctor.checks.filter { $0.name == .integrity }
    #expect(!checks.contains { $0.result == .ok }, "\(checks)")
    #expect(
      checks.contains {
        $0.result == .failed && $0.detail.contains("the database \(path) ")
          && $0.detail.contains("'cortex gen restore 1 \(path) --to DIR'")
          && $0.detail.contains("'cortex snapshot'")
      }, "\(checks)")
    let request = Upgrade(source: place.new)
    let prepared = try place.deployment.plan(request)
    let (plan, refusal) = (prepared.plan, prepared.refusal)
    expectLost(plan.lostDatabases, loss)
    #expect(plan.checks.contains { $0.result == .warning && $0.detail.contains(path) })
    let error = try #require(throws: UpgradeError.self) {
      _ = try place.deployment.carryOut(request)
    }
    for refused in [error, try #require(refusal as? UpgradeError)] {
      guard case .databasesLost(let lost) = refused else { throw refused }
      expectLost(lost, loss)
      #expect("\(refused)".contains("--allow-missing"))
    }
    #expect(try place.tree() == before)
    #expect(try place.deployment.report(ListGenerations()).generations.count == 1)
  }

  @Test(arguments: Loss.allCases)
  func `status and snapshot say it, and what was meant is the state from then on`(loss: Loss) throws
  {
    try lose(loss)
    let status = try place.deployment.report(ShowStatus())
    expectLost(status.lostDatabases, loss)
    #expect(status.warnings.contains { $0.contains("the database \(path) ") })
    for isDry in [true, false] {
      let snapshot = try place.deployment.run(TakeSnapshot(note: ""), dryRun: isDry)
      expectLost(snapshot.lostDatabases, loss)
      #expect(snapshot.created && snapshot.warnings.contains { $0.contains(path) })
    }
    #expect(try place.deployment.report(ShowStatus()).lostDatabases.isEmpty)
    #expect(try place.deployment.carryOut(TakeSnapshot(note: "")).lostDatabases.isEmpty)
    let checks = try place.deployment.report(ExamineDeployment()).checks.filter {
      $0.name == .integrity
    }
    if loss != .danglingLink { #expect(checks.allSatisfy { $0.result == .ok }, "\(checks)") }
    _ = try place.deployment.carryOut(Upgrade(source: place.new))
  }

  @Test func `a migration that does not find its table is told as what it is`() throws {
    try lose(.bare)
    try place.ship("001_more.sql", "ALTER TABLE t ADD COLUMN b;", for: "tier1/conversations.db")
    let error = try #require(throws: UpgradeError.self) {
      _ = try place.deployment.carryOut(Upgrade(source: place.new))
    }
    guard case .databasesLost = error else { throw error }
  }

  @Test(arguments: Loss.allCases)
  func `with the user's word an upgrade goes on without it`(loss: Loss) throws {
    try lose(loss)
    let report = try place.deployment.carryOut(
      Upgrade(source: place.new, allowsMissing: true))
    expectLost(report.plan.lostDatabases, loss)
    #expect(try place.deployment.report(ShowStatus()).lostDatabases.isEmpty)
    #expect(report.databases.map(\.path).filter { $0 != path } == ["cortex-brain/other.db"])
  }

  @Test(arguments: Loss.allCases)
  func `the way out that is named brings every row back`(loss: Loss) throws {
    try lose(loss)
    let out = place.folder.path.appending("out")
    _ = try RestoreToFolder(.first, paths: [TypedPath(relative(path))], to: out).carryOut(
      on: place.deployment)
    try place.files.removeTree(place.database)
    try place.files.ensureDirectory(place.database.removingLastComponent())
    try place.files.rename(out.appending(path), over: place.database)
    #expect(
      try place.deployment.report(ExamineDeployment()).checks.filter {
        $0.name == .integrity
      }
      .allSatisfy { $0.result == .ok })
    #expect(try place.deployment.report(ShowStatus()).lostDatabases.isEmpty)
    #expect(try place.deployment.databases.tables(of: place.database).map(\.rows) == [1])
    _ = try place.deployment.carryOut(Upgrade(source: place.new))
  }

  @Test func `a log that is left of it is named, since SQLite would take it for the other one's`()
    throws
  {
    try lose(.deleted)
    let log = place.root.appending("\(path)-wal")
    try place.files.replace(log, with: [1, 2, 3])
    let lost = try place.deployment.report(ShowStatus()).lostDatabases
    #expect(lost.map(\.leftovers) == [["\(path)-wal"]])
    #expect(
      lost.first?.remedy.hasSuffix("move \(path)-wal away, and copy it back") == true)
    // A switch needs no such care.
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    #expect(try place.deployment.databases.tables(of: place.database).map(\.rows) == [1])
    #expect(try place.files.metadata(log) == nil)
  }

  @Test func `a release that ships the database does not take the place of what was lost`() throws {
    try place.files.ensureDirectory(place.new.appending("cortex-brain/tier1"))
    try place.sql("CREATE TABLE t (a)", on: place.new.appending(path))
    try lose(.deleted)
    let error = try #require(throws: UpgradeError.self) {
      _ = try place.deployment.carryOut(Upgrade(source: place.new))
    }
    guard case .databasesLost = error else { throw error }
    #expect(try place.files.metadata(place.database) == nil)
  }

  @Test func `going back says what stays lost, and not what comes back`() throws {
    _ = try place.deployment.carryOut(Upgrade(source: place.new))
    try lose(.deleted)
    func warnings(_ data: DataChoice) throws -> [Finding] {
      try place.deployment.plan(Switch(to: .first, data: data)).report.warnings
    }
    #expect(try warnings(.keep).contains { $0.contains("the database \(path) is gone") })
    #expect(try warnings(.restore) == [])
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    #expect(try place.deployment.databases.tables(of: place.database).map(\.rows) == [1])
  }

  @Test func `what the workspace takes out is not missed`() throws {
    try lose(.deleted)
    try place.files.replace(
      place.root.appending(".cortex/layers.yaml"),
      with: Array("layers:\n  - path: \"cortex-brain/tier1/**\"\n    layer: none\n".utf8))
    #expect(try place.deployment.report(ShowStatus()).lostDatabases.isEmpty)
    _ = try place.deployment.carryOut(Upgrade(source: place.new))
  }

  @Test func `a database that was empty all along is not lost`() throws {
    let empty = place.root.appending("cortex-brain/empty.db")
    try place.files.replace(empty, with: [])
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try place.files.remove(empty)
    #expect(try place.deployment.report(ShowStatus()).lostDatabases.isEmpty)
    try place.files.replace(empty, with: [])
    #expect(
      try place.deployment.report(ExamineDeployment()).checks.filter {
        $0.name == .integrity
      }
      .allSatisfy { $0.result == .ok })
  }
}
