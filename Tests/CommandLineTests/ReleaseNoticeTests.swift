import FileEffects
import SystemPackage
import TestSupport
import Testing

/// What a manifest says of keys, and of what breaks.
@Suite(.tags(.process)) struct ReleaseNoticeTests {
  private static let templates = "cortex-brain/response-templates.yaml"

  private func place(_ fields: String) throws -> Workplace {
    let place = try Workplace()
    let path = place.release.appending("manifest.json")
    let manifest = try place.files.text(path)
    let opening = try #require(manifest.firstIndex(of: "{"))
    try place.write(path, "{\n" + fields + "," + manifest[manifest.index(after: opening)...])
    return place
  }

  private static let deprecating = """
    "deprecations": ["the old prompt", {
      "what": "words are patterns now", "instead": "patterns",
      "file": "\(templates)", "key": "templates.*.words"
    }]
    """

  @Test func `deprecated keys are found in the user's files with their lines`() throws {
    let place = try place(Self.deprecating)
    let path = place.deployment.appending(Self.templates)
    let text = try place.files.text(path)
    try place.write(path, text + "  mine:\n    title: Mine\n    words: [a]\n")
    let plan = try JSON(
      place.cortex("upgrade", place.release.string, "--dry-run", "--on-conflict", "yours", "--json")
        .output)
    let key = try #require(plan["deprecated_keys"]?.elements.first)
    #expect(key["path"] == .text(Self.templates) && key["key"] == "templates.mine.words")
    #expect(key["instead"] == "patterns")
    let upgraded = try place.cortex(
      "upgrade", place.release.string, "--yes", "--on-conflict", "yours")
    try #require(upgraded.status == 0, "\(upgraded.errors)")
    let lines = try place.files.text(path).split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains("words: [a]") }) + 1
    #expect(key["line"] == .number(Double(line)))
    let words = "\(Self.templates) line \(line): templates.mine.words is deprecated"
    #expect(upgraded.output.contains(words))
    // The doctor knows it for as long as the release is installed, after a snapshot too.
    try place.write(place.deployment.appending("cortex-brain/documents/x.md"), "x\n")
    try #require(place.cortex("snapshot").status == 0)
    #expect(try place.cortex("doctor").output.contains(words))
    try #require(place.cortex("rollback", "--to", "1", "--data", "restore", "--yes").status == 0)
    #expect(try !place.cortex("doctor").output.contains("is deprecated"))
  }

  @Test func `breaking changes are asked about at a terminal, with the way out`() throws {
    let place = try place(
      """
      "breaking_changes": [{"what": "src/old is gone", "instead": "import src/new"}, "plain"]
      """)
    let before = try place.tree()
    let arguments = [
      "upgrade", place.release.string, "--on-conflict", "yours", "--core", "replace",
    ]
    let declined = try place.talk(arguments, [("them? [y/N] ", "n\n")])
    #expect(declined.status == 2)
    #expect(declined.screen.contains("src/old is gone; instead: import src/new"))
    #expect(try place.tree() == before)
    let agreed = try place.talk(arguments, [("them? [y/N] ", "y\n"), ("[y/N] ", "y\n")])
    #expect(agreed.status == 0, "\(agreed.screen)")
    let report = try place.files.contents(
      of: place.deployment.appending("cortex-brain/documents/reports"))
    let name = try #require(
      report.map { String(decoding: $0.name, as: UTF8.self) }.first { $0.hasSuffix(".md") })
    let text = try place.files.text(
      place.deployment.appending("cortex-brain/documents/reports/\(name)"))
    #expect(text.contains("- src/old is gone; instead: import src/new"))
  }

  @Test func `what the user made of a key follows when a release renames it`() throws {
    let place = try place(
      """
      "renamed_keys": [
        {"file": "\(Self.templates)", "from": "templates.*.words", "to": "templates.*.patterns"}
      ]
      """)
    let path = place.deployment.appending(Self.templates)
    try SampleDeployment.conflictingTemplates(of: .release(version: "5.2.0"))
      .install(on: place.files, at: place.deployment)
    let text = try place.files.text(path)
    try place.write(path, text + "  mine:\n    title: Mine\n    words: [a]  # my own\n")
    let upgraded = try place.cortex(
      "upgrade", place.release.string, "--yes", "--on-conflict", "yours", "--json")
    try #require(upgraded.status == 0, "\(upgraded.errors)")
    #expect(try place.files.text(path).contains("    patterns: [a]  # my own\n"))
    #expect(try !place.files.text(path).contains("words: [a]"))
    let config = try JSON(upgraded.output)["config"]?.elements.first {
      $0["path"] == .text(Self.templates)
    }
    let renamed = try #require(config?["renamed"]?.elements.first)
    #expect(renamed["from"] == "templates.mine.words")
    #expect(renamed["to"] == "templates.mine.patterns")
    // The merge can be made again by the same rule.
    let conflicts = try JSON(place.cortex("config", "conflicts", "--json").output)
    let first = try #require(conflicts["conflicts"]?.elements.first)
    let resolved = try place.cortex(
      "config", "resolve", try #require(first["path"]?.string), try #require(first["key"]?.string),
      "--take", "release", "--yes")
    #expect(resolved.status == 0, "\(resolved.errors)")
    #expect(try place.files.text(path).contains("    patterns: [a]  # my own\n"))
  }

  @Test func `keys that are renamed in a circle refuse the release`() throws {
    let place = try place(
      """
      "renamed_keys": [
        {"file": "\(Self.templates)", "from": "a", "to": "b"},
        {"file": "\(Self.templates)", "from": "b", "to": "a"}
      ]
      """)
    let before = try place.tree()
    let outcome = try place.cortex("upgrade", place.release.string, "--yes")
    #expect(outcome.status == 1 && outcome.errors.contains("renamed_keys leads from a in"))
    #expect(try place.tree() == before)
  }

  @Test func `a rename also reaches a configuration that the release left alone`() throws {
    let place = try Workplace()
    // The same file as in the old release.
    let same = try place.files.read(place.oldRelease.appending(Self.templates))
    try place.files.replace(place.release.appending(Self.templates), with: same)
    let path = place.release.appending("manifest.json")
    let manifest = try place.files.text(path)
    try place.write(
      path,
      manifest.replacing(
        "{\n",
        with: """
          {
            "renamed_keys": [
              {"file": "\(Self.templates)", "from": "templates.mine.words", "to": "own.words"}
            ],

          """, maxReplacements: 1))
    let file = place.deployment.appending(Self.templates)
    try place.write(
      file, String(decoding: same, as: UTF8.self) + "  mine:\n    words: [a]\n    n: 1\n")
    let upgraded = try place.cortex(
      "upgrade", place.release.string, "--yes", "--on-conflict", "yours")
    try #require(upgraded.status == 0, "\(upgraded.errors)")
    let text = try place.files.text(file)
    #expect(text.contains("own:\n  words: [a]\n") && text.contains("  mine:\n    n: 1\n"))
  }
}
