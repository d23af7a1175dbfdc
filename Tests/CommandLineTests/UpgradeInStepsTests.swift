import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Releases that only upgrade the one before them: 5.3.0, 5.4.0 and 5.5.0, in folders beside each other.
@Suite(.tags(.process)) struct UpgradeInStepsTests {
  /// A file of a release of which the migration cannot be made.
  private static let broken = SampleDeployment.File(
    "cortex-brain/migrations/009_broken.sql",
    """
    -- Migration: broken
    -- Version: 9
    -- Database: tier1/conversations.db
    ALTER TABLE conversations ADD COLUMN x TEXT;
    PRAGMA user_version = 9;
    """)

  /// - Parameter version: The release that has one more file.
  private func place(
    _ version: String? = nil, with file: SampleDeployment.File = Self.broken
  ) throws -> (place: Workplace, channel: String) {
    let place = try Workplace()
    let channel = place.folder.appending("channel")
    try place.files.ensureDirectory(channel)
    var earlier: (version: String, release: SampleDeployment) = (
      "5.2.0", .release(version: "5.2.0")
    )
    for number in ["5.3.0", "5.4.0", "5.5.0"] {
      var release = SampleDeployment.release(version: number)
      if number == version { release.files.append(file) }
      let folder = place.folder.appending("releases/\(number)")
      try place.files.removeTree(folder)
      try release.install(on: place.files, at: folder)
      let old = place.folder.appending("earlier")
      try place.files.removeTree(old)
      try earlier.release.install(on: place.files, at: old)
      let built = try place.cortex(
        "release", "build", folder.string, "--version", number, "--from", old.string,
        "--output", channel.appending(number).string)
      try #require(built.status == 0, "\(built.errors)")
      earlier = (number, .release(version: number))
    }
    return (place, channel.appending("5.5.0").string)
  }

  @Test func `a release that is too new is reached in steps, each a generation`() throws {
    let (place, channel) = try place()
    let outcome = try place.cortex("upgrade", channel, "--yes", "--on-conflict", "yours", "--json")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let report = try JSON(outcome.output)
    #expect(report["to"] == "5.5.0" && report["generation"] == 4)
    #expect(report["steps"]?.elements.map { $0["to"]?.string } == ["5.3.0", "5.4.0", "5.5.0"])
    #expect(report["steps"]?.elements.map { $0["generation"] } == [2, 3, 4])
    #expect(report["files"]?["edited_core"]?.elements.isEmpty == false)
    let log = try JSON(place.cortex("log", "--json").output)
    #expect(
      log["entries"]?.elements.suffix(3).map { $0["action"] } == ["upgrade", "upgrade", "upgrade"])
    // All of it can be undone at once.
    #expect(try place.cortex("rollback", "--to", "1", "--data", "restore", "--yes").status == 0)
    #expect(try JSON(place.cortex("status", "--json").output)["version"] == "5.2.0")
  }

  @Test func `the way is told, and without consent nothing is done`() throws {
    let (place, channel) = try place()
    let before = try place.tree()
    let plan = try place.cortex("upgrade", channel, "--dry-run", "--on-conflict", "yours")
    #expect(plan.status == 0)
    #expect(plan.output.contains("5.5.0 does not upgrade 5.2.0 directly. The way there:"))
    #expect(plan.output.contains("  2  5.3.0 to 5.4.0  "))
    #expect(plan.output.contains("channel/5.4.0\n"))
    let refused = try place.cortex("upgrade", channel, "--on-conflict", "yours")
    #expect(refused.status == 2 && refused.output.contains("  3  5.4.0 to 5.5.0"))
    #expect(try place.tree() == before)
    let asked = try place.talk(
      ["upgrade", channel, "--on-conflict", "yours"], [("steps? [y/N] ", "n\n")])
    #expect(asked.status == 2 && asked.screen.contains("Take these 3 steps?"))
    #expect(try place.tree() == before)
  }

  @Test func `steps are taken at a terminal once the way was agreed to`() throws {
    let (place, channel) = try place()
    let session = try place.talk(
      ["upgrade", channel, "--on-conflict", "yours", "--core", "replace"],
      [("steps? [y/N] ", "y\n")])
    #expect(session.status == 0, "\(session.screen)")
    #expect(session.screen.contains("Step 3 of 3: 5.4.0 to 5.5.0"))
    #expect(session.output.contains("To undo them all, run 'cortex rollback --to 1'."))
  }

  @Test func `where a step fails all are undone, byte for byte`() throws {
    let (place, channel) = try place("5.4.0")
    // The migration finds the column that it would add.
    try place.sql("ALTER TABLE conversations ADD COLUMN x TEXT")
    try #require(place.cortex("snapshot").status == 0)
    let before = try place.tree()
    let outcome = try place.cortex("upgrade", channel, "--yes", "--on-conflict", "yours", "--json")
    #expect(outcome.status == 4, "\(outcome.output)")
    let error = try JSON(String(outcome.errors.drop { $0 != "{" }))["error"]
    #expect(error?["outcome"] == "rolled_back")
    #expect(error?["message"]?.string?.hasPrefix("step 2 of 3, to 5.4.0, failed: ") ?? false)
    #expect(try place.tree() == before)
    #expect(try JSON(place.cortex("status", "--json").output)["version"] == "5.2.0")
    // What is only half of the way is in nobody's way.
    let list = try JSON(place.cortex("gen", "list", "--json").output)
    #expect(list["generations"]?.elements.allSatisfy { $0["version"] == "5.2.0" } ?? false)
    #expect(list["deleted"]?.elements.map { $0["version"]?.string } == ["5.3.0"])
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.cortex("log", "--verify").status == 0)
  }

  @Test func `with --progress json every line is an event, and the failure is the last`() throws {
    let (place, channel) = try place("5.4.0")
    try place.sql("ALTER TABLE conversations ADD COLUMN x TEXT")
    let outcome = try place.cortex(
      "upgrade", channel, "--yes", "--on-conflict", "yours", "--progress", "json")
    #expect(outcome.status == 4)
    let lines = try outcome.errors.split(separator: "\n").map { try JSON(String($0)) }
    let events = lines.compactMap { $0["event"]?.string }.filter { $0 != "progress" }
    #expect(events.count(where: { $0 == "upgrade" }) == 2)
    #expect(lines.first { $0["event"] == "upgrade" }?["total"] == 3)
    #expect(events.suffix(2) == ["undo", "undo"])
    #expect(lines.last?["error"]?["outcome"] == "rolled_back")
  }

  @Test func `a step that is refused is in the log, with what it was`() throws {
    let (place, channel) = try place(
      "5.4.0",
      with: .init(
        "cortex-brain/migrations/001_drop.sql",
        """
        -- Database: tier1/conversations.db
        -- Destructive: yes
        DELETE FROM conversations WHERE id = 2;

        """))
    let outcome = try place.cortex(
      "upgrade", channel, "--yes", "--on-conflict", "yours", "--quiet")
    #expect(outcome.status == 4 && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(!outcome.errors.contains("Undoing") && !outcome.errors.contains("--dry-run"))
    #expect(outcome.errors.contains("pass --allow-destructive"))
    let entries = try JSON(place.cortex("log", "--json").output)["entries"]?.elements ?? []
    let failed = try #require(entries.first { $0["result"] == "failed" })
    #expect(failed["action"] == "upgrade")
    #expect(failed["problem"]?.string?.contains("removes data") ?? false)
    #expect(failed["subject"]?.string?.contains("channel/5.") ?? false)
  }

  @Test func `check says the way, or that none is known`() throws {
    let (place, channel) = try place()
    let known = try place.cortex("check", channel, "--json").json()
    #expect(known["available"] == "5.5.0")
    #expect(known["steps"]?.elements.map(\.string) == ["5.3.0", "5.4.0", "5.5.0"])
    let text = try place.cortex("check", channel)
    #expect(text.output.contains("It takes 3 steps: 5.3.0, 5.4.0, 5.5.0."))
    try place.files.removeTree(place.folder.appending("channel/5.4.0"))
    let lost = try place.cortex("check", channel)
    #expect(lost.output.contains("It upgrades only from 5.4.0") && !lost.output.contains("Next:"))
  }

  @Test func `where no way is known the release is refused as before`() throws {
    let (place, channel) = try place()
    try place.files.removeTree(place.folder.appending("channel/5.4.0"))
    let outcome = try place.cortex("upgrade", channel, "--yes", "--on-conflict", "yours")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("5.5.0"))
  }

  @Test func `releases that are folders beside each other are found as well`() throws {
    let place = try Workplace()
    for (version, before) in [("5.4.0", "5.3.0"), ("5.3.0", "5.2.0")] {
      let folder = place.folder.appending("plain/\(version)")
      try place.files.ensureDirectory(place.folder.appending("plain"))
      try SampleDeployment.release(version: version).install(on: place.files, at: folder)
      try place.write(
        folder.appending("manifest.json"),
        "{\"version\": \"\(version)\", \"upgrades_from\": [\"\(before)\"]}")
    }
    let outcome = try place.cortex(
      "upgrade", place.folder.appending("plain/5.4.0").string, "--yes", "--on-conflict", "yours",
      "--allow-removals")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("Upgraded from 5.2.0 to 5.4.0 in 2 steps."))
  }
}
