import Databases
import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Migrations that nobody runs are named, with the reason.
@Suite(.tags(.process)) struct PassedMigrationTests {
  @Test(arguments: [
    ("migrations/001_moods.SQL", true), ("cortex-brain/migrations/1-moods.sql", true),
    ("migrations/moods_1.sql", true), ("migrations/V2__moods.sql", true),
    ("migrations/001_moods.sql.txt", true), ("migrations/0000000001_moods.sql", true),
    ("migrations/schema.sql", false), ("Migrations/001_moods.sql", true),
    ("migrations/5.3.0/001_moods.sql", true), ("cortex-brain/Migrations/001_moods.sql", true),
    ("src/tier1/migrations/001_moods.sql", false),
    ("cortex-brain/migrations/a/b/1_moods.SQL", true),
  ])
  func `what may be meant as a migration and is none is named`(file: (path: String, isMeant: Bool))
    throws
  {
    let found = PassedMigration.misnamed(in: [relative(file.path)]) { _ in nil }
    #expect(found.map(\.file) == [file.path])
    #expect(
      found.first?.isMeant == file.isMeant && found.check?.detail.contains(file.path) ?? false)
    #expect(found.check?.result == (file.isMeant ? .warning : .ok))
  }

  @Test(arguments: [
    "migrations/001_moods.sql", "cortex-brain/migrations/12_moods.sql", "migrations/README.md",
    "migrations/template", "src/001_moods.sql", "cortex-brain/schema.sql", "migrations/001_x.py",
  ])
  func `what is run, and what nobody takes for a migration, is not named`(path: String) {
    #expect(PassedMigration.misnamed(in: [relative(path)]) { _ in nil } == [])
  }

  @Test func `a file without a number is meant if its header names a database`() {
    let found = PassedMigration.misnamed(in: [relative("migrations/moods.sql")]) { _ in
      Array("-- Database: tier1/a.db\n".utf8)
    }
    #expect(found.first?.isMeant == true)
  }

  @Test(arguments: [
    ("tier1/A.db", "but cortex-brain/tier1/a.db does: upper and lower case", true),
    ("tier2/a.db", "but cortex-brain/tier1/a.db does", true),
    ("tier1/b.db", "cortex-brain/tier1/b.db does not exist", false),
    ("tier1/empty.db", "cortex-brain/tier1/empty.db is empty", false),
    ("tier1/text.db", "is not a database that SQLite can read", true),
  ])
  func `a database that is not there is the reason`(
    name: String, reason: String, isMeant: Bool
  ) throws {
    let local = Listing([
      relative("cortex-brain/tier1/a.db"): .database("a"),
      relative("cortex-brain/tier1/empty.db"): .text("", .brain),
      relative("cortex-brain/tier1/text.db"): .text("text", .brain),
    ])
    let migration = try Migration(
      fileName: "001_x.sql", bytes: Array("-- Database: \(name)\nCREATE TABLE x (a);".utf8),
      brainFolder: "cortex-brain")
    let path = relative("migrations/001_x.sql")
    let found = PassedMigration.withoutDatabase([(path, migration)], local: local)
    #expect(found.map(\.file) == ["migrations/001_x.sql"] && found.first?.isMeant == isMeant)
    #expect(found.first.map { "\($0.reason)".contains(reason) } ?? false, "\(found)")
    let there = try Migration(
      fileName: "001_x.sql", bytes: Array("-- Database: tier1/a.db\nCREATE TABLE x (a);".utf8),
      brainFolder: "cortex-brain")
    #expect(PassedMigration.withoutDatabase([(path, there)], local: local) == [])
  }

  @Test func `the plan, the upgrade and the status name them`() throws {
    let place = try LocalWorkplace()
    try place.sql("CREATE TABLE conversations (id INTEGER PRIMARY KEY)")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try place.ship("001_moods.SQL", "CREATE TABLE a (x);")
    try place.ship("001_other.sql", "CREATE TABLE a (x);", for: "tier1/Conversations.db")
    let request = Upgrade(source: place.new, onConflict: .upgrade)
    let plan = try place.deployment.plan(request).plan
    let files = ["001_moods.SQL", "001_other.sql"].map { "cortex-brain/migrations/\($0)" }
    #expect(plan.passedOver.map(\.file) == files)
    let check = try #require(plan.checks.first { $0.name == .migrations })
    #expect(check.result == .warning && files.allSatisfy(check.detail.contains))
    #expect(
      try place.deployment.report(ShowMigrationStatus(from: place.new)).passedOver
        == plan.passedOver)
    #expect(try place.deployment.carryOut(request).checks.contains(check))
    #expect(try place.deployment.report(ShowMigrationStatus()).passedOver == plan.passedOver)
  }

  @Test func `a migration that is a link is refused as what it is`() throws {
    let place = try LocalWorkplace()
    try place.sql("CREATE TABLE conversations (id INTEGER PRIMARY KEY)")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try place.ship("001_a.sql", "CREATE TABLE a (x);")
    try place.files.createLink(
      place.new.appending("cortex-brain/migrations/002_b.sql"), to: Array("001_a.sql".utf8))
    let error = #expect(throws: MigrationError.self) {
      try place.deployment.plan(Upgrade(source: place.new)).plan
    }
    #expect(error == MigrationError("002_b.sql", .noFile))
  }
}
