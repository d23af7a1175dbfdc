import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct LogTests {
  private func entries(_ place: Workplace, _ words: String...) throws -> [JSON] {
    let outcome = try Program.run(
      Program.path.string, ["log", "--json"] + words, in: place.deployment,
      environment: place.environment)
    let json = try outcome.json()
    #expect(ReportShapes.log.problems(in: json) == [])
    return json["entries"]?.elements ?? []
  }

  @Test func `every action has an entry, and what changes nothing has none`() throws {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", place.release.string, "--yes").status == 0)
    for words in [
      ["snapshot"], ["status"], ["upgrade", place.release.string, "--yes"], ["gen", "list"],
      ["upgrade", place.release.string, "--dry-run"], ["doctor"],
    ] {
      let outcome = try Program.run(
        Program.path.string, words, in: place.deployment, environment: place.environment)
      #expect(outcome.status == 0, "\(words): \(outcome.errors)")
    }
    #expect(try place.cortex("gen", "pin", "1", "--reason", "why").status == 0)
    #expect(try place.cortex("channel", "set", place.release.string).status == 0)
    #expect(try place.cortex("rollback", "--yes").status == 0)
    let entries = try entries(place)
    #expect(
      entries.map { $0["action"] } == [
        "init", "upgrade", "gen pin", "channel set", "rollback",
      ])
    #expect(entries.map { $0["from"] } == ["", "5.2.0", "5.3.0", "5.3.0", "5.3.0"])
    #expect(entries.map { $0["to"] } == ["5.2.0", "5.3.0", "5.3.0", "5.3.0", "5.2.0"])
    #expect(entries.allSatisfy { $0["result"] == "ok" })
    let checked = try place.cortex("log", "--verify")
    #expect(checked.status == 0 && checked.output == "The log is whole: 5 entries.\n")
  }

  @Test func `a line that is edited or cut out shows, and a repair sets the log aside`() throws {
    let place = try Workplace()
    #expect(try place.cortex("gen", "pin", "1", "--reason", "why").status == 0)
    let path = place.store.appending("log")
    let text = try place.files.text(path)
    let lines = text.split(separator: "\n").map { $0 + "\n" }
    for other in [
      String(lines[0]), String(lines[1]), "", text.replacing("gen pin", with: "gen put"),
      lines.reversed().joined(),
    ] {
      try place.write(path, other)
      #expect(try place.cortex("log", "--verify").status == 3, "\(other)")
      #expect(try place.cortex("verify").status == 3, "\(other)")
    }
    let repaired = try place.cortex("verify", "--repair")
    #expect(repaired.status == 0, "\(repaired.output)")
    #expect(repaired.output.contains("a new one is begun"))
    #expect(try place.cortex("log", "--verify").status == 0)
    #expect(try place.cortex("verify").status == 0)
    #expect(try entries(place).map { $0["action"] } == ["verify --repair"])
    #expect(try place.files.text(place.store.appending("damaged/log")) == lines.reversed().joined())
  }

  @Test func `a change that failed has its entry, and what was refused has none`() throws {
    let place = try Workplace()
    try place.write(
      place.release.appending("cortex-brain/migrations/009_broken.sql"),
      """
      -- Migration: broken
      -- Version: 9
      -- Database: tier1/conversations.db
      ALTER TABLE nowhere ADD COLUMN x TEXT;
      """)
    let failed = try place.cortex("upgrade", place.release.string, "--yes")
    #expect(failed.status == 1, "\(failed.errors)")
    #expect(try place.cortex("upgrade", place.release.string, "--dry-run").status == 1)
    #expect(try place.cortex("gen", "pin", "9").status == 1)
    let entry = try #require(try entries(place).last)
    #expect(entry["action"] == "upgrade" && entry["result"] == "failed")
    #expect(entry["from"] == "5.2.0" && entry["to"] == "5.2.0" && entry["generation"] == 1)
    #expect(entry["problem"]?.string?.contains("_broken.sql") ?? false)
    #expect(try entries(place).count == 2)
    #expect(try place.cortex("log").output.contains("failed: "))
    #expect(try place.cortex("log", "--verify").status == 0)
  }

  @Test func `--since leaves out what is older`() throws {
    let place = try Workplace()
    #expect(try entries(place, "--since", "1h").count == 1)
    #expect(try entries(place, "--since", "2001-01-01").count == 1)
    #expect(try entries(place, "--since", "2999-01-01").isEmpty)
    let bad = try place.cortex("log", "--since", "soon")
    #expect(bad.status == 64)
  }

  @Test func `an upgrade whose entry was not written is found by the next command`() throws {
    let place = try Workplace()
    let log = place.store.appending("log")
    let before = try place.files.text(log)
    // What cannot be written to: the upgrade counts all the same.
    try place.files.remove(log)
    try place.files.createDirectory(log, permissions: 0o755)
    #expect(try place.cortex("upgrade", place.release.string, "--yes").status == 0)
    try place.files.removeDirectory(log)
    try place.write(log, before)
    #expect(try place.cortex("gen", "pin", "1", "--reason", "why").status == 0)
    let entries = try entries(place)
    #expect(entries.map { $0["action"] } == ["init", "upgrade", "gen pin"])
    #expect(entries.map { $0["result"] } == ["ok", "found", "ok"])
    #expect(entries[1]["to"] == "5.3.0")
  }
}
