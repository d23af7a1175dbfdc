import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct HelpTests {
  static let commands = [
    "", "init", "status", "snapshot", "upgrade", "rollback", "log", "gen", "gen list", "gen show",
    "gen diff", "gen switch", "gen cat", "gen restore", "gen export", "gen import", "gen delete",
    "gen undelete",
    "gen pin",
    "gen unpin", "export-brain", "import-brain", "gc", "verify", "doctor", "schedule", "config",
    "config conflicts", "config resolve",
    "config merge", "config validate", "migrate", "migrate status", "migrate new", "migrate lint",
    "release", "release build", "release inspect", "release keygen", "release sign",
    "release verify", "check", "channel", "channel show", "channel set", "key", "key list",
    "key add", "key remove",
    // Not in the main help.
    "debug", "debug object", "debug pack", "debug record", "debug journal", "debug stat-cache",
    "debug explain",
  ]

  @Test(arguments: commands)
  func `the help of a command is its golden file`(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let name = (["help"] + words).joined(separator: "-")
    let outcome = try Program.run(Program.path.string, words + ["--help"], in: "/")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, "\(name).text")
  }

  @Test(arguments: commands)
  func `help before a command shows the same as its option`(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let outcome = try Program.run(Program.path.string, ["help"] + words, in: "/")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, (["help"] + words).joined(separator: "-") + ".text")
  }

  @Test func `the program alone shows its help`() throws {
    let alone = try Program.run(Program.path.string, [], in: "/")
    #expect(alone.status == 0 && alone.errors.isEmpty)
    try Golden.expect(alone.output, "help.text")
  }

  @Test func `the version is three numbers`() throws {
    let outcome = try Program.run(Program.path.string, ["--version"], in: "/")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test func `init takes the version that it is told`() throws {
    let place = try Workplace(isManaged: false)
    #expect(try place.cortex("init", "--version", "4.9.1").status == 0)
    let status = try JSON(try place.cortex("status", "--json").output)
    #expect(status["version"] == "4.9.1")
  }

  @Test(arguments: [
    ["bogus"], ["--bogus"], ["upgrade", "--bogus"], ["gen", "show"], ["gen", "show", "x"],
    ["gen", "show", "0"], ["gen", "cat", "1"],
    ["gen", "restore", "1"], ["gen", "delete"], ["gen", "pin", "1", "--until", "tomorrow"],
    ["gc", "--max-age", "5x"], ["gc", "--keep-last=-1"], ["rollback", "--data", "burn"],
    ["upgrade", "--on-conflict", "guess"], ["upgrade", "--to", "new"], ["status", "here"],
    ["config", "resolve", "x.yaml", "a"], ["config", "resolve", "x.yaml", "a", "--take", "none"],
    ["config", "resolve", "x.yaml", "a", "--take", "local", "--text", "b"],
    ["config", "conflicts", "--markers"], ["config", "merge", "a.yaml", "b.yaml"],
    ["config", "merge", "a", "b", "c", "--marker-size", "0"],
    ["migrate", "new"], ["migrate", "new", "add tags"], ["migrate", "new", "004_a.sql"],
    ["migrate", "new", "../a"], ["migrate", "new", "a", "--database", "/a.db"],
    ["migrate", "lint", "a", "b"],
  ])
  func `a command line that makes no sense has status 64 and prints no result`(
    arguments: [String]
  ) throws {
    let text = try Program.run(Program.path.string, arguments, in: "/")
    #expect(text.status == 64 && text.output.isEmpty)
    #expect(text.errors.hasPrefix("cortex: ") && text.errors.contains("--help"))

    let json = try Program.run(Program.path.string, arguments + ["--json"], in: "/")
    #expect(json.status == 64 && json.output.isEmpty)
    let failure = try json.failure()
    #expect(failure["code"] == "usage" && failure["outcome"] == "nothing_changed")
  }
}
