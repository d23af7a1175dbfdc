import Databases
import FileEffects
import Generations
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// An older release, or one that is older than what migrated a database, is installed only if that is meant.
@Suite(.tags(.process)) struct DowngradeTests {
  private let place: LocalWorkplace

  init() throws {
    place = try LocalWorkplace()
    try place.sql(
      "CREATE TABLE note (id INTEGER PRIMARY KEY, text); INSERT INTO note VALUES (1, 'a')")
    try place.ship("001_feedback.sql", "CREATE TABLE feedback (id INTEGER PRIMARY KEY, text);")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    _ = try place.deployment.carryOut(Upgrade(source: place.new, onConflict: .upgrade))
  }

  private func request(_ source: FilePath, allowed: Bool = false) -> Upgrade {
    Upgrade(
      source: source, onConflict: .upgrade, allowsDowngrade: allowed, allowsRemovals: allowed)
  }

  /// Makes a release one of another version.
  private func say(_ version: String, in release: FilePath) throws {
    for (path, text) in [
      ("VERSION", "v\(version)\n"),
      ("cortex-brain/.cortex-version", #"{"cortex_version": "\#(version)"}"#),
    ] where try place.files.metadata(release.appending(path)) != nil {
      try place.files.replace(release.appending(path), with: Array(text.utf8))
    }
  }

  private func refusal(_ source: FilePath) throws -> String {
    let before = try place.tree()
    let prepared = try place.deployment.plan(request(source))
    let (plan, dry) = (prepared.plan, prepared.refusal)
    #expect(plan.checks.contains { $0.name == .version && $0.result == .warning })
    let error = try #require(throws: UpgradeError.self) {
      _ = try place.deployment.carryOut(request(source))
    }
    guard case .downgrade = error, case .downgrade? = dry as? UpgradeError else {
      Issue.record("refused for another reason: \(error)")
      return ""
    }
    #expect(try place.tree() == before)
    return "\(error)"
  }

  @Test func `an older release names both versions once, and the database that is ahead`() throws {
    let words = try refusal(place.old)
    for word in [
      ") is older than the installed 5.3.0 (",
      "), which migrated cortex-brain/tier1/conversations.db to version 1", "--allow-downgrade",
    ] { #expect(words.contains(word), "\(words)") }
    for version in ["5.2.0", "5.3.0"] { #expect(words.ranges(of: version).count == 1, "\(words)") }
  }

  @Test func `one that ships migrations of its own is refused in the same way`() throws {
    let older = place.old.appending("cortex-brain/migrations")
    try place.files.ensureDirectory(older)
    try place.files.replace(
      older.appending("001_other.sql"),
      with: Array("-- Database: tier1/other.db\nCREATE TABLE x (a);".utf8))
    #expect(try refusal(place.old).contains(") is older than the installed 5.3.0 ("))
  }

  @Test func `with the user's word it is installed, and the database stays as it is`() throws {
    let report = try place.deployment.carryOut(request(place.old, allowed: true))
    #expect(report.plan.to == "5.2.0" && report.plan.migrations.isEmpty)
    let details = report.checks.filter { $0.name == .version }.map(\.detail)
    #expect(details.contains { $0.contains(") is older than the installed 5.3.0 (") })
    #expect(try place.deployment.databases.schemaVersion(of: place.database) == 1)
    #expect(try place.deployment.carryOut(request(place.new)).plan.to == "5.3.0")
  }

  @Test
  func `a number that is higher, with a database that a still newer release migrated, is one too`()
    throws
  {
    _ = try place.deployment.carryOut(Switch(to: .first, data: .keep))
    try say("5.2.5", in: place.old)
    try place.files.replace(place.old.appending("src/patch.py"), with: Array("#\n".utf8))
    #expect(try refusal(place.old).contains(") is older than the data of the installed 5.2.0 ("))
    #expect(try place.deployment.carryOut(request(place.old, allowed: true)).plan.to == "5.2.5")
  }

  @Test func `what is installed may be installed again, with a word on the database that is ahead`()
    throws
  {
    _ = try place.deployment.carryOut(Switch(to: .first, data: .keep))
    try place.files.replace(place.old.appending("src/patch.py"), with: Array("#\n".utf8))
    let report = try place.deployment.carryOut(request(place.old))
    #expect(report.checks.contains { $0.name == .version && $0.result == .warning })
  }

  @Test func `a newer release that no longer ships a migration is no step back`() throws {
    let later = place.folder.path.appending("later")
    try SampleDeployment.release(version: "5.3.0").install(on: place.files, at: later)
    try say("5.4.0", in: later)
    let report = try place.deployment.carryOut(
      Upgrade(source: later, onConflict: .upgrade, allowsRemovals: true))
    #expect(report.plan.to == "5.4.0" && report.plan.downgrade == nil)
  }

  @Test
  func `going back after a snapshot says that the version stays, and what leads to the one before`()
    throws
  {
    try place.files.replace(
      place.root.appending("cortex-brain/documents/n.md"), with: Array("1\n".utf8))
    _ = try place.deployment.carryOut(TakeSnapshot(note: "nightly"))
    for isDry in [true, false] {
      let report = try place.deployment.run(Switch(to: nil), dryRun: isDry)
      #expect(report.version == "5.3.0" && report.fromVersion == "5.3.0")
      #expect(report.earlier?.number == .first && report.earlier?.version == "5.2.0")
      #expect(report.earlier?.meaning == .beforeUpgrade(to: "5.3.0"))
    }
    let back = try place.deployment.carryOut(Switch(to: .first))
    #expect(back.version == "5.2.0" && back.fromVersion == "5.3.0" && back.earlier == nil)
  }
}
