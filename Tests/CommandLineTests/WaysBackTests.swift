import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Going back goes where people mean, or says where that is.
@Suite(.tags(.process), .timeLimit(.minutes(30))) struct WaysBackTests {
  /// Upgraded from 5.2.0, generation 1, to 5.3.0, generation 2.
  private func upgraded() throws -> Workplace {
    let place = try Workplace()
    let up = try place.cortex("upgrade", "--from", place.release.string, "--yes")
    #expect(up.status == 0 && up.output.hasSuffix("To go back, run 'cortex rollback --to 1'.\n"))
    return place
  }

  private func version(_ place: Workplace) throws -> String {
    try place.files.text(place.deployment.appending("VERSION"))
  }

  /// Whether it names generation 1 as people know it.
  private func namesFirst(_ text: some StringProtocol) -> Bool {
    String(text).contains(
      /5\.2\.0 of \d{4}-\d\d-\d\d \d\d:\d\d UTC \(generation 1, before the upgrade to 5\.3\.0\)/)
  }

  @Test func `a rollback names the version and the time that it goes to, in plan and result`()
    throws
  {
    let place = try upgraded()
    let plan = try place.cortex("rollback", "--dry-run")
    let done = try place.cortex("rollback", "--yes")
    for (text, lead) in [(plan.output, "That is "), (done.output, "Back to ")] {
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(lead) })
      #expect(namesFirst(line), "\(line)")
    }
    #expect(try version(place).contains("5.2.0"))
    let fields = try place.cortex("gen", "switch", "2", "--yes", "--json").json()
    #expect(fields["to_version"] == "5.3.0" && fields["target"]?["number"] == 2)
    #expect(fields["target"]?["meaning"] == "upgrade from 5.2.0 to 5.3.0")
  }

  /// A rollback undoes only what came after the upgrade, and names what leads to `before` it.
  private func expectStays(_ place: Workplace, before number: String) throws {
    let plan = try place.cortex("rollback", "--dry-run").output
    let fields = try place.cortex("rollback", "--dry-run", "--json").json()["earlier"]
    #expect(fields?["version"] == "5.2.0" && fields?["meaning"] == "before the upgrade to 5.3.0")
    let back = try place.cortex("rollback", "--yes")
    #expect(try back.status == 0 && version(place).contains("5.3.0"))
    for (text, verb) in [(plan, "would stay"), (back.output, "stays")] {
      let words =
        "Version 5.3.0 \(verb); 'cortex rollback --to \(number)' goes back to\n5.2.0 of "
      #expect(
        text.contains(words) && text.contains("(generation \(number), before the upgrade to 5.3.0)")
      )
    }
    #expect(try place.cortex("rollback", "--to", number, "--yes").status == 0)
    #expect(try version(place).contains("5.2.0"))
  }

  @Test func `after a snapshot it is undone alone, and what undoes the upgrade is named`()
    throws
  {
    let place = try upgraded()
    try place.write(place.deployment.appending("cortex-brain/documents/n.md"), "n\n")
    #expect(try place.cortex("snapshot", "-m", "nightly").status == 0)
    try expectStays(place, before: "1")
  }

  @Test func `after another answer to a conflict as well`() throws {
    let place = try ConflictTests.conflicted()
    let up = try place.cortex(
      "upgrade", "--from", place.release.string, "--on-conflict", "local", "--yes")
    #expect(up.output.hasSuffix("To go back, run 'cortex rollback --to 2'.\n"))
    let answer = try place.cortex(
      "config", "resolve", "--yes", ConflictTests.templates, ConfigTests.key, "--take", "upgrade")
    #expect(answer.output.hasSuffix("To undo this, run 'cortex rollback --to 3'.\n"))
    try expectStays(place, before: "2")
  }

  @Test(arguments: ["5.2.0", "1", "~2", "v5.2"])
  func `a rollback goes to any generation that is named`(name: String) throws {
    let place = try upgraded()
    try place.write(place.deployment.appending("cortex-brain/documents/n.md"), "n\n")
    #expect(try place.cortex("snapshot").status == 0)
    let back = try place.cortex("rollback", "--to", name, "--yes", "--json").json()
    #expect(back["to"] == 1 && back["to_version"] == "5.2.0" && back["earlier"] == .null)
    #expect(try version(place).contains("5.2.0"))
  }

  @Test(arguments: [("5.9.0", 1 as Int32), ("2001-01-31", 1), ("7", 1), ("yesterday", 64)])
  func `a rollback to what is not there changes nothing`(name: String, status: Int32) throws {
    let place = try upgraded()
    let before = try place.everything()
    let outcome = try place.cortex("rollback", "--to", name, "--yes")
    #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(try place.everything() == before)
  }

  @Test func `a second rollback says that nothing came before, and what goes forward again`() throws
  {
    let place = try upgraded()
    #expect(try place.cortex("rollback", "--yes").status == 0)
    let before = try place.everything()
    let again = try place.cortex("rollback", "--yes")
    #expect(again.status == 1 && again.output.isEmpty)
    #expect(again.errors.hasPrefix("cortex: nothing to roll back to: 5.2.0 of "), "\(again.errors)")
    #expect(again.errors.contains("; run 'cortex gen switch 2' to go forward again to 5.3.0 of "))
    #expect(try place.everything() == before)
    #expect(try place.cortex("gen", "switch", "2", "--yes").status == 0)
    #expect(try version(place).contains("5.3.0"))
  }

  @Test func `a second rollback that goes further back says so, and what goes forward again`()
    throws
  {
    let place = try upgraded()
    try place.write(place.deployment.appending("cortex-brain/documents/n.md"), "n\n")
    #expect(try place.cortex("snapshot", "-m", "nightly").status == 0)
    try place.write(place.deployment.appending("cortex-brain/documents/n.md"), "more\n")
    #expect(try place.cortex("snapshot", "-m", "again").status == 0)
    #expect(try place.cortex("rollback", "--yes", "--data", "restore").status == 0)
    let plan = try place.cortex("rollback", "--dry-run")
    let again = try place.cortex("rollback", "--yes", "--json").json()
    #expect(again["forward"]?["number"] == 4 && again["to"] == 2)
    #expect(plan.output.contains("The newest is 5.3.0 of "))
    #expect(plan.output.contains("'cortex gen switch 4' goes forward to it."))
  }
}
