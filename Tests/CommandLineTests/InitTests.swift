import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// `cortex init` with the wrong release, with none, and interrupted.
@Suite(.tags(.process), .serialized) struct InitTests {
  // MARK: The release that is installed

  @Test func `init says how many files fit the release`() throws {
    let place = try Workplace(isManaged: false)
    try place.files.remove(place.deployment.appending("src/tier1/limits.py"))
    for more in [["--dry-run"], []] {
      let outcome = try run(place, ["init", "--release", place.oldRelease.string, "--json"] + more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let fits = try #require(outcome.json()["fits"])
      #expect(fits["edited"] == 1 && fits["missing"] == 1, "\(outcome.output)")
      #expect(try outcome.json()["without_base"] == .null)
      #expect(try outcome.json()["workspace"] == .text(place.deployment.string))
    }
    let other = try Workplace(isManaged: false)
    let outcome = try other.cortex("init", "--release", other.oldRelease.string)
    #expect(
      outcome.output.contains("core files are unchanged, 1 edited, 0 missing."),
      "\(outcome.output)")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test(arguments: [[], ["--dry-run"]])
  func `a release of another version is refused, and no store is made`(more: [String]) throws {
    let place = try Workplace(isManaged: false)
    let before = try place.everything()
    let words = ["init", "--release", place.release.string] + more
    let outcome = try run(place, words)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    for part in [
      "\(place.release) is not the installed release",
      "VERSION says 5.2.0, but the release is 5.3.0", "are missing; specify the installed release",
      "--force",
    ] {
      #expect(
        outcome.errors.contains(part.replacing("VERSION", with: "cortex-brain/.cortex-version"))
          || outcome.errors.contains(part), "\(part): \(outcome.errors)")
    }
    #expect(try run(place, words + ["--json"]).failure()["code"] == "wrong_release")
    #expect(try place.everything() == before)
    #expect(try run(place, words + ["--force"]).status == 0)
  }

  @Test func `a release of no known version is refused if most of it is missing`() throws {
    let place = try Workplace(isManaged: false)
    for name in ["VERSION", "cortex-brain/.cortex-version"] {
      for folder in [place.release, place.deployment] {
        try place.files.remove(
          name.split(separator: "/").reduce(folder) { $0.appending(String($1)) })
      }
    }
    for number in 1...60 {
      try place.write(place.release.appending("src/new/module\(number).py"), "x = \(number)\n")
    }
    let before = try place.everything()
    let outcome = try place.cortex("init", "--release", place.release.string)
    #expect(outcome.status == 2 && outcome.errors.contains("missing"), "\(outcome.errors)")
    #expect(try place.everything() == before)
  }

  @Test func `without a release it is said what is not known, and how to begin again`() throws {
    let place = try Workplace(isManaged: false)
    let before = try place.tree()
    let first = try place.cortex("init", "--json")
    #expect(first.status == 0)
    #expect(try first.json()["without_base"]?["configurations"] == 5, "\(first.output)")
    #expect(try first.json()["fits"] == .null)
    let remedy = "move \(place.store) away and run 'cortex init --release PACKAGE'"
    #expect(
      first.errors.contains("5 configurations will be merged without a base")
        && first.errors.contains(remedy), "\(first.errors)")
    // Not into the generation that is there: going back to it would take files away.
    for words in [["init"], ["init", "--release", place.oldRelease.string]] {
      let again = try run(place, words)
      #expect(again.status == 1 && again.errors.contains(remedy), "\(again.errors)")
    }
    try place.files.rename(place.store, over: place.folder.appending("away"))
    #expect(try place.cortex("init", "--release", place.oldRelease.string).status == 0)
    #expect(try place.cortex("status").output.contains("Nothing has changed since generation 1"))
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.tree() == before)
  }

  // MARK: An init that did not finish

  static let commands = [
    "status", "doctor", "upgrade --from RELEASE --yes", "upgrade --from RELEASE --dry-run",
    "rollback --yes", "rollback --dry-run", "snapshot", "snapshot --dry-run", "gc", "gc --dry-run",
    "verify", "verify --repair", "gen list", "gen show 1", "gen diff 1 1", "gen switch 1 --yes",
    "gen cat 1 VERSION", "gen restore 1 --to OUT", "gen export 1 OUT.pack", "gen delete 1",
    "gen undelete 1", "gen pin 1", "gen unpin 1", "migrate status", "config conflicts",
  ]

  @Test(.timeLimit(.minutes(30)), arguments: [1, 3, 4, 6])
  func `after an init that was killed every command says what to do, and that works`(rename: Int)
    throws
  {
    let place = try Workplace(isManaged: false)
    let untouched = try place.tree()
    let state = place.folder.appending("state")
    try copy(place.deployment, to: state)
    try CallKill.checkPossible()
    // Later renames of an init put the first generation in force.
    let outcome = try CallKill.run(
      ["init", "--release", place.oldRelease.string], before: "rename,renameat,renameat2",
      number: rename, in: place)
    try #require(outcome.status != 0)
    #expect(try place.files.exists(place.store))
    #expect(try !place.files.exists(place.store.appending("current")))
    let killed = place.folder.appending("killed")
    try copy(place.deployment, to: killed)
    for line in Self.commands {
      try restore(place, killed)
      try checkAnswer(place, line)
      #expect(try place.tree() == untouched, "\(line)")
    }
    for line in ["init --dry-run", "init", "init --release OLD", "init --version 1.2.3"] {
      try restore(place, killed)
      let outcome = try run(place, words(line, place))
      #expect(outcome.status == 0, "\(line): \(outcome.errors)")
      if line.contains("dry-run") { continue }
      #expect(try place.cortex("status").status == 0, "\(line)")
      #expect(try place.cortex("verify").status == 0, "\(line)")
      #expect(try place.tree() == untouched, "\(line)")
    }
  }

  /// Rules that nobody can read stop it when the store is made, and before there is a generation.
  @Test func `after an init that failed every command says what to do`() throws {
    let place = try Workplace(isManaged: false)
    try place.write(place.store.appending("layers.yaml"), "nonsense: 1\n")
    let failed = try place.cortex("init")
    #expect(failed.status == 1 && failed.errors.contains("layers.yaml"))
    #expect(try place.files.exists(place.store.appending("format")))
    for line in Self.commands where line != "doctor" { try checkAnswer(place, line) }
    try place.files.remove(place.store.appending("layers.yaml"))
    try checkAnswer(place, "doctor")
    #expect(try place.cortex("init").status == 0)
  }

  private func checkAnswer(_ place: Workplace, _ line: String) throws {
    let outcome = try run(place, words(line, place))
    let said =
      "an earlier 'cortex init' did not finish (\(place.store)); the deployment was not changed"
    if line == "doctor" {
      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(outcome.output.contains(said), "\(outcome.output)")
    } else {
      #expect(outcome.status == 1, "\(line): \(outcome.errors)")
      #expect(
        outcome.errors.contains(said + "; run 'cortex init' again"), "\(line): \(outcome.errors)")
    }
  }

  private func words(_ line: String, _ place: Workplace) -> [String] {
    line.split(separator: " ").map { word in
      switch word {
      case "RELEASE": place.release.string
      case "OLD": place.oldRelease.string
      case "OUT", "OUT.pack": place.folder.appending(String(word)).string
      default: String(word)
      }
    }
  }

  private func run(_ place: Workplace, _ words: [String]) throws -> Outcome {
    try Program.run(
      Program.path.string, words, in: place.deployment, environment: place.environment)
  }

  private func restore(_ place: Workplace, _ state: FilePath) throws {
    try place.files.removeTree(place.deployment)
    try copy(state, to: place.deployment)
  }

  private func copy(_ source: FilePath, to target: FilePath) throws {
    let outcome = try Program.run("/bin/cp", ["-a", source.string, target.string], in: "/")
    try #require(outcome.status == 0, "\(outcome.errors)")
  }
}
