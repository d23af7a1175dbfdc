import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// A core file that the user edited, and that the release ships in another form.
@Suite(.tags(.process)) struct CoreFileTests {
  private static let name = "src/tier1/memory.py"
  private let place: Workplace
  private let mine: FilePath
  private let old: String
  private let new: String

  /// The edit is far from what the release changed, or beside it.
  init() throws {
    place = try Workplace()
    mine = place.deployment.appending(Self.name)
    old = try #require(SampleDeployment.release(version: "5.2.0").text(Self.name))
    new = try #require(SampleDeployment.release(version: "5.3.0").text(Self.name))
  }

  private var clean: String { "# mine\n" + old }
  private var conflicting: String { old.replacing("tier1.memory\"", with: "my memory\"") }

  private func upgrade(_ options: String...) throws -> Outcome {
    try Program.run(
      Program.path.string, ["upgrade", "--from", place.release.string, "--yes"] + options,
      in: place.deployment, environment: place.environment)
  }

  private func core(_ outcome: Outcome) throws -> JSON {
    try #require(try outcome.json()["core"]?.elements.first { $0["path"] == .text(Self.name) })
  }

  /// Types a command that was printed.
  private func type(_ command: JSON?, _ more: String...) throws -> Outcome {
    let words = try #require(command?.string).split(separator: " ").map(String.init)
    #expect(words.first == "cortex")
    return try Program.run(
      Program.path.string, words.dropFirst() + more, in: place.deployment,
      environment: place.environment)
  }

  @Test func `merge takes both edits where they do not meet, and going back is byte for byte`()
    throws
  {
    try place.write(mine, clean)
    try place.files.setPermissions(mine, 0o755)
    let before = try place.tree()
    let dry = try upgrade("--core", "merge", "--dry-run", "--json")
    let done = try upgrade("--core", "merge", "--json")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try dry.json()["plan"] == done.json()["plan"])
    let file = try core(done)
    #expect(try file == core(dry) && file["resolution"] == "merged", "\(file)")
    #expect(try place.files.text(mine) == "# mine\n" + new)
    #expect(try place.files.metadata(mine)?.permissions == 0o755)
    #expect(try type(file["see"]).output.contains("+    return \"tier1.memory, revised\""))
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.cortex("status").output.contains("Nothing has changed since"))
    #expect(
      try place.cortex("upgrade", "--from", place.release.string, "--core", "merge")
        .output.contains("Already up to date"))
    #expect(try place.cortex("rollback", "--data", "restore", "--yes").status == 0)
    #expect(try place.tree() == before)
  }

  @Test func `where both changed the same lines the release's is taken, and that is said`() throws {
    try place.write(mine, conflicting)
    let before = try place.tree()
    let done = try upgrade("--core", "merge", "--json")
    let file = try core(done)
    #expect(file["resolution"] == "replaced")
    #expect(file["reason"] == "you and the release changed the same lines", "\(file)")
    #expect(try place.files.text(mine) == new)
    #expect(try type(file["see"]).output.contains("-    return \"my memory\""))
    #expect(try type(file["restore"], "--yes").status == 0)
    #expect(try place.files.text(mine) == conflicting)
    #expect(try place.cortex("gen", "switch", "2", "--data", "restore", "--yes").status == 0)
    #expect(try place.tree() == before)
  }

  @Test func `without a word it is replaced, and the commands that bring it back are printed`()
    throws
  {
    let edited = try place.files.text(mine)
    let plan = try place.cortex("upgrade", "--from", place.release.string, "--dry-run").output
    #expect(
      plan.contains(
        """
          Core files that you edited (your edits stay in the store):
            src/tier1/memory.py: replaced by the release's
              to see your edits afterwards: 'cortex gen diff 1 2 src/tier1/memory.py'
              to put yours back: 'cortex gen restore 1 src/tier1/memory.py'
            --core merge merges them line by line, --core keep keeps yours.

        """), "\(plan)")
    let done = try upgrade("--json")
    let report = try place.files.text(
      place.deployment.appending(try #require(done.json()["report"]?.string)))
    #expect(
      report.contains(
        "- `src/tier1/memory.py`: replaced by the release's; "
          + "`cortex gen diff 1 2 src/tier1/memory.py` shows your edit, "
          + "`cortex gen restore 1 src/tier1/memory.py` puts your file back"), "\(report)")
    let file = try core(done)
    #expect(try type(file["see"]).output.contains("-KEEP_DAYS"))
    #expect(try type(file["restore"], "--yes").status == 0)
    #expect(try place.files.text(mine) == edited)
  }

  @Test func `what is kept stays, is no reason to upgrade again, and can be merged later`() throws {
    try place.write(mine, clean)
    let before = try place.tree()
    let done = try upgrade("--core", "keep", "--json")
    #expect(try core(done)["resolution"] == "kept")
    #expect(try place.files.text(mine) == clean)
    #expect(try core(done)["see"] == .null && core(done)["restore"] == .null)
    #expect(try upgrade("--core", "keep").output.contains("Already up to date"))
    let offered = try upgrade("--dry-run", "--json")
    #expect(try core(offered)["resolution"] == "replaced")
    let merged = try upgrade("--core", "merge", "--json")
    #expect(try core(merged)["resolution"] == "merged")
    #expect(try place.files.text(mine) == "# mine\n" + new)
    let saved = try #require(done.json()["saved"])
    guard case .number(let number) = saved else { throw CocoaError(.coderInvalidValue) }
    #expect(
      try place.cortex("gen", "switch", "\(Int(number))", "--data", "restore", "--exact", "--yes")
        .status == 0)
    #expect(try place.tree() == before)
  }

  @Test func `an archive is merged from as a folder is`() throws {
    try place.write(mine, clean)
    let archive = try place.python(
      "import shutil, sys; print(shutil.make_archive(*sys.argv[1:]))",
      place.folder.appending("packed").string, "zip", place.release.string
    ).split(separator: "\n").joined()
    let done = try place.cortex("upgrade", "--from", archive, "--core", "merge", "--yes", "--json")
    #expect(try core(done)["resolution"] == "merged", "\(done.errors)")
    #expect(try place.files.text(mine) == "# mine\n" + new)
  }

  @Test func `what is no text is replaced, and that is said`() throws {
    try place.write(mine, "a\u{0}b\n")
    let file = try core(upgrade("--core", "merge", "--json"))
    #expect(file["resolution"] == "replaced" && file["reason"] == "it is not a text file")
    #expect(try place.files.text(mine) == new)
  }

  @Test func `another choice is another plan, and only the one that was seen is carried out`()
    throws
  {
    try place.write(mine, clean)
    let plans = try ["replace", "merge", "keep"].map {
      try upgrade("--core", $0, "--dry-run", "--json").json()["plan"]?.string ?? ""
    }
    #expect(Set(plans).count == 3)
    #expect(try upgrade("--dry-run", "--json").json()["plan"]?.string == plans[0])
    let before = try place.everything()
    let other = try upgrade("--core", "keep", "--plan", plans[1])
    #expect(other.status == 64)
    #expect(try place.everything() == before)
    #expect(try upgrade("--core", "merge", "--plan", plans[1]).status == 0)
  }
}
