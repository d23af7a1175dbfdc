import FileEffects
import Foundation
import Generations
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Databases behind links, and with several names.
@Suite(.tags(.process)) struct LinkedDatabaseTests {
  private let place: LocalWorkplace
  private let path = "cortex-brain/tier1/conversations.db"

  init() throws {
    place = try LocalWorkplace()
    try place.sql("CREATE TABLE t (a); INSERT INTO t VALUES ('mine')")
  }

  private var elsewhere: FilePath { place.folder.path.appending("elsewhere") }

  /// Where a database of the brain really lies.
  enum Place: String, CaseIterable {
    case outside, unmanaged, linkedFolder, dangling, secondName, secondNameInside, linkToLink
  }

  private func move(to kind: Place) throws {
    try place.files.ensureDirectory(elsewhere)
    let tier = place.database.removingLastComponent()
    switch kind {
    case .outside:
      try place.files.rename(place.database, over: elsewhere.appending("real.db"))
      try place.files.createLink(
        place.database, to: Array(elsewhere.appending("real.db").string.utf8))
    case .linkToLink:
      try place.files.rename(place.database, over: elsewhere.appending("real.db"))
      try place.files.createLink(elsewhere.appending("middle"), to: Array("./real.db".utf8))
      try place.files.createLink(
        place.database, to: Array("../../../elsewhere/middle".utf8))
    case .unmanaged:
      try place.files.ensureDirectory(place.root.appending("data"))
      try place.files.rename(place.database, over: place.root.appending("data/real.db"))
      try place.files.createLink(place.database, to: Array("../../data/real.db".utf8))
    case .linkedFolder:
      try place.files.rename(tier, over: elsewhere.appending("tier1"))
      try place.files.createLink(tier, to: Array("../../elsewhere/tier1".utf8))
    case .dangling:
      try place.files.remove(place.database)
      try place.files.createLink(place.database, to: Array("/nowhere/real.db".utf8))
    case .secondName:
      try FileManager.default.linkItem(
        atPath: place.database.string, toPath: elsewhere.appending("other.db").string)
    case .secondNameInside:
      try FileManager.default.linkItem(
        atPath: place.database.string, toPath: tier.appending("other.db").string)
    }
  }

  @Test(arguments: Place.allCases)
  func `what is in no generation is said by every command that looks`(kind: Place) throws {
    try move(to: kind)
    let name = kind == .linkedFolder ? "cortex-brain/tier1 " : path
    let first = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    #expect(first.warnings.contains { $0.contains(name) })
    // Also where it is told from memory.
    for _ in 0..<2 {
      let snapshot = try place.deployment.carryOut(TakeSnapshot(note: ""))
      #expect(snapshot.warnings.contains { $0.contains(name) })
      #expect(!snapshot.created)
    }
    #expect(try place.deployment.report(ShowStatus()).warnings.contains { $0.contains(name) })
    let doctor = try place.deployment.report(ExamineDeployment())
    #expect(!doctor.ok)
    let checks = doctor.checks.filter { $0.name == .integrity }
    #expect(checks.contains { $0.result == .failed && $0.detail.contains(name) })
    #expect(!checks.contains { $0.result == .ok })
    // A release can be installed all the same: the brain is not touched.
    _ = try place.deployment.carryOut(Upgrade(source: place.new))
  }

  @Test(arguments: Place.allCases)
  func `it is refused by restore before anything is touched, dry or not`(kind: Place) throws {
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try place.sql("INSERT INTO t VALUES ('later')")
    try place.files.replace(place.root.appending("README.md"), with: Array("mine\n".utf8))
    try move(to: kind)
    let before = try place.files.snapshotOfTree(place.folder.path).filter {
      !$0.key.contains("/.cortex/")
    }
    // With the rows written since it is what is there already.
    let isSame = [.secondName, .secondNameInside].contains(kind)
    for data in isSame ? [DataChoice.restore] : [.restore, .carry] {
      for isDry in [true, false] {
        let error = try #require(throws: (any Error).self) {
          try place.deployment.run(Switch(to: .first, data: data), dryRun: isDry)
        }
        #expect("\(error)".contains("cortex-brain/tier1"), "\(error)")
      }
    }
    #expect(
      try place.files.snapshotOfTree(place.folder.path).filter { !$0.key.contains("/.cortex/") }
        == before)
    #expect(try place.deployment.report(ListGenerations()).generations.count == 1)
  }

  @Test func `a link to a database that is kept under its own name is nothing to speak of`() throws
  {
    try place.files.createLink(
      place.root.appending("cortex-brain/brain.db"), to: Array("tier1/conversations.db".utf8))
    let first = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    #expect(first.warnings == [])
    #expect(
      try place.deployment.report(ExamineDeployment()).checks.contains {
        $0.finding == .database(.whole(count: 1))
      })
    try place.sql("INSERT INTO t VALUES ('later')")
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
  }

  @Test func `a migration of a database with several names is refused`() throws {
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try move(to: .secondName)
    try place.ship("001_more.sql", "ALTER TABLE t ADD COLUMN b;")
    let before = try place.tree()
    for isDry in [true, false] {
      let error = try #require(throws: GenerationError.self) {
        if isDry {
          _ = try place.deployment.plan(Upgrade(source: place.new)).plan
        } else {
          _ = try place.deployment.carryOut(Upgrade(source: place.new))
        }
      }
      guard case .severalNames(path, 2) = error else { throw error }
    }
    #expect(try place.tree() == before)
  }
}
