import SystemPackage
import TestSupport
import Testing

/// What people type who are in a hurry, and what they are told.
@Suite(.tags(.process)) struct UsageTests {
  /// The words are refused with status 64 and this sentence, as text and as JSON.
  private func expect(_ words: [String], _ sentence: String) throws {
    let text = try Program.run(Program.path.string, words, in: "/")
    #expect(text.status == 64 && text.output.isEmpty, "\(words)")
    #expect(text.errors.split(separator: "\n").first == "cortex: \(sentence)", "\(words)")
    #expect(text.errors.contains("--help'"), "\(words)")
    let json = try Program.run(Program.path.string, ["--json"] + words, in: "/")
    #expect(json.status == 64 && json.output.isEmpty, "\(words)")
    let failure = try json.failure()
    #expect(failure["code"] == "usage" && failure["outcome"] == "nothing_changed")
    #expect(failure["message"] == .text(sentence), "\(words)")
    #expect(failure["advice"]?.string?.isEmpty == false, "\(words)")
  }

  @Test(arguments: [
    ("statsu", "unknown command 'statsu'; did you mean 'status'?"),
    ("Status", "unknown command 'Status'; did you mean 'status'?"),
    ("rolback", "unknown command 'rolback'; did you mean 'rollback'?"),
    ("und", "unknown command 'und'; did you mean 'undo'?"),
    ("gen lst", "unknown command 'gen lst'; did you mean 'gen list'?"),
    ("gen pim", "unknown command 'gen pim'; did you mean 'gen pin'?"),
    ("config reslove x y", "unknown command 'config reslove'; did you mean 'config resolve'?"),
    ("diff", "unknown command 'diff'; did you mean 'gen diff'?"),
    ("resolve x", "unknown command 'resolve'; did you mean 'config resolve'?"),
    ("shwo 1", "unknown command 'shwo'; did you mean 'channel show' or 'gen show'?"),
    ("gen rollback", "unknown command 'gen rollback'; did you mean 'rollback'?"),
    (
      "migrate frob",
      "unknown command 'migrate frob'; the commands are status, new and lint"
    ),
    ("migrate --dry-run", "unknown option '--dry-run'; see 'cortex migrate --help'"),
    (
      "--quiet",
      "no command given; the commands are init, status, snapshot, check, upgrade, rollback, log, channel, key, release, config, gen, export-brain, import-brain, migrate, gc, verify, doctor and schedule"
    ),
    ("--version 5.3.0 init", "--version takes no arguments; run 'cortex --version'"),
    ("upgrade --fron x", "unknown option '--fron'; did you mean '--from'?"),
    ("upgrade --fron=x", "unknown option '--fron'; did you mean '--from'?"),
    ("upgrade -from x", "unknown option '-from'; did you mean '--from'?"),
    ("upgrade x --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?"),
    ("upgrade x --dry_Run", "unknown option '--dry_Run'; did you mean '--dry-run'?"),
    ("upgrade x --no-inputs", "unknown option '--no-inputs'; did you mean '--no-input'?"),
    ("undo --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?"),
    ("status -z", "unknown option '-z'; see 'cortex status --help'"),
    ("gen --dry-run", "unknown option '--dry-run'; see 'cortex gen list --help'"),
    ("--frobnicate", "unknown option '--frobnicate'; see 'cortex --help'"),
    ("status --json=yes", "--json takes no value, but got 'yes'; use --json alone"),
    (
      "upgrade x --on-conflict lokal",
      "--on-conflict: unknown value 'lokal'; did you mean 'local'? It takes abort, yours, release, both, "
        + "local or upgrade"
    ),
    (
      "rollback --data restor",
      "--data: unknown value 'restor'; did you mean 'restore'? It takes keep, restore or carry"
    ),
    ("rollback --data burn", "--data: unknown value 'burn'; --data takes keep, restore or carry"),
    (
      "config resolve x y --take releas",
      "--take: unknown value 'releas'; did you mean 'release'? It takes yours, release, both, local or "
        + "upgrade"
    ),
  ])
  func `a word that is mistyped gets the one that was meant`(
    line: String, sentence: String
  ) throws {
    try expect(line.split(separator: " ").map(String.init), sentence)
  }

  @Test(arguments: [
    ("update", "'cortex upgrade'"), ("outdated", "'cortex check'"),
    ("history", "'cortex gen list'"), ("install", "'cortex init'"),
    ("revert", "'cortex rollback'"), ("downgrade", "'cortex rollback'"),
    ("restore x", "'cortex gen restore'"), ("backup", "'cortex snapshot'"),
    ("Update", "'cortex upgrade'"), ("cortex status", "leave it out"),
  ])
  func `a command that other programs have gets the sentence that names the right one`(
    line: String, command: String
  ) throws {
    let words = line.split(separator: " ").map(String.init)
    let outcome = try Program.run(Program.path.string, words, in: "/")
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("cortex: unknown command '\(words[0])'; "))
    #expect(outcome.errors.contains(command), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("upgrade cortex", "did you mean 'upgrade'? The commands are init, status,"),
    ("cortex upgrade", "did you mean 'upgrade'? The commands are init, status,"),
    ("what changed?", "the commands are init, status,"), ("", "the commands are init, status,"),
    ("update please", "'cortex upgrade' upgrades to a newer release"),
  ])
  func `several words in one argument get a sentence that says which commands there are`(
    word: String, advice: String
  ) throws {
    let outcome = try Program.run(Program.path.string, [word], in: "/")
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("cortex: '\(word)' is not a command; \(advice)"))
  }

  @Test(arguments: [
    (
      "upgrade a b",
      "unexpected argument 'b'; 'cortex upgrade' takes one <source>, and already has 'a'"
    ),
    ("upgrade a --from b", "two releases given, 'a' and '--from b'; give only one"),
    (
      "release inspect https://example.org/release.zip",
      "'https://example.org/release.zip' is a URL, and here only what is on this machine is possible; download it and "
        + "give the folder or archive"
    ),
    ("upgrade x --to 3.x", "--to: '3.x' is not a version; give one such as 5.3.0 or 5.3.0-rc.1"),
    ("status here", "unexpected argument 'here'; 'cortex status' takes no arguments"),
    ("gen show", "<generation> is missing; run 'cortex gen show <generation>'"),
    (
      "gen pin 1 2",
      "unexpected argument '2'; 'cortex gen pin' takes one <generation>, and already has '1'"
    ),
    ("verify --subset 10", "--subset: '10' is not a percentage; give a percentage such as 10%"),
    (
      "verify --subset 0%",
      "--subset: '0%' is not between 0% and 100%; give a percentage such as 10%"
    ),
    (
      "gc --max-age 30",
      "--max-age: '30' has no unit; give hours, days, weeks or years, such as 12h, 30d, 2w or 1y"
    ),
    (
      "gc --keep-last abc",
      "--keep-last: 'abc' is not a whole number; give a number of generations, 0 or more"
    ),
    (
      "gc --keep-last -1",
      "--keep-last: '-1' is less than 0; give a number of generations, 0 or more"
    ),
    (
      "upgrade x --migration-timeout 0",
      "--migration-timeout: '0' is less than 1; give a number of seconds, 1 or more"
    ),
    (
      "gen pin 1 --until 2026-13-01",
      "--until: '2026-13-01' is not a day of the calendar; give a day such as 2026-01-31"
    ),
    (
      "gen pin 1 --until tomorrow",
      "--until: 'tomorrow' is not a date; give a day such as 2026-01-31"
    ),
    ("status --workspace", "--workspace needs a value; give <dir>: the deployment's folder"),
    ("status -q -v", "--quiet and --verbose cannot be used together"),
    ("-qvv migrate new add_tags", "--quiet and --verbose cannot be used together"),
    (
      "status --workspace --quiet",
      "--workspace needs a value, but '--quiet' is an option; give <dir>: the deployment's folder"
    ),
  ])
  func `a value that cannot be has its reason, and what is expected`(
    line: String, sentence: String
  ) throws {
    try expect(line.split(separator: " ").map(String.init), sentence)
  }

  @Test(arguments: [
    (
      ["upgrade", "--from", ""],
      "--from: '' is empty; give the folder or archive of a release"
    ),
    (["status", "--workspace", ""], "--workspace: '' is empty; give a folder"),
    (["snapshot", "-m", " "], "-m: ' ' is empty; give a note"),
    (["upgrade", ""], "'' is empty; give the folder or archive of a release"),
    (
      ["gc", "--keep-last", "x\ny"],
      "--keep-last: 'x\\x0ay' is not a whole number; give a number of generations, 0 or more"
    ),
  ])
  func `a word that is empty is no value, and a word of several lines is shown in one`(
    words: [String], sentence: String
  ) throws {
    try expect(words, sentence)
  }

  @Test(arguments: [("upgarde", "upgrade"), ("gen shwo", "gen show"), ("undoo", "undo")])
  func `help for a command that is mistyped names the one that was meant`(
    line: String, meant: String
  ) throws {
    let outcome = try Program.run(
      Program.path.string, ["help"] + line.split(separator: " ").map(String.init), in: "/")
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(
      outcome.errors.hasPrefix("cortex: unknown command '\(line)'; did you mean '\(meant)'?\n"))
  }

  @Test func `a terminal shows what is wrong in lines that end between words`() throws {
    let place = try Workplace()
    for columns in [80, 60, 40] {
      for line in [
        ["frob"], ["verify", "--subset", "10"], ["gc", "--max-age", "30"], ["install"],
        ["upgrade cortex"],
      ] {
        let session = try place.talk(line, columns: columns)
        #expect(session.status == 64)
        let lines = session.screen.split(whereSeparator: \.isNewline)
        #expect(lines.allSatisfy { $0.count <= columns }, "\(session.screen)")
        let whole = try Program.run(Program.path.string, line, in: "/").errors
        #expect(
          lines.joined(separator: " ")
            == whole.split(separator: "\n").joined(separator: " "), "\(session.screen)")
      }
    }
  }

  // MARK: What works all the same

  @Test func `list, undo and version are other words, with all that can follow the real ones`()
    throws
  {
    let place = try Workplace()
    for pair in [
      ("list", "gen list"), ("list --json", "gen list --json"), ("undo --help", "rollback --help"),
      ("help list", "help gen list"), ("help undo", "help rollback"), ("version", "--version"),
      ("-v", "--version"), ("-v status", "status -v"), ("-V", "--version"), ("-h", "--help"),
      ("upgrade help", "upgrade --help"),
      ("gen help", "gen --help"), ("gen show help", "gen show --help"),
      ("undo help", "undo --help"),
    ] {
      let outcomes = try [pair.0, pair.1].map { line in
        try Program.run(
          Program.path.string, line.split(separator: " ").map(String.init), in: place.deployment)
      }
      #expect(outcomes[0].status == 0 && !outcomes[0].output.isEmpty, "\(pair.0)")
      #expect(outcomes[0].output == outcomes[1].output, "\(pair.0)")
    }
    #expect(try place.cortex("upgrade", place.release.string, "--yes").status == 0)
    let rehearsed = try place.cortex("undo", "--dry-run")
    #expect(rehearsed.status == 0)
    #expect(rehearsed.output.contains("Generation 1 would be in force"))
    #expect(try place.cortex("undo", "--yes").status == 0)
    #expect(try place.cortex("list", "--json").json()["current"] == 1)
  }

  @Test func `options before the command are the command's`() throws {
    let place = try Workplace()
    let workspace = ["--workspace", place.deployment.string]
    let lines: [[String]] = [
      workspace + ["--json", "status"], workspace + ["--json", "list"],
      ["--json"] + workspace + ["gen", "show", "1"],
      ["gen", "--json"] + workspace + ["show", "1"],
    ]
    for line in lines {
      let outcome = try Program.run(Program.path.string, line, in: "/")
      #expect(outcome.status == 0, "\(line): \(outcome.errors)")
      #expect((try? outcome.json()) != nil, "\(line)")
    }
    let cat = try Program.run(
      Program.path.string, workspace + ["gen", "cat", "1", "--", "VERSION"], in: "/")
    #expect(cat.status == 0 && cat.output.contains("5.2.0"), "\(cat.errors)")
  }

  @Test func `an upgrade takes its source without an option, and the same twice`() throws {
    let place = try Workplace()
    for line in [
      ["upgrade", place.release.string], ["upgrade", "../../release"],
      ["upgrade", place.release.string, "--from", place.release.string],
    ] {
      let outcome = try Program.run(
        Program.path.string, line + ["--dry-run", "--json"], in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json()["to"] == "5.3.0")
    }
    #expect(try place.cortex("upgrade", "../../release", "--yes").status == 0)
  }

  @Test func `what is refused for its words changes nothing`() throws {
    let place = try Workplace()
    let before = try place.everything()
    for line in [
      "upgrade", "upgrade ../../release ../../old-release", "upgrade ../../release --from ../x",
      "upgrade ../../release --yess", "upgrade ../../release --on-conflict lokal",
      "undo --data burn",
      "gc --keep-last 0x1", "gc --max-age 1", "snapshto", "gen delte 1", "--yes rolback",
      "upgrade help me",
    ] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init), in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 64 && outcome.output.isEmpty, "\(line): \(outcome.errors)")
    }
    #expect(try place.everything() == before)
  }
}
