import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// `init` finds the release that is installed.
@Suite(.tags(.process), .timeLimit(.minutes(30))) struct FindBaseTests {
  private let place: Workplace
  private let publisher: Publisher
  private var server: WebServer { publisher.server }

  init() throws {
    place = try Workplace(isManaged: false)
    publisher = try Publisher(
      place, "location /api/ { default_type application/json; try_files $uri.json =404; }")
  }

  /// A folder of the server with both releases.
  private func publishBoth() throws -> String {
    let output = try publisher.publish("5.3.0", earlier: [place.oldRelease.string])
    let old = try publisher.publish("5.2.0", from: place.oldRelease, into: "old", isSigned: false)
    for name in try place.files.contents(of: old).map({ String(decoding: $0.name, as: UTF8.self) })
    where name.hasPrefix("cortex-v") {
      try place.files.rename(old.appending(name), over: output.appending(name))
    }
    let lists = try [output, old].map { try place.files.text($0.appending("SHA256SUMS.txt")) }
    try place.write(output.appending("SHA256SUMS.txt"), lists.joined())
    return server.url("r/")
  }

  private func forgetVersion() throws {
    for name in ["VERSION", "cortex-brain/.cortex-version"] {
      try place.files.remove(place.deployment.appending(name))
    }
  }

  private func expectBase(_ outcome: Outcome, _ source: String, release: String) throws {
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try outcome.json()
    #expect(report["version"] == "5.2.0" && report["without_base"] == .null, "\(report)")
    #expect(report["base"]?["release"] == .text(release), "\(report)")
    let differing = report["base"]?["differing"]?.elements ?? []
    #expect(differing.contains("src/tier1/limits.py"), "\(report)")
    guard case .number(let same)? = report["base"]?["same"],
      case .number(let total)? = report["base"]?["total"]
    else {
      Issue.record("\(report)")
      return
    }
    #expect(Int(total) == Int(same) + differing.count && same > 5)
  }

  private func edit() throws {
    try place.write(place.deployment.appending("src/tier1/limits.py"), "MINE = True\n")
  }

  @Test(arguments: [false, true])
  func `the base is found in a channel by the version, and by the files where none says it`(
    isUnknown: Bool
  ) throws {
    let channel = try publishBoth()
    try edit()
    if isUnknown { try forgetVersion() }
    let before = try place.tree()
    let planned = try place.cortex("init", "--channel", channel, "--dry-run", "--json")
    try expectBase(planned, channel, release: "5.2.0")
    #expect(try place.files.metadata(place.store) == nil)
    try expectBase(
      try place.cortex("init", "--channel", channel, "--json"), channel, release: "5.2.0")
    #expect(try place.tree() == before)
    #expect(try place.cortex("channel", "show", "--json").json()["source"] == .text(channel))
    // The base counts: only the edited file is told to be one.
    let plan = try place.cortex("upgrade", "--dry-run", "--json").json()
    #expect(plan["files"]?["edited_core"]?.elements.contains("src/tier1/limits.py") ?? false)
  }

  @Test func `people are told how many files are the same, and which are not`() throws {
    try edit()
    let outcome = try place.cortex("init", "--channel", try publishBoth())
    #expect(
      outcome.output.contains("The installed release is 5.2.0")
        && outcome.output.contains("files are the same")
        && outcome.output.contains("src/tier1/limits.py"), "\(outcome.output)")
  }

  @Test func `a folder of packages on this machine is looked through likewise`() throws {
    _ = try publishBoth()
    try edit()
    try forgetVersion()
    let channel = publisher.folder("r").string
    try expectBase(
      try place.cortex("init", "--channel", channel, "--json"), channel, release: "5.2.0")
    #expect(try server.asked().isEmpty)
  }

  @Test func `a release that only a later one knows of is put together from what is here`() throws {
    try publisher.publish("5.3.0", earlier: [place.oldRelease.string])
    try edit()
    try place.write(place.deployment.appending("cortex-operations.yaml"), "version: mine\n")
    let outcome = try place.cortex("init", "--channel", server.url("r/"), "--json")
    try expectBase(outcome, server.url("r/"), release: "5.2.0")
    #expect(
      outcome.errors.contains("was rebuilt from") && outcome.errors.contains("src/tier1/limits.py")
        && !outcome.errors.contains("cortex-operations.yaml"), "\(outcome.errors)")
    #expect(try place.cortex("verify").status == 0)
    // Merged with its base, and what has no original is asked about.
    let plan = try place.cortex("upgrade", server.url("r/"), "--dry-run", "--json").json()
    #expect(plan["from"] == "5.2.0" && plan["to"] == "5.3.0", "\(plan)")
    let config = plan["config"]?.elements.first { $0["path"] == "cortex-operations.yaml" }
    #expect(config?["conflicts"]?.elements.first?["base"] != .null, "\(String(describing: config))")
    let done = try place.cortex("upgrade", server.url("r/"), "--yes", "--on-conflict", "local")
    #expect(done.status == 0, "\(done.errors)")
    #expect(
      try place.files.text(place.deployment.appending("src/tier1/limits.py")) == "MINE = True\n")
  }

  @Test func `where the channel has no release that is like it, nothing is guessed`() throws {
    try publisher.publish("5.3.0")
    for path in ["VERSION", "cortex-brain/.cortex-version", "src", "scripts", ".github"] {
      try place.files.removeTree(place.deployment.appending(path))
    }
    let before = try place.everything()
    let outcome = try place.cortex("init", "--channel", server.url("r/"))
    #expect(
      outcome.status == 2 && outcome.errors.contains("--no-base")
        && outcome.errors.contains("no release at"), "\(outcome.errors)")
    #expect(try place.everything() == before)
    let without = try place.cortex("init", "--channel", server.url("r/"), "--no-base", "--json")
    #expect(without.status == 0)
    #expect(try without.json()["without_base"] != .null)
    #expect(try place.cortex("init", "--release", "x", "--no-base").status == 64)
  }

  /// What git calls the contents of a folder's files.
  private func tree(_ folder: FilePath) throws -> String {
    let listed = try Program.run(
      "/bin/sh",
      [
        "-c", "cd \"$1\" && git init -q . && git add -Af . && git ls-files -s", "sh", folder.string,
      ],
      in: place.folder)
    try #require(listed.status == 0, "\(listed.errors)")
    try place.files.removeTree(folder.appending(".git"))
    let items = listed.output.split(separator: "\n").map { line -> String in
      let words = line.split(whereSeparator: \.isWhitespace)
      return
        "{\"path\": \"\(words[3])\", \"type\": \"blob\", \"mode\": \"\(words[0])\", \"sha\": \"\(words[1])\"}"
    }
    return "{\"truncated\": false, \"tree\": [\(items.joined(separator: ", "))]}"
  }

  @Test func `tags on GitHub are compared by git's digests, and one archive is fetched`() throws {
    try edit()
    try forgetVersion()
    let folder = "api/repos/someone/product"
    for (tag, release) in [("v1.2.0", place.oldRelease), ("v1.3.0", place.release)] {
      try publisher.pack(release, as: "\(tag).tar.gz")
      try place.write(publisher.folder("\(folder)/git/trees/\(tag).json"), tree(release))
    }
    try place.write(publisher.folder("\(folder)/releases.json"), "[]")
    let tags = ["v1.2.0", "v1.3.0"].map {
      "{\"name\": \"\($0)\", \"tarball_url\": \"\(server.url("\($0).tar.gz"))\"}"
    }
    try place.write(publisher.folder("\(folder)/tags.json"), "[\(tags.joined(separator: ", "))]")
    let outcome = try place.cortex(
      "init", "--channel", "someone/product", "--json",
      environment: ["CORTEX_GITHUB_API": server.url("api")])
    try expectBase(outcome, "someone/product", release: "v1.2.0")
    let archives = try server.asked().filter { $0.contains(".tar.gz") }
    #expect(archives.count == 1 && archives[0].contains("v1.2.0"), "\(archives)")
  }

  /// Makes the deployment, or the folder that it is in, a clone of a repository with both releases as tags.
  private func clone(as name: String, below folder: String = ".") throws {
    let script = """
      set -e
      export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
      git init -q -b main "$4" && cd "$4"
      mkdir -p "$5" && cp -a "$1/." "$5" && git add -Af . && git commit -qm old && git tag v5.2.0
      find . -mindepth 1 -maxdepth 1 ! -name .git -exec rm -rf {} +
      mkdir -p "$5" && cp -a "$2/." "$5" && git add -Af . && git commit -qm new && git tag v5.3.0
      cd "$3" && git init -q -b main . && git remote add origin "$4" && git fetch -q --tags origin
      git reset -q v5.2.0 && git add -Af . && git commit -qm mine && git push -q -u origin main:mine
      """
    let repository = place.folder.appending(name)
    let outcome = try Program.run(
      "/bin/sh",
      [
        "-c", script, "sh", place.oldRelease.string, place.release.string,
        (folder == "." ? place.deployment : place.project).string, repository.string, folder,
      ], in: place.folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `a clone of the product finds its base in its own objects`() throws {
    try edit()
    try clone(as: "CORTEX.git")
    // The user's work is in the clone that it came from, too.
    let outcome = try place.cortex("init", "--json")
    try expectBase(outcome, "git", release: "v5.2.0")
    #expect(try outcome.json()["base"]?["source"] == "git")
  }

  @Test func `a clone that has the product in a folder finds its base as well`() throws {
    try edit()
    try clone(as: "cortex", below: "CORTEX")
    try expectBase(try place.cortex("init", "--json"), "git", release: "v5.2.0")
  }

  @Test func `in a repository of the user's own, tags say nothing`() throws {
    try clone(as: "notes.git")
    let outcome = try place.cortex("init", "--json")
    #expect(try outcome.json()["without_base"] != .null, "\(outcome.output)")
  }
}
