import FileEffects
import SystemPackage
import TestSupport
import Testing

/// With `--verbose` a report says what is decided about each file, and why.
@Suite(.tags(.process)) struct VerboseReasonTests {
  @Test func `init says why each file has its layer, and which are not the release's`() throws {
    let place = try Workplace(isManaged: false)
    let words = ["init", "--release", place.oldRelease.string, "--dry-run"]
    let told = try Program.run(
      Program.path.string, words + ["-v"], in: place.deployment, environment: place.environment
    ).output
    #expect(told.contains("\ncore, since the release ships it, and no rule says otherwise ("))
    #expect(
      told.contains(
        "\nbrain, since databases are brain, whatever the rules say (1 file):\n"
          + "  \(Workplace.database)\n"), "\(told)")
    #expect(told.contains("\nEdited since the release (1 file):\n  src/tier1/memory.py\n"))
    let plain = try Program.run(
      Program.path.string, words, in: place.deployment, environment: place.environment
    ).output
    #expect(!plain.contains("since"), "\(plain)")
  }

  @Test func `a snapshot names what it is made for, and a deletion what has kept it`() throws {
    let place = try Workplace()
    let edited = place.deployment.appending("src").appending("entry.py")
    for text in ["a = 1\n", "a = 2\n"] {
      try place.files.replace(edited, with: Array(text.utf8))
      let told = try place.cortex("snapshot", "-v").output
      #expect(told.contains("Changed since generation "), "\(told)")
      #expect(told.contains(" (1 file):\n  src/entry.py\n"), "\(told)")
    }
    let same = try place.cortex("snapshot", "-v").output
    #expect(same == "Nothing has changed since generation 3.\n")
    let deleted = try place.cortex("gen", "delete", "2", "--yes", "-v").output
    #expect(deleted.hasPrefix("Kept so far:\n  2: parent of current, "), "\(deleted)")
    #expect(deleted.contains("\nDeleted generation 2; "), "\(deleted)")
  }

  @Test func `a switch says why the brain goes or stays`() throws {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", place.release.string, "--yes").status == 0)
    let usual = try place.cortex("gen", "switch", "1", "--dry-run", "-v").output
    #expect(usual.contains("\nData: keep, since no migration in between dropped anything.\n"))
    #expect(usual.contains("Replaced, since generation 1 has others ("), "\(usual)")
    let chosen = try place.cortex("rollback", "--data", "restore", "--dry-run", "-v").output
    #expect(chosen.contains("\nData: restore, as you chose.\n"), "\(chosen)")
    let plain = try place.cortex("gen", "switch", "1", "--dry-run").output
    #expect(!plain.contains("Data: "), "\(plain)")
  }

  @Test func `a merge says beside the result what becomes of each key`() throws {
    let place = try Workplace()
    for (name, text) in [
      ("base", "a: 1\nb: 1\n"), ("local", "a: 2\nb: 1\n"), ("upgrade", "a: 1\nb: 2\n"),
    ] {
      try place.files.replace(place.folder.appending("\(name).yaml"), with: Array(text.utf8))
    }
    let merged = try place.cortex(
      "config", "merge", "base.yaml", "local.yaml", "upgrade.yaml", "-v", in: place.folder)
    #expect(merged.output == "a: 2\nb: 2\n")
    #expect(
      merged.errors.contains("  a: left as you have it, since only you changed it\n"),
      "\(merged.errors)")
    #expect(
      merged.errors.contains("  b: taken from the release, since you did not change it\n"),
      "\(merged.errors)")
  }
}
