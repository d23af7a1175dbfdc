import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Generations do not vanish: what is dropped is named, can be brought back, and is nothing that
/// somebody was told to go back to.
@Suite(.tags(.process), .timeLimit(.minutes(30))) struct KeptGenerationTests {
  /// Upgrades to a release that differs in one file.
  private func upgrade(_ place: Workplace, to version: String, _ more: String...) throws -> Outcome
  {
    try SampleDeployment.release(version: version).install(on: place.files, at: place.release)
    try place.files.remove(place.release.appending("manifest.json"))
    try place.write(place.release.appending("src/of-\(version).py"), "\(version)\n")
    let outcome = try Program.run(
      Program.path.string,
      ["upgrade", "--from", place.release.string, "--yes", "--allow-removals"] + more,
      in: place.deployment, environment: place.environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  private func snapshot(_ place: Workplace, _ number: Int) throws {
    try place.write(place.deployment.appending("cortex-brain/documents/n\(number).md"), "n\n")
    #expect(try place.cortex("snapshot", "-m", "nightly").status == 0)
  }

  private func numbers(_ list: JSON?) -> [JSON?] { (list?.elements ?? []).map { $0["number"] } }

  /// The number in the line of the newest report that says how to go back.
  private func toGoBack(_ place: Workplace) throws -> String {
    let folder = "cortex-brain/documents/reports"
    let names = try place.tree().keys.filter { $0.hasPrefix(folder) && $0.hasSuffix(".md") }
    let newest = try #require(names.max { ($0.utf8.count, $0) < ($1.utf8.count, $1) })
    let text = try place.files.text(place.deployment.appending(newest))
    return String(try #require(text.firstMatch(of: /cortex rollback --to (\d+)/)).output.1)
  }

  @Test func `after six upgrades the generation that the report names is there, and leads back`()
    throws
  {
    let place = try Workplace()
    for number in 3...7 { _ = try upgrade(place, to: "5.\(number).0") }
    let last = try upgrade(place, to: "5.8.0")
    #expect(last.output.contains("'cortex gen undelete N' brings one back."))
    #expect(last.output.contains(/\s2: 5\.3\.0 of \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/))
    // What comes after it is dropped before it is, also by those who keep nothing.
    for number in 1...7 { try snapshot(place, number) }
    let report = try upgrade(place, to: "5.9.0", "--json").json()
    #expect(report["dropped"] == .list([3, 4, 5, 6, 7, 8, 9, 10]), "\(report["dropped"] as Any)")
    #expect(numbers(report["deleted"]) == [3, 4, 5, 6, 7, 8, 9, 10])
    #expect(report["deleted"]?.elements.first?["version"] == "5.4.0")
    for number in 8...14 { try snapshot(place, number) }
    #expect(
      try place.cortex("gc", "--keep-last", "0", "--max-age", "0d", "--now", "--yes").status == 0)
    let number = try toGoBack(place)
    let back = try place.cortex("rollback", "--to", number, "--yes")
    #expect(back.status == 0 && back.output.contains("Version 5.8.0 instead of 5.9.0."), "\(back)")
    // The upgrade itself is there still, for going forward again.
    #expect(
      try place.cortex("gc", "--keep-last", "0", "--max-age", "0d", "--now", "--yes").status == 0)
    let forward = try place.cortex("gen", "switch", "15", "--yes")
    #expect(forward.output.contains("Version 5.9.0 instead of 5.8.0."), "\(forward)")
  }

  @Test
  func `a collection names what it drops, why the rest is kept, and until when it comes back`()
    throws
  {
    let place = try Workplace()
    _ = try upgrade(place, to: "5.3.0")
    for number in 1...3 { try snapshot(place, number) }
    let plan = try place.cortex("gc", "--keep-last", "1", "--dry-run")
    #expect(plan.output.contains(/kept +1 +before the last upgrade, pinned: the state that init/))
    #expect(plan.output.contains(/kept +2 +last upgrade\n/))
    #expect(plan.output.contains(/kept +4 +parent of current\n/))
    #expect(plan.output.contains(/would drop +3 +5\.3\.0 of \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/))
    #expect(
      plan.output.contains(
        /Until 20\S+ \S+ UTC, 'cortex gen undelete N' brings dropped ones back\./))
    let done = try place.cortex("gc", "--keep-last", "1", "--json", "--yes").json()
    #expect(done["dropped"] == .list([3]) && numbers(done["deleted"]) == [3])
    let list = try place.cortex("gen", "list", "--deleted", "--json").json()
    #expect(list["deleted"] == done["deleted"])
    #expect(try place.cortex("gen", "undelete", "3").status == 0)
    let gone = try place.cortex("gc", "--keep-last", "1", "--now", "--yes")
    #expect(gone.output.contains(/dropped +3 +for good/) && !gone.output.contains("undelete"))
    #expect(try place.cortex("gen", "list", "--deleted", "--json").json()["deleted"] == .list([]))
  }

  @Test func `what was deleted is listed with the time until which it comes back, and comes back`()
    throws
  {
    let place = try Workplace()
    for number in 1...2 { try snapshot(place, number) }
    let tree = try place.tree()
    let none = try place.cortex("gen", "list", "--deleted")
    #expect(none.output == "No deleted generation can be brought back.\n")
    #expect(try place.cortex("gen", "delete", "2", "--yes").status == 0)
    let list = try place.cortex("gen", "list", "--deleted")
    #expect(list.output.contains(/2 +\S+Z +5\.2\.0 +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n/))
    #expect(list.output.contains("'cortex gen undelete N' brings one back."))
    let fields = try place.cortex("gen", "list", "--deleted", "--json").json()["deleted"]?.elements
    let deleted = try #require(fields?.first)
    let until = try #require(deleted["until"]?.string)
    #expect(deleted["number"] == 2 && deleted["version"] == "5.2.0")
    #expect(deleted["created"]?.string ?? until < until)
    #expect(
      try place.cortex("gen", "list").output.contains("1 deleted: 'cortex gen list --deleted'"))
    let again = try place.cortex("gen", "delete", "2", "--yes")
    let said = try #require(again.errors.firstMatch(of: /until at least ([^)]+)\)/)?.1)
    // Both count from the present, in whole seconds.
    let difference = try Date(String(said), strategy: .iso8601).timeIntervalSince(
      Date(until, strategy: .iso8601))
    #expect(again.status == 1 && abs(difference) <= 1)
    let shown = try place.cortex("gen", "show", "2")
    #expect(shown.status == 1 && shown.errors.contains("generation 2 is deleted"))
    #expect(
      try place.cortex("gen", "undelete", "latest").output == "Generation 2 is no longer deleted.\n"
    )
    #expect(try place.cortex("gen", "show", "2").status == 0 && place.tree() == tree)
  }
}
