import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Releases that have lost something.
@Suite(.tags(.process)) struct RemovalTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.files.remove(place.release.appending("manifest.json"))
  }

  private func upgrade(_ more: String...) throws -> Outcome {
    try Program.run(
      Program.path.string,
      ["upgrade", "--from", place.release.string, "--on-conflict", "local"] + more,
      in: place.deployment, environment: place.environment)
  }

  /// Without `--allow-removals` it is refused with status 2, whatever else is said.
  private func expectRefusal(_ words: String, folders: [String: Double]) throws {
    let before = try place.everything()
    for more in [
      ["--dry-run"], ["--yes"], ["--yes", "--no-input"], ["--yes", "--allow-downgrade"],
    ] {
      let outcome = try Program.run(
        Program.path.string,
        ["upgrade", "--from", place.release.string, "--on-conflict", "local"] + more,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 2, "\(more): \(outcome.errors)")
      #expect(outcome.output.isEmpty == (more != ["--dry-run"]))
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      let advice = "pass --allow-removals if they are meant to go\n"
      let isSeen = more == ["--dry-run"]
      #expect(
        outcome.errors.hasSuffix((isSeen ? "; " : "; review them with --dry-run, then ") + advice))
    }
    let plan = try upgrade("--dry-run", "--json")
    #expect(plan.status == 2)
    #expect(try JSON(plan.errors)["error"]?["code"] == "removals")
    let removals = try plan.json()["removals"]?.elements ?? []
    for (folder, files) in folders {
      #expect(
        removals.contains { $0["folder"] == .text(folder) && $0["files"] == .number(files) },
        "\(folder): \(removals)")
    }
    #expect(try removals.count == folders.count && place.everything() == before)
  }

  @Test func `a release that no longer has a folder is refused, and with the flag installed`()
    throws
  {
    try place.files.removeTree(place.release.appending("src/tier3"))
    try expectRefusal(
      "core files are no longer in the release, and its manifest does not say so: src/legacy/ (3 files)",
      folders: ["src/legacy": 3, "src/tier3": 3, "src/agents": 1])
    let done = try upgrade("--yes", "--allow-removals", "--json")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try done.json()["removals"]?.elements.count == 3)
    #expect(try !place.files.exists(place.deployment.appending("src/tier3")))
  }

  @Test func `more than a tenth of the core files is refused though every folder stays`() throws {
    for file in ["legacy/__init__.py", "legacy/loader.py", "legacy/shims.py"] {
      try place.write(place.release.appending("src/\(file)"), "x\n")
    }
    #expect(try upgrade("--dry-run").status == 0)
    for file in ["src/tier1/limits.py", "src/tier2/patterns.py", "scripts/check_brain.py"] {
      try place.files.remove(place.release.appending(file))
    }
    try expectRefusal(
      "4 of 28 core files are no longer in the release",
      folders: ["src/agents": 1, "src/tier1": 1, "src/tier2": 1, "scripts": 1])
  }

  @Test func `a folder that moved, or that the manifest names, is no loss`() throws {
    let legacy = place.release.appending("src/legacy")
    for file in ["__init__.py", "loader.py", "shims.py"] {
      let text = try place.files.text(place.oldRelease.appending("src/legacy/\(file)"))
      try place.write(place.release.appending("src/older/\(file)"), text)
    }
    #expect(try !place.files.exists(legacy))
    let moved = try upgrade("--dry-run", "--json")
    #expect(try moved.status == 0 && moved.json()["removals"]?.elements.isEmpty == true)

    try place.files.removeTree(place.release.appending("src/older"))
    try expectRefusal("4 of 28 core files", folders: ["src/legacy": 3, "src/agents": 1])
    let names = ["__init__", "loader", "shims"].map { "\"src/legacy/\($0).py\"" }
    try place.write(
      place.release.appending("manifest.json"),
      "{\"version\": \"5.3.0\", \"removed\": [\(names.joined(separator: ", "))]}")
    let named = try upgrade("--yes", "--json")
    #expect(try named.status == 0 && named.json()["removals"]?.elements.isEmpty == true)
  }

  @Test func `an upgrade that finds nothing to be done asks nothing`() throws {
    #expect(try upgrade("--yes", "--allow-removals").status == 0)
    #expect(try upgrade("--yes").status == 0)
  }

  @Test func `what waits to be freed is freed in a store, and in no other folder`() throws {
    let store = place.deployment.appending(".cortex")
    for folder in [store, place.deployment] {
      for name in ["removed/1/a", "removed/2/b"] {
        try place.write(folder.appending(name), "goes")
      }
    }
    func free(_ folder: FilePath) throws -> Outcome {
      try Program.run(
        Program.path.string, ["debug", "free", folder.string], in: place.deployment,
        environment: place.environment)
    }
    #expect(try free(".cortex").status == 0)
    #expect(try !place.files.exists(store.appending("removed/1")))
    #expect(try place.files.exists(store.appending("removed/2/b")), "the last switch's")
    let refused = try free(".")
    #expect(refused.status == 1 && refused.errors.contains("no store"), "\(refused.errors)")
    #expect(try place.files.exists(place.deployment.appending("removed/1/a")))
    // gc frees the rest, and counts it.
    let plan = try place.cortex("gc", "--dry-run", "--json").json()
    #expect(plan["freed_bytes"] == 4)
    #expect(try place.cortex("gc", "--yes", "--json").json()["freed_bytes"] == 4)
    #expect(try !place.files.exists(store.appending("removed/2")))
  }
}

/// Manifests that say too much, or nothing of what is installed.
@Suite(.tags(.process)) struct ManifestWordsTests {
  @Test func `a release for other versions is refused with the way out`() throws {
    let place = try Workplace()
    try place.write(
      place.release.appending("manifest.json"),
      #"{"version": "5.3.0", "upgrades_from": ["5.0.0", "5.1.0"]}"#)
    let before = try place.everything()
    for more in [["--dry-run"], ["--yes", "--allow-removals", "--allow-downgrade"]] {
      let outcome = try Program.run(
        Program.path.string, ["upgrade", "--from", place.release.string, "--json"] + more,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      let failure = try outcome.failure()
      #expect(failure["code"] == "release")
      #expect(
        failure["message"]?.string
          == "5.3.0 upgrades only from 5.0.0 and 5.1.0, but 5.2.0 is installed; "
          + "look for a release that upgrades from 5.2.0")
      #expect(failure["advice"] == "look for a release that upgrades from 5.2.0")
    }
    #expect(try place.everything() == before)
  }

  @Test func `a key that nobody knows is a warning, on a dry run and an upgrade`() throws {
    let place = try Workplace()
    let manifest = place.release.appending("manifest.json")
    let text = try place.files.text(manifest).trimmingPrefix("{")
    try place.write(manifest, #"{"upgrade_from": ["1.0.0"],"# + text)
    for more in [["--dry-run"], ["--yes"]] {
      let outcome = try Program.run(
        Program.path.string, ["upgrade", "--from", place.release.string] + more,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 0)
      #expect(
        outcome.errors.contains(
          "warning: the release's manifest.json has an unknown key, which is ignored: "
            + "upgrade_from\n"), "\(outcome.errors)")
    }
  }
}
