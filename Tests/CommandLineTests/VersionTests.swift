import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Where versions come from, and what the version files say of them.
@Suite(.tags(.process)) struct VersionTests {
  private let place: Workplace
  private static let root = ".cortex-version"
  private static let brain = "cortex-brain/.cortex-version"

  /// A manifest would say the release's version, and which files are removed.
  init() throws {
    place = try Workplace(isManaged: false)
    try place.files.remove(place.release.appending("manifest.json"))
  }

  private func write(_ path: String, _ text: String) throws {
    try place.write(place.deployment.appending(path), text)
  }

  private func text(_ path: String) throws -> String {
    try place.files.text(place.deployment.appending(path))
  }

  private func upgrade(_ more: String..., from release: FilePath? = nil) throws -> Outcome {
    try Program.run(
      Program.path.string,
      ["upgrade", "--allow-removals", "--from", (release ?? place.release).string] + more,
      in: place.deployment, environment: place.environment)
  }

  private func installed(_ more: String...) throws -> Outcome {
    try Program.run(
      Program.path.string, ["init", "--release", place.oldRelease.string] + more,
      in: place.deployment, environment: place.environment)
  }

  /// With a second version file, which says another version.
  private func disagree() throws {
    try write(
      Self.root,
      #"{"cortex_version": "5.1.0", "workspace_id": "ours", "crew": [1.0, 12345678901234567890123]}"#
    )
  }

  // MARK: Where versions come from

  @Test func `what each version is taken from is said by init, status and the plan`() throws {
    let first = try place.cortex("init", "--json").json()
    #expect(
      first["version"] == "5.2.0" && first["version_source"] == "cortex-brain/.cortex-version")
    #expect(try place.cortex("status").output.contains("5.2.0 (cortex-brain/.cortex-version)"))
    let words = "5.2.0 (cortex-brain/.cortex-version) to 5.3.0 (cortex-brain/.cortex-version)"
    let plan = try upgrade("--dry-run")
    #expect(plan.output.contains(words), "\(plan.output)")
    let json = try upgrade("--dry-run", "--json").json()
    #expect(json["from_source"] == "cortex-brain/.cortex-version")
    #expect(json["to_source"] == "cortex-brain/.cortex-version")

    let done = try upgrade("--yes", "--on-conflict", "local")
    #expect(done.status == 0 && done.output.contains(words), "\(done.output)\(done.errors)")
    let upgraded = try place.cortex("status", "--json").json()
    guard case .number(let number)? = upgraded["current"] else {
      Issue.record("no number: \(upgraded)")
      return
    }
    let source = "generation \(Int(number))"
    #expect(upgraded["version_source"] == .text(source))
    // A state that is kept since says the upgrade, not itself.
    try write("cortex-brain/tier1/notes.md", "since")
    try #require(place.cortex("snapshot").status == 0)
    #expect(try place.cortex("status", "--json").json()["version_source"] == .text(source))
  }

  @Test(arguments: [
    (["--version", "5.0.0"], "--version"),
    (["--release", "RELEASE"], "cortex-brain/.cortex-version in --release"),
  ])
  func `an option of init is named as the source`(options: [String], source: String) throws {
    let words = options.map { $0 == "RELEASE" ? place.oldRelease.string : $0 }
    let json = try Program.run(
      Program.path.string, ["init", "--json"] + words, in: place.deployment,
      environment: place.environment
    ).json()
    #expect(json["version_source"] == .text(source))
    #expect(try upgrade("--dry-run", "--json").json()["from_source"] == .text(source))
  }

  @Test func `a refused downgrade says where both versions come from`() throws {
    try write(Self.brain, #"{"cortex_version": "7.0.0"}"#)
    try #require(place.cortex("init").status == 0)
    let before = try place.everything()
    let refused = try upgrade("--yes", "--on-conflict", "local")
    #expect(refused.status == 2)
    #expect(
      refused.errors.contains(
        "5.3.0 (cortex-brain/.cortex-version) is older than the installed 7.0.0 "
          + "(cortex-brain/.cortex-version); "),
      "\(refused.errors)")
    #expect(try place.everything() == before)
  }

  @Test func `a release that does not say its version suggests --to`() throws {
    try #require(installed().status == 0)
    for path in ["VERSION", Self.brain] { try place.files.remove(place.release.appending(path)) }
    let plan = try upgrade("--dry-run", "--json")
    let json = try plan.json()
    #expect(json["to_source"] == .null)
    #expect(json["to"]?.string?.hasPrefix("0.0.0+tree.") == true)
    let warnings = json["warnings"]?.elements.compactMap(\.string) ?? []
    #expect(warnings.contains { $0.contains("specify it with --to V") }, "\(warnings)")
    let text = try upgrade("--dry-run")
    #expect(text.output.contains("(not stated)"), "\(text.output)")
    #expect(text.errors.contains("--to V"), "\(text.errors)")
    let named = try upgrade("--dry-run", "--json", "--to", "5.3.0").json()
    #expect(named["to"] == "5.3.0" && named["to_source"] == "--to")
    #expect(named["warnings"]?.elements.isEmpty == true)
  }

  @Test func `without a version the files say what the store says`() throws {
    try #require(installed().status == 0)
    for path in ["VERSION", Self.brain] { try place.files.remove(place.release.appending(path)) }
    let done = try upgrade("--yes", "--on-conflict", "local", "--json").json()
    #expect(try JSON(text(Self.brain))["cortex_version"] == done["to"])
    #expect(try upgrade("--yes", "--on-conflict", "local").output.contains("Already up to date"))
  }

  @Test func `a release whose own files disagree says so, and --to takes any of them`() throws {
    try #require(installed().status == 0)
    try place.write(place.release.appending("VERSION"), "v6.0.0\n")
    let plan = try upgrade("--dry-run")
    #expect(plan.errors.contains("VERSION says v6.0.0; using 5.3.0"), "\(plan.errors)")
    let other = try upgrade("--dry-run", "--json", "--to", "6.0.0").json()
    #expect(other["to"] == "6.0.0" && other["to_source"] == "VERSION")
    let wrong = try upgrade("--dry-run", "--to", "6.1.0")
    #expect(wrong.status == 1 && wrong.errors.contains("--to asks for 6.1.0"), "\(wrong.errors)")
  }

  // MARK: Two files

  @Test func `two files that disagree are named by doctor, init and the plan`() throws {
    try disagree()
    let words = [
      ".cortex-version says 5.1.0", "cortex-brain/.cortex-version says 5.2.0", "using 5.2.0,",
      "let the next upgrade rewrite .cortex-version",
    ]
    let asked = try place.cortex("doctor").output
    #expect(asked.contains("using 5.1.0, from .cortex-version, which takes precedence"), "\(asked)")
    let first = try installed()
    for word in words { #expect(first.errors.contains(word), "\(first.errors)") }
    let doctor = try place.cortex("doctor").output
    for word in words { #expect(doctor.contains(word), "\(doctor)") }
    let plan = try upgrade("--dry-run").output
    for word in words { #expect(plan.contains(word), "\(plan)") }
  }

  @Test func `both are written by an upgrade, and come back by a rollback`() throws {
    try disagree()
    try #require(installed().status == 0)
    let before = try [text(Self.root), text(Self.brain)]
    try #require(upgrade("--yes", "--on-conflict", "local").status == 0)
    let after = try text(Self.root)
    #expect(try after == text(Self.brain))
    let json = try JSON(after)
    #expect(json["cortex_version"] == "5.3.0" && json["workspace_id"] == "ours")
    #expect(after.contains("\"crew\": [\n    1.0,\n    12345678901234567890123\n  ]"), "\(after)")
    let doctor = try place.cortex("doctor").output
    #expect(!doctor.contains("disagree"), "\(doctor)")
    #expect(try upgrade("--yes", "--on-conflict", "local").output.contains("Already up to date"))

    try #require(place.cortex("rollback", "--yes").status == 0)
    #expect(try [text(Self.root), text(Self.brain)] == before)
  }

  @Test func `the same upgrade again puts right what was edited since`() throws {
    try #require(installed().status == 0)
    try #require(upgrade("--yes", "--on-conflict", "local").status == 0)
    try write(Self.brain, #"{"cortex_version": "5.2.0"}"#)
    let again = try upgrade("--yes", "--on-conflict", "local")
    #expect(again.status == 0 && !again.output.contains("Already up to date"))
    #expect(try JSON(text(Self.brain))["cortex_version"] == "5.3.0")
    #expect(try upgrade("--yes", "--on-conflict", "local").output.contains("Already up to date"))
  }

  @Test func `two workspace ids become one, and the plan says which`() throws {
    try disagree()
    try write(Self.brain, #"{"cortex_version": "5.2.0", "workspace_id": "theirs"}"#)
    try #require(installed().status == 0)
    let plan = try upgrade("--dry-run")
    #expect(
      plan.errors.contains(
        "theirs in cortex-brain/.cortex-version and ours in .cortex-version: both will have theirs"),
      "\(plan.errors)")
    try #require(upgrade("--yes", "--on-conflict", "local").status == 0)
    for path in [Self.root, Self.brain] {
      #expect(try JSON(text(path))["workspace_id"] == "theirs")
    }
  }

  @Test func `a link from one place to the other stays one`() throws {
    try place.files.createLink(
      place.deployment.appending(Self.root), to: Array(Self.brain.utf8))
    try #require(installed().status == 0)
    try #require(upgrade("--yes", "--on-conflict", "local").status == 0)
    #expect(
      try place.files.linkTarget(place.deployment.appending(Self.root)) == Array(Self.brain.utf8))
    #expect(try JSON(text(Self.brain))["cortex_version"] == "5.3.0")
  }

  @Test func `a folder in the place of one is refused, unless the workspace takes it out`() throws {
    try place.files.ensureDirectory(place.deployment.appending(Self.root))
    try #require(installed().status == 0)
    let before = try place.everything()
    let refused = try upgrade("--yes", "--on-conflict", "local")
    #expect(refused.status == 1 && refused.errors.contains(".cortex-version is a folder"))
    #expect(try place.everything() == before)
    try place.write(
      place.store.appending("layers.yaml"), "layers:\n- {path: .cortex-version, layer: none}\n")
    #expect(try upgrade("--yes", "--on-conflict", "local").status == 0)
  }

  @Test func `one that cannot be read is replaced, its bytes kept, and the plan says so`() throws {
    try write(Self.brain, "no JSON\n")
    try #require(installed().status == 0)
    let plan = try upgrade("--dry-run").output
    #expect(
      plan.contains("cortex-brain/.cortex-version has no valid version (line 1, column 1: "),
      "\(plan)"
    )
    #expect(plan.contains("the previous generation keeps its present contents"), "\(plan)")
    let done = try upgrade("--yes", "--on-conflict", "local", "--json").json()
    let parent = try place.cortex("status", "--json").json()["parent"]
    guard case .number(let number)? = parent else {
      Issue.record("no parent: \(done)")
      return
    }
    #expect(try place.cortex("gen", "cat", "\(Int(number))", Self.brain).output == "no JSON\n")
    #expect(try JSON(text(Self.brain))["cortex_version"] == "5.3.0")
  }

  // MARK: What is in it

  @Test func `without one it is made with every field, and a second upgrade appends`() throws {
    for release in [place.deployment, place.oldRelease, place.release] {
      try place.files.remove(release.appending(Self.brain))
    }
    try SampleDeployment.editedTemplates(of: SampleDeployment.release(version: "5.2.0"))
      .install(on: place.files, at: place.deployment)
    try #require(installed().status == 0)
    let list = try place.cortex("gen", "list", "--json").json()
    let created = list["generations"]?.elements.first?["created"]
    try #require(upgrade("--yes", "--on-conflict", "local").status == 0)
    #expect(try !place.files.snapshotOfTree(place.deployment).keys.contains(Self.root))
    let text = try text(Self.brain)
    let json = try JSON(text)
    let id = try #require(json["workspace_id"]?.string)
    #expect(id.count == 12 && id.allSatisfy { $0.isHexDigit })
    let date = try #require(json["last_upgrade"]?.string)
    let history: JSON = .object([
      "from_version": "5.2.0", "to_version": "5.3.0", "date": .text(date),
      "migrations_applied": .list([]),
    ])
    #expect(
      json
        == .object([
          "cortex_version": "5.3.0", "schema_version": 1, "installed_date": created ?? .null,
          "last_upgrade": .text(date), "upgrade_history": .list([history]),
          "workspace_id": .text(id),
          "customizations": .object([
            "cortex-brain/response-templates.yaml": true
          ]),
        ]), "\(text)")

    try place.write(place.release.appending("VERSION"), "5.4.0\n")
    try place.write(
      place.release.appending("cortex-brain/migrations/001_moods.sql"),
      "-- Database: tier1/conversations.db\nALTER TABLE conversations ADD COLUMN mood TEXT;\n")
    let second = try upgrade("--yes", "--on-conflict", "local")
    #expect(second.status == 0, "\(second.errors)")
    let later = try JSON(self.text(Self.brain))
    #expect(later["workspace_id"] == .text(id) && later["installed_date"] == created)
    let entries = later["upgrade_history"]?.elements ?? []
    #expect(entries.count == 2 && entries.first == history)
    #expect(entries.last?["from_version"] == "5.3.0" && entries.last?["to_version"] == "5.4.0")
    #expect(entries.last?["migrations_applied"] == .list(["001_moods.sql"]))
  }

  @Test func `a dry run twice has one plan, and a rollback and the upgrade again one id`() throws {
    try #require(installed().status == 0)
    let plans = try [1, 2].map { _ in try upgrade("--dry-run", "--json").json()["plan"] }
    #expect(plans[0] != nil && plans[0] == plans[1])
    var ids: [JSON?] = []
    for _ in 1...2 {
      try #require(upgrade("--yes", "--on-conflict", "local").status == 0)
      ids.append(try JSON(text(Self.brain))["workspace_id"])
      try #require(place.cortex("rollback", "--yes").status == 0)
    }
    #expect(ids[0] != nil && ids[0] == ids[1])
  }
}
