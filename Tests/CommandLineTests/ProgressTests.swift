import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct ProgressTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func upgrade(_ words: String...) throws -> Outcome {
    try Program.run(
      Program.path.string, ["upgrade", place.release.string, "--yes"] + words,
      in: place.deployment, environment: place.environment)
  }

  @Test func `an upgrade tells of its seven phases while they happen`() throws {
    let lines = try upgrade("--on-conflict", "yours").errors.split(separator: "\n")
      .filter { $0.hasPrefix("Phase") }
    #expect(
      lines.map { String($0.prefix(27)).split(separator: "  ").joined(separator: "  ") } == [
        "Phase 1/7  Pre-flight", "Phase 2/7  Backup", "Phase 3/7  Plan", "Phase 4/7  Core files",
        "Phase 5/7  Migrations", "Phase 6/7  Configurations", "Phase 7/7  Validation",
      ])
    #expect(lines[0].hasSuffix("  5.2.0 to 5.3.0"))
    #expect(lines[6].contains(" preserved"))
  }

  @Test func `an upgrade that is refused tells of no phase that it did not come to`() throws {
    try place.write(place.release.appending("manifest.json"), "{")
    let outcome = try upgrade()
    #expect(outcome.status == 1)
    #expect(!outcome.errors.contains("Phase"))
  }

  @Test(arguments: [["--quiet"], ["--json"], ["--progress", "none"], ["--dry-run"]])
  func `nothing is told of phases where nobody wants to hear of them`(words: [String]) throws {
    let outcome = try Program.run(
      Program.path.string,
      ["upgrade", place.release.string, "--yes", "--on-conflict", "yours"] + words,
      in: place.deployment, environment: place.environment)
    #expect(outcome.status == 0 && !outcome.errors.contains("Phase"), "\(outcome.errors)")
  }

  @Test func `with '--progress json' every phase begins and ends in a line of JSON`() throws {
    let outcome = try upgrade("--on-conflict", "yours", "--progress", "json", "--json")
    #expect(outcome.status == 0)
    #expect(try outcome.json()["to"] == "5.3.0")
    let events = try outcome.errors.split(separator: "\n").filter { $0.hasPrefix("{") }
      .map { try JSON(String($0)) }.filter { $0["event"] == "phase" }
    #expect(events.map { $0["state"] } == (0..<14).map { $0 % 2 == 0 ? "began" : "ended" })
    #expect(events.map { $0["phase"] } == (0..<14).map { .number(Double($0 / 2 + 1)) })
    #expect(events[7]["detail"] != nil && events[7]["seconds"] != nil)
  }

  @Test(arguments: [("TERM", 143), ("INT", 130)] as [(String, Int32)])
  func `an interrupted upgrade says what state things are in, and that is true`(
    signal: String, status: Int32
  ) throws {
    try CallKill.checkPossible()
    let line = ["upgrade", place.release.string, "--yes", "--on-conflict", "yours"]
    let kept = place.folder.appending("kept")
    try copy(place.project, to: kept)
    let calls = try CallKill.counts(of: line, in: place)
    var words: Set<String> = []
    for (call, count) in calls {
      for number in Set([1, count / 2, count - 1, count]) where number > 0 {
        try place.files.removeTree(place.project)
        try copy(kept, to: place.project)
        let outcome = try CallKill.run(
          line, before: call, number: number, in: place, signal: signal)
        if outcome.status == 0 { continue }
        #expect([status, status - 128].contains(outcome.status), "\(call) \(number)")
        let said = try #require(
          outcome.errors.split(separator: "\n").last { $0.hasPrefix("Interrupted") },
          "\(call) \(number): \(outcome.errors)")
        words.insert(String(said))
        let state = try place.cortex("status", "--json").json()
        let isOld = state["version"] == "5.2.0"
        if said.contains("nothing was changed") { #expect(isOld && state["recovered"] == .null) }
        if said.contains("after the change") { #expect(!isOld, "\(call) \(number)") }
        if said.contains("is as it was") { #expect(isOld, "\(call) \(number)") }
      }
    }
    #expect(words.count >= 2, "\(words)")
  }

  private func copy(_ from: FilePath, to place: FilePath) throws {
    let outcome = try Program.run("/bin/cp", ["-a", from.string, place.string], in: "/")
    #expect(outcome.status == 0)
  }
}
