import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Nothing is changed without somebody's consent.
@Suite(.tags(.process), .timeLimit(.minutes(30))) struct ConsentTests {
  private static let changing = [
    "upgrade --from RELEASE", "upgrade --from RELEASE --no-input", "upgrade --from RELEASE --quiet",
    "rollback", "rollback --data restore --exact", "gen switch 1", "gc --keep-last 0",
    "gc --now --keep-last 0",
    "gen delete 2",
  ]

  /// A deployment in which each of the commands would change something.
  private func place() throws -> Workplace {
    let place = try Workplace()
    for note in ["one", "two", "three"] {
      try place.write(place.deployment.appending("cortex-brain/documents/\(note).md"), note)
      try #require(place.cortex("snapshot", "-m", note).status == 0)
    }
    return place
  }

  private func run(_ place: Workplace, _ line: String, _ more: String...) throws -> Outcome {
    let words = line.split(separator: " ").map {
      $0 == "RELEASE" ? place.release.string : String($0)
    }
    return try Program.run(
      Program.path.string, words + more, in: place.deployment, environment: place.environment)
  }

  @Test(arguments: changing)
  func `without a terminal nothing is changed but with a yes`(line: String) throws {
    let place = try place()
    let before = try place.everything()
    let refused = try run(place, line)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("nothing was changed; pass --yes"))
    #expect(try place.everything() == before)

    let json = try run(place, line, "--json")
    #expect(try json.status == 2 && json.failure()["code"] == "consent_needed")
    #expect(try json.failure()["outcome"] == "nothing_changed")
    #expect(try json.failure()["advice"]?.string?.contains("--yes") ?? false)
    // What would be done is the dry run's result, word for word, but for how its plan is carried out.
    func masked(_ outcome: Outcome) -> String { Golden.masked(outcome.output, in: place) }
    #expect(try masked(json) == masked(run(place, line, "--json", "--dry-run")))
    let shown = try masked(run(place, line, "--dry-run"))
    #expect(masked(refused) == shown.replacing(/\nTo carry it out, run .*\n/, with: ""))
    #expect(try place.everything() == before)

    #expect(try run(place, line, "--yes").status == 0)
    #expect(try place.everything() != before)
  }

  @Test func `what changes nothing needs no yes`() throws {
    let place = try Workplace()
    try #require(place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    for line in ["upgrade --from RELEASE", "gc", "gen switch 2"] {
      let outcome = try run(place, line)
      #expect(outcome.status == 0, "\(line): \(outcome.errors)")
    }
  }

  @Test func `a yes is no answer to a conflict, and no word for a step back`() throws {
    let place = try ConflictTests.conflicted()
    let before = try place.tree()
    #expect(try run(place, "upgrade --yes --from RELEASE").status == 2)
    #expect(try place.tree() == before)
  }

  @Test func `everything that goes or stays behind is named`() throws {
    let place = try Workplace()
    let from = place.release.string
    let dry = try place.cortex("upgrade", "--from", from, "--dry-run", "--verbose")
    let plan = try place.cortex("upgrade", "--from", from, "--dry-run", "--json").json()
    let removed = try #require(plan["files"]?["removed"]).elements.compactMap(\.string)
    #expect(!removed.isEmpty)
    for path in removed { #expect(dry.output.contains("  \(path)\n")) }
    #expect(dry.output.contains("Removed: core files that the release no longer ships"))

    let up = try place.cortex("upgrade", "--yes", "--from", from, "--json").json()
    let report = try #require(up["report"]?.string)
    let text = try place.files.text(place.deployment.appending(report))
    for path in removed { #expect(text.contains("- `\(path)`")) }

    try place.write(place.deployment.appending("cortex-brain/documents/mine.md"), "mine")
    let back = try place.cortex("rollback", "--data", "restore", "--dry-run", "--json").json()
    #expect(back["brain_removed"]?.elements.contains("cortex-brain/documents/mine.md") ?? false)
    let shown = try place.cortex("rollback", "--data", "restore", "--dry-run")
    #expect(shown.output.contains("Removed from the brain: yours, saved in generation"))
    #expect(back["own_removed"]?.elements.contains("cortex-brain/documents/mine.md") ?? false)
    #expect(shown.output.contains("cortex-brain/documents/mine.md"))

    let kept = try place.cortex("rollback", "--data", "keep", "--dry-run", "--json").json()
    let left = try #require(kept["left_behind"]).elements.compactMap(\.string)
    for path in left { #expect(try place.files.metadata(place.deployment.appending(path)) != nil) }
    #expect(kept["brain_removed"]?.elements == [])
  }
}
