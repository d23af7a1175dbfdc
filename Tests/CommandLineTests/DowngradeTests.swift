import FileEffects
import SystemPackage
import TestSupport
import Testing

/// A step back is called one.
@Suite(.tags(.process)) struct DowngradeTests {
  @Test func `nothing that is said of a downgrade calls it an upgrade`() throws {
    let place = try Workplace()
    try #require(
      place.cortex("upgrade", "--yes", "--from", place.release.string, "--on-conflict", "upgrade")
        .status
        == 0)
    try place.write(place.deployment.appending("src/entry.py"), "mine\n")
    let words = [
      "upgrade", "--yes", "--from", place.oldRelease.string, "--allow-downgrade",
      "--allow-removals", "--on-conflict", "upgrade",
    ]
    func run(_ more: [String]) throws -> Outcome {
      try Program.run(
        Program.path.string, words + more, in: place.deployment, environment: place.environment)
    }
    let plan = try run(["--dry-run"])
    #expect(plan.output.hasPrefix("Downgrade from 5.3.0 to 5.2.0"), "\(plan.output)")
    let advised = plan.output.split(separator: "\n").last { $0.hasPrefix("To carry it out") }
    #expect(advised?.contains(" --allow-downgrade") ?? false, "\(plan.output)")
    #expect(try run(["--dry-run", "--json"]).json()["downgrade"] == true)
    let done = try run([])
    #expect(done.output.hasPrefix("Downgraded from 5.3.0 to 5.2.0"), "\(done.output)")
    let list = try place.cortex("gen", "list").output
    #expect(list.contains("downgrade from 5.3.0 to 5.2.0"), "\(list)")
    #expect(list.contains("before the downgrade to 5.2.0"), "\(list)")
    let reports = place.deployment.appending("cortex-brain/documents/reports")
    let texts = try place.files.contents(of: reports).filter {
      $0.name.suffix(3) == Array(".md".utf8)[...]
    }
    .map { try place.files.text(reports.appending(bytes: $0.name)) }
    #expect(texts.contains { $0.hasPrefix("# Downgrade from 5.3.0 to 5.2.0") })
    #expect(texts.contains { $0.hasPrefix("# Upgrade from 5.2.0 to 5.3.0") })
    #expect(
      try place.cortex("upgrade", "--from", place.release.string, "--dry-run", "--json").json()[
        "downgrade"] == false)
  }
}
