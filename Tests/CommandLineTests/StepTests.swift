import SystemPackage
import TestSupport
import Testing

/// With `--verbose` every command says on standard error what it does, step by step.
@Suite(.tags(.process)) struct StepTests {
  /// The steps that a command names, without their times.
  private func steps(_ line: String, in place: Workplace) throws -> [String] {
    let words = line.split(separator: " ").map(String.init)
    let outcome = try Program.run(
      Program.path.string, words + ["-v"], in: place.deployment, environment: place.environment)
    #expect([0, 2, 3].contains(outcome.status), "\(line): \(outcome.errors)")
    return outcome.errors.split(separator: "\n")
      .compactMap { try? /(?:\d+\.\d{3} s| {7})  (.*)/.wholeMatch(in: $0) }
      .map { String($0.1.drop { $0 == " " }) }
  }

  /// Expects the command to name these steps in this order; others may come between them.
  private func expect(_ line: String, _ titles: [String], in place: Workplace) throws {
    let told = try steps(line, in: place)
    var rest = told[...]
    for title in titles {
      let found = rest.firstIndex { $0 == title || $0 == "\(title), in all" }
      guard let found else {
        Issue.record("\(line) does not tell of '\(title)': \(told)")
        return
      }
      rest = rest[(found + 1)...]
    }
  }

  @Test func `init and snapshot name their steps`() throws {
    let place = try Workplace(isManaged: false)
    let release = place.oldRelease.string
    let looks = [
      "read the release", "compare the files", "read the release", "read the deployment",
    ]
    try expect("init --release \(release) --dry-run", looks, in: place)
    try expect("init --release \(release)", looks + ["write to the store"], in: place)
    let saves = ["open the store", "read the deployment", "plan", "write to the store"]
    try expect("snapshot", saves, in: place)
  }

  @Test func `commands that only look name their steps`() throws {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", place.release.string, "--yes").status == 0)
    let (listing, measuring) = ("read the generations", "measure what each generation holds alone")
    for (line, titles) in [
      ("status", ["open the store", "read the deployment", "compare the files"]),
      ("gen list", [listing]), ("gen list --sizes", [listing, measuring]),
      ("gen show 1", [listing, measuring]),
      (
        "gen diff 1 2",
        ["compare the files", "compare the configurations", "compare the databases"]
      ),
      ("gen diff 1 2 src", ["compare the lines"]), ("gen cat 1 VERSION", ["read the file"]),
      ("verify", [listing, "verify the objects"]),
      (
        "doctor",
        [
          "open the store", "read the deployment", "examine the databases",
          "ask Python for its packages", "run the checks",
        ]
      ),
      ("config conflicts", [listing]),
      ("config validate", [listing, "compare the configurations"]),
      (
        "migrate status --from \(place.release.string)",
        [
          "check the migrations", "read the deployment", "read the release",
          "examine the databases",
        ]
      ),
      ("debug explain VERSION", [listing, "read the deployment"]),
      ("debug journal", ["open the store"]), ("debug stat-cache", ["open the store"]),
      ("debug record 1", ["open the store"]),
    ] as [(String, [String])] {
      try expect(line, titles, in: place)
    }
  }

  @Test func `commands that change something name their steps`() throws {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", place.release.string, "--yes").status == 0)
    let file = place.folder.appending("e.pack").string
    let folder = place.folder.appending("e").string
    let migrations = place.folder.appending("migrations").string
    for (line, titles) in [
      ("gen export 1 \(file)", ["open the store", "write the files"]),
      ("gen export 1 \(folder)", ["write the files", "examine the databases"]),
      ("gen restore 1 --to \(folder).too", ["read the generations", "write the files"]),
      (
        "gen import \(file)",
        ["verify the export", "examine the databases", "plan", "write to the store"]
      ),
      ("gen pin 2", ["open the store", "plan"]), ("gen unpin 2", ["open the store", "plan"]),
      ("gen delete 3 --yes", ["open the store", "plan"]),
      ("gen undelete 3", ["verify the generation", "plan"]),
      (
        "gen restore 1 VERSION --yes",
        ["read the deployment", "decide what changes", "plan", "write to the store", "switch"]
      ),
      ("rollback --dry-run", ["decide what changes", "check that nothing is in the way", "plan"]),
      (
        "rollback --yes",
        ["read the deployment", "decide what changes", "plan", "write to the store", "switch"]
      ),
      ("gc --yes", ["find what nothing needs", "plan", "drop old generations"]),
      ("verify --repair", ["repair the store's records", "verify the objects"]),
      ("migrate new add_tags --dir \(migrations)", ["write the files"]),
      ("migrate lint \(migrations)", ["check the migrations"]),
    ] as [(String, [String])] {
      try expect(line, titles, in: place)
    }
  }
}
