import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct PlaceTests {
  @Test func `the deployment is found from a folder below it`() throws {
    let place = try Workplace()
    for folder in ["src/tier1", "cortex-brain/documents", ".cortex/packs"] {
      let outcome = try place.cortex(
        "status", "--json", in: place.deployment.appending(folder))
      #expect(outcome.status == 0)
      #expect(try outcome.json()["workspace"] == .text(place.deployment.string))
    }
  }

  @Test func `an option names the deployment, else the environment does, else the folder`() throws {
    let place = try Workplace()
    let named = ["CORTEX_WORKSPACE": place.deployment.string]
    let asked = try place.cortex("status", "--json", in: "/", environment: named)
    #expect(try asked.json()["workspace"] == .text(place.deployment.string))
    let wrong = try place.cortex(
      "status", "--workspace", place.deployment.string, in: "/",
      environment: ["CORTEX_WORKSPACE": "/nowhere"])
    #expect(wrong.status == 0)
    let empty = try place.cortex("status", environment: ["CORTEX_WORKSPACE": ""])
    #expect(empty.status == 0)
    let elsewhere = try place.cortex(
      "status", "--workspace", "/nowhere", in: place.deployment)
    #expect(elsewhere.status == 1 && elsewhere.errors.contains("/nowhere"))
  }

  @Test(arguments: ["option", "environment"])
  func `with a store elsewhere the deployment holds nothing but its own files`(
    means: String
  ) throws {
    let place = try Workplace(isManaged: false)
    let store = place.folder.appending("stores/harbour").string
    let option = means == "option" ? ["--store", store] : []
    let environment = place.environment.merging(
      means == "option" ? [:] : ["CORTEX_STORE": store]
    ) { $1 }
    let before = try place.files.snapshotOfTree(place.project)
    func cortex(_ arguments: String...) throws -> Outcome {
      try Program.run(
        Program.path.string, arguments + option, in: place.deployment, environment: environment)
    }
    #expect(try cortex("init", "--release", place.oldRelease.string).status == 0)
    for line in ["status", "snapshot", "gen", "verify", "gc"] {
      #expect(try cortex(line).status == 0, "\(line)")
    }
    #expect(try place.files.snapshotOfTree(place.project) == before)
    #expect(try cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    #expect(try cortex("rollback", "--yes", "--data", "restore", "--exact").status == 0)
    #expect(try place.files.snapshotOfTree(place.project).keys.sorted() == before.keys.sorted())
    #expect(try place.rows() == "ok tides ropes charts")
    #expect(try place.files.exists(FilePath(store).appending("current")))
  }

  @Test(arguments: [
    "init", "init --dry-run", "snapshot", "gc --now --yes", "upgrade --from x --yes",
  ])
  func `a folder that holds something else is never made into a store`(line: String) throws {
    let place = try Workplace(isManaged: false)
    let taken = place.folder.appending("taken")
    // Names that a store has, too: it empties the one and replaces the other.
    try place.write(taken.appending("staging/draft.txt"), "a year's work\n")
    try place.write(taken.appending(".gitignore"), "*.pyc\n")
    try place.write(place.deployment.appending(".gitignore"), "*.log\n")
    let before = try place.everything()
    for store in [taken, place.deployment] {
      let outcome = try Program.run(
        Program.path.string,
        line.split(separator: " ").map(String.init) + ["--store", store.string],
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(try place.everything() == before)
    }
  }

  @Test func `nothing outside the deployment's folder is written`() throws {
    let place = try Workplace(isManaged: false)
    try place.write(place.project.appending("main.py"), "print(1)\n")
    try place.write(place.project.appending("src/app.py"), "print(2)\n")
    try place.write(place.project.appending(".gitignore"), "*.pyc\n")
    func outside() throws -> [String: String] {
      try place.files.snapshotOfTree(place.folder).filter {
        !$0.key.hasPrefix("project/CORTEX/")
      }
    }
    let before = try outside()
    for line in [
      "init --release \(place.oldRelease.string)", "snapshot",
      "upgrade --from \(place.release.string) --yes", "rollback --yes",
      "gen switch 2 --data restore --yes", "gen diff 1 2", "gc --now --yes", "verify", "status",
    ] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init), in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 0, "\(line): \(outcome.errors)")
      #expect(try outside() == before, "\(line)")
    }
  }

  @Test func `a dry run changes no file anywhere`() throws {
    let place = try Workplace()
    try #require(place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    try place.sql("INSERT INTO conversations (topic) VALUES ('anchors')")
    try place.write(place.deployment.appending("src/entry.py"), "edited\n")
    let before = try place.everything()
    for line in [
      "snapshot", "rollback --data restore --exact --yes", "gen switch 1 --yes",
      "gen delete 1 --yes",
      "gc --keep-last 0 --now --yes",
      "upgrade --allow-downgrade --allow-removals --from \(place.oldRelease.string) --yes",
      "gen restore 1 --to out",
    ] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init) + ["--dry-run"],
        in: place.deployment, environment: place.environment)
      #expect([0, 1].contains(outcome.status), "\(line): \(outcome.errors)")
      #expect(try place.everything() == before, "\(line)")
    }
  }

  @Test func `a dry run of gc takes no right to write, and messages name what is refused`() throws {
    let place = try Workplace()
    guard place.files.user.isRoot,
      try Program.run("/usr/bin/env", ["setpriv", "--version"], in: "/").status == 0
    else { try Test.cancel("this takes root, and setpriv") }
    let opened = try Program.run("/bin/chmod", ["-R", "a+rX", place.folder.string], in: "/")
    try #require(opened.status == 0)
    func stranger(_ words: String...) throws -> Outcome {
      try Program.run(
        "/usr/bin/env",
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Program.path.string]
          + words,
        in: place.deployment)
    }
    let dry = try stranger("gc", "--dry-run")
    #expect(dry.status == 0, "\(dry.errors)")
    for words in [["snapshot"], ["upgrade", "--from", place.release.string, "--dry-run"]] {
      let outcome = try Program.run(
        "/usr/bin/env",
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Program.path.string]
          + words,
        in: place.deployment)
      #expect(
        outcome.status != 0 && !outcome.errors.contains("cannot create \(place.store):"),
        "\(outcome.errors)")
    }
    try place.files.setPermissions(place.store.appending("generations"), 0o700)
    let closed = try stranger("gc", "--dry-run")
    #expect(closed.status == 1 && closed.errors.contains("/generations"), "\(closed.errors)")
  }

  // MARK: A store behind a link

  @Test func `a store that was moved away, with a link in its place, is used by every command`()
    throws
  {
    let place = try Workplace()
    let moved = place.folder.appending("disk/store")
    try place.files.ensureDirectory(moved.removingLastComponent())
    try place.files.rename(place.store, over: moved)
    try place.files.createLink(place.store, to: Array("../../disk/store".utf8))
    // A rule for everything must not have the link captured.
    try place.write(moved.appending("layers.yaml"), "layers:\n  - path: \"**\"\n    layer: core\n")
    try place.write(place.deployment.appending("cortex-brain/documents/one.md"), "one")
    for line in [
      "status", "snapshot", "gen list", "gen show 2", "gen diff 1 2", "gen pin 2", "gen unpin 2",
      "gen cat 1 src/entry.py", "upgrade --from \(place.release) --yes",
      "rollback --data keep --yes",
      "verify", "verify --repair", "gc --now --yes", "doctor", "migrate status", "config conflicts",
      "gen delete 1 --dry-run", "gen restore 1 --to \(place.folder)/out",
    ] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init), in: place.deployment,
        environment: place.environment)
      #expect([0, 1].contains(outcome.status), "\(line): \(outcome.errors)")
      #expect(
        outcome.status == 0 || outcome.errors.contains("pinned"), "\(line): \(outcome.errors)")
      #expect(try place.files.metadata(place.store)?.kind == .symbolicLink, "\(line)")
    }
    let shown = try place.cortex("gen", "show", "2", "--json").output
    #expect(!shown.contains("\".cortex"))
    // Found from below without the brain, too, and named with --store.
    let other = place.folder.appending("other")
    try place.files.createLink(other, to: Array("disk/store".utf8))
    #expect(try place.cortex("snapshot", "--store", other.string).status == 0)
  }

  @Test(arguments: ["init", "init --dry-run", "status", "snapshot", "gc --yes", "verify"])
  func `a link to nowhere in the store's place is refused by name`(line: String) throws {
    let place = try Workplace(isManaged: false)
    try place.files.createLink(place.store, to: Array("/mnt/gone/store".utf8))
    let before = try place.everything()
    for more in [[], ["--store", place.store.string]] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init) + more,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains("link to /mnt/gone/store") && outcome.errors.contains("; "),
        "\(outcome.errors)")
      #expect(try place.everything() == before)
    }
  }

  @Test func `init makes a store in the folder that a link leads to, and refuses a file`() throws {
    let place = try Workplace(isManaged: false)
    let real = place.folder.appending("real")
    try place.files.ensureDirectory(real)
    try place.files.createLink(place.store, to: Array(real.string.utf8))
    #expect(try place.cortex("init").status == 0)
    #expect(try place.files.exists(real.appending("current")))
    #expect(try place.cortex("status").status == 0)

    let other = try Workplace(isManaged: false)
    try other.write(other.store, "a file")
    let refused = try other.cortex("init")
    #expect(refused.status == 1 && refused.errors.contains("is not a folder"), "\(refused.errors)")
  }

  // MARK: Temporary files

  @Test(arguments: ["DELETE", "WAL"])
  func `a folder for temporary files that is gone keeps no command from its work`(mode: String)
    throws
  {
    let place = try Workplace()
    try place.sql("PRAGMA journal_mode = \(mode)")
    let gone = ["TMPDIR": place.folder.appending("gone/shell").string]
    for line in [
      "status", "snapshot", "snapshot --dry-run", "gen list", "gc --yes", "doctor",
      "migrate status",
      "upgrade --dry-run --from \(place.release)", "upgrade --from \(place.release) --yes",
      "rollback --dry-run", "rollback --yes", "gen diff 1 2", "verify",
    ] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init), in: place.deployment,
        environment: gone)
      #expect(outcome.status == 0, "\(line): \(outcome.errors)")
      #expect(try !place.files.exists(place.folder.appending("gone")))
    }
  }
}
