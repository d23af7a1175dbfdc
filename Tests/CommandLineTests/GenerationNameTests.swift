import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process), .timeLimit(.minutes(30))) struct GenerationNameTests {
  /// Upgraded from 5.2.0, generation 1, to 5.3.0, generation 2; a snapshot of it, generation 3.
  private func upgraded() throws -> Workplace {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", "--from", place.release.string, "--yes").status == 0)
    try place.write(place.deployment.appending("cortex-brain/documents/new.md"), "new\n")
    #expect(try place.cortex("snapshot", "-m", "nightly").status == 0)
    return place
  }

  @Test func `whatever takes a generation takes its names`() throws {
    let place = try upgraded()
    func shown(_ name: String) throws -> JSON? {
      try place.cortex("gen", "show", name, "--json").json()["generation"]?["number"]
    }
    #expect(try shown("latest") == 3 && shown("current") == 3 && shown("parent") == 2)
    #expect(try shown("~2") == 1 && shown("5.2.0") == 1 && shown("v5.3.0") == 3)
    let named = try place.cortex("gen", "diff", "~1", "current", "--json")
    #expect(try named.output == place.cortex("gen", "diff", "2", "3", "--json").output)
    #expect(try place.cortex("gen", "cat", "5.2.0", "VERSION").output.contains("5.2.0"))
    let folder = place.folder.appending("out").string
    #expect(try place.cortex("gen", "restore", "~2", "VERSION", "--to", folder).status == 0)
    let export = try place.cortex(
      "gen", "export", "parent", place.folder.appending("a.pack").string)
    #expect(export.output.contains("of generation 2 to "))
    #expect(try place.cortex("gen", "pin", "parent").output.hasPrefix("Generation 2 is pinned"))
    #expect(
      try place.cortex("gen", "unpin", "~1").output == "Generation 2 is no longer pinned.\n")
    #expect(
      try place.cortex("gen", "delete", "parent", "--yes").output.hasPrefix("Deleted generation 2"))
    let gone = try place.cortex("gen", "show", "parent")
    #expect(
      gone.status == 1 && gone.errors.contains("run 'cortex gen undelete 2' to bring it back"))
    let beyond = try place.cortex("gen", "show", "~2")
    #expect(beyond.status == 1 && beyond.errors.contains("'cortex gen undelete 2'"))
    #expect(
      try place.cortex("gen", "undelete", "5.3.0").output.hasPrefix(
        "Generation 2 is no longer deleted"))
    let back = try place.cortex("gen", "switch", "5.2.0", "--yes", "--json")
    #expect(try back.json()["to"] == 1)
  }

  @Test(arguments: [
    (["show", "5.1.0"], "no generation has version 5.1.0; choose 5.2.0 (1) or 5.3.0 (2, 3)"),
    (
      ["switch", "2001-01-31", "--yes"], "no generation was created on 2001-01-31 (UTC); choose 20"
    ),
    (["delete", "~9", "--yes"], "generation 1 has no parent; run 'cortex gen list'"),
    (["undelete", "latest"], "there are no deleted generations"),
    (["undelete", "5.3.0"], "there are no deleted generations"),
    (["undelete", "current"], "the current generation is not deleted"),
  ])
  func `a name that means nothing changes nothing and says what there is`(
    arguments: [String], words: String
  ) throws {
    let place = try upgraded()
    let before = try place.everything()
    let outcome = try Program.run(
      Program.path.string, ["gen"] + arguments, in: place.deployment,
      environment: place.environment)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("cortex: \(words)"), "\(outcome.errors)")
    #expect(try place.everything() == before)
  }

  @Test(arguments: [
    ("abc", "give a number, current, parent, latest, ~N, a version or a date"),
    ("2026-02-30", "give a date that exists"), ("0", "generations count up from 1"),
  ])
  func `what is no name is wrong usage, and the reason is said`(name: String, words: String) throws
  {
    let place = try Workplace()
    for command in ["show", "switch", "delete", "undelete", "pin", "unpin"] {
      let outcome = try place.cortex("gen", command, name)
      #expect(outcome.status == 64 && outcome.errors.contains("'\(name)'"))
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
