import FileEffects
import SystemPackage
import TestSupport
import Testing

/// An `init` that was killed or failed, and every command after it.
@Suite(.tags(.sweep), .exceptQuick) struct UnfinishedInitTests {
  private static let commands = [
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
