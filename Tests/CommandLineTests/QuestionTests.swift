import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process), .timeLimit(.minutes(30))) struct QuestionTests {
  /// Runs `cortex` at a terminal of its own, and types `answer` when a question ends in `prompt`.
  private func cortex(
    _ place: Workplace, _ arguments: String..., prompt: String, answer: String
  ) throws -> Session {
    try talk(place, arguments, [(prompt, answer)])
  }

  /// Runs `cortex` at a terminal of its own, and answers one question after the other.
  private func talk(
    _ place: Workplace, _ arguments: [String], _ answers: [(prompt: String, answer: String)],
    environment: [String: String] = [:]
  ) throws -> Session {
    try place.talk(arguments, answers, environment: environment)
  }

  @Test(arguments: [
    ("\r", 2), ("n\r", 2), ("\u{4}", 2), ("\u{3}", 130), ("what\rn\r", 2), ("yak\rn\r", 2),
  ])
  func `whatever is not a yes changes nothing`(answer: String, status: Int32) throws {
    let place = try Workplace()
    let before = try place.everything()
    let session = try cortex(
      place, "upgrade", "--core", "replace", "--from", place.release.string,
      prompt: "Go ahead? [y/N] ",
      answer: answer)
    #expect(session.status == status && session.output.isEmpty)
    #expect(session.screen.contains("Upgrade from 5.2.0 to 5.3.0"))
    #expect(session.screen.contains("Nothing was changed.") == (status == 2))
    #expect(session.screen.contains("Interrupted; nothing was changed.") == (status == 130))
    let after = try place.everything().filter { !$0.key.hasSuffix("/output") && $0.key != "output" }
    #expect(after == before)
  }

  @Test func `a yes carries out the plan that was shown`() throws {
    let place = try Workplace()
    let up = try cortex(
      place, "upgrade", "--core", "replace", "--from", place.release.string,
      prompt: "Go ahead? [y/N] ", answer: "y\r")
    #expect(up.status == 0 && up.output.contains("Generation 2 is now in force"))
    #expect(!up.screen.contains("Generation 2 is now in force"))
    let back = try cortex(place, "rollback", prompt: "Go ahead? [y/N] ", answer: "yes\r")
    #expect(back.status == 0 && back.output.contains("Generation 1 is now in force"))
    #expect(back.screen.contains("Generation 1 would be in force instead of 2"))
    let again = try cortex(place, "gen", "switch", "2", "--yes", prompt: "?", answer: "")
    #expect(again.status == 0 && again.screen.allSatisfy(\.isWhitespace))
    #expect(again.output.contains("Generation 2 is now in force"))
  }

  @Test(arguments: [("y\r", 0 as Int32), ("\r", 2)])
  func `core files that no manifest says are removed are asked about by folder`(
    answer: String, status: Int32
  ) throws {
    let place = try Workplace()
    try place.files.remove(place.release.appending("manifest.json"))
    let before = try place.tree()
    let session = try talk(
      place, ["upgrade", "--from", place.release.string],
      [("Remove them? [y/N] ", answer), ("(k)eep yours? [r] ", "r\r"), ("Go ahead? [y/N] ", "y\r")])
    #expect(session.status == status, "\(session.screen)")
    for line in [
      "4 of 28 core files are no longer in the release, and its manifest does not say so:",
      "  src/legacy/ (3 files)", "  src/agents/ (1 file)",
    ] { #expect(session.screen.contains(line), "\(session.screen)") }
    #expect(session.output.contains("Generation 2 is now in force") == (status == 0))
    #expect(try (place.tree() == before) == (status != 0))
  }

  // MARK: The brain

  @Test(arguments: [("y\r", 0 as Int32), ("\r", 2)])
  func `a database that is gone is asked about first`(answer: String, status: Int32) throws {
    let place = try Workplace()
    try place.files.remove(place.deployment.appending(Workplace.database))
    let session = try talk(
      place, ["upgrade", "--core", "replace", "--from", place.release.string],
      [("go ahead anyway? [y/N] ", answer), Self.goAhead])
    #expect(session.status == status, "\(session.screen)")
    #expect(session.output.contains("Generation 3 is now in force") == (status == 0))
  }

  private static let brain = "or (c)arry these rows over? [k] "

  @Test(arguments: [
    ("c\r", "tides ropes knots", "carried"), ("r\r", "tides ropes charts", "restored"),
    ("k\r", "tides ropes knots", "kept"), ("\r", "tides ropes knots", "kept"),
  ])
  func `going back shows what was written since and asks what becomes of it`(
    answer: String, topics: String, action: String
  ) throws {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    try place.sql(
      "INSERT INTO conversations (topic) VALUES ('knots'); DELETE FROM conversations WHERE id = 3")
    let back = try talk(place, ["rollback"], [(Self.brain, answer), ("[y/N] ", "y\r")])
    #expect(back.status == 0, "\(back.screen)")
    #expect(back.screen.contains("Written since generation 1:"))
    #expect(back.screen.contains("conversations.db: conversations: 1 new, 1 removed"))
    #expect(back.output.contains("conversations.db: \(action)") == (action != "kept"))
    #expect(try place.rows() == "ok \(topics)")
  }

  @Test(arguments: [("y\r", 0, "ok tides charts"), ("\r", 2, "ok tides ropes charts")])
  func `what takes something away from the brain is asked for by itself`(
    answer: String, status: Int32, rows: String
  ) throws {
    let place = try Workplace()
    try place.write(
      place.release.appending("cortex-brain/migrations/001_topics.sql"),
      "-- Database: tier1/conversations.db\n-- Destructive: yes\n"
        + "DELETE FROM conversations WHERE id = 2;\n")
    let consent = ("generation keeps it. [y/N] ", answer)
    let session = try talk(
      place, ["upgrade", "--core", "replace", "--from", place.release.string],
      status == 0 ? [consent, Self.goAhead] : [consent])
    #expect(session.status == status, "\(session.screen)")
    #expect(session.screen.contains("topics (cortex-brain/tier1/conversations.db): let this"))
    // What was taken away is not said to be there.
    #expect(session.output.contains("0 rows in 0 tables of 1 database preserved") == (status == 0))
    #expect(try place.rows() == rows)
  }

  @Test func `what was said with the command is not asked again`() throws {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    try place.sql("INSERT INTO conversations (topic) VALUES ('knots')")
    let back = try talk(place, ["rollback", "--data", "restore"], [("[y/N] ", "y\r")])
    #expect(back.status == 0 && !back.screen.contains(Self.brain))
    #expect(back.screen.contains("conversations: 1 new"))
    #expect(try place.rows() == "ok tides ropes charts")
  }

  @Test(arguments: [
    ("2\r", 0 as Int32, "Back to 5.2.0 of "), ("1\r", 0, "Back to 5.3.0 of "), ("\r", 2, ""),
    ("n\r", 2, ""), ("\u{4}", 2, ""),
  ])
  func `after a snapshot it is asked whether the upgrade is to be undone, too`(
    answer: String, status: Int32, words: String
  ) throws {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", "--from", place.release.string, "--yes").status == 0)
    try place.write(place.deployment.appending("cortex-brain/documents/n.md"), "n\n")
    #expect(try place.cortex("snapshot", "-m", "nightly").status == 0)
    let before = try place.tree()
    let question = ("Which one? [1/2, Enter: neither] ", answer)
    let back = try talk(
      place, ["rollback"], status == 0 ? [question, ("[y/N] ", "y\r")] : [question])
    #expect(back.status == status, "\(back.screen)")
    #expect(back.screen.contains("(generation 2, upgrade from 5.2.0 to 5.3.0):"))
    #expect(back.screen.contains("undoes only generation 3, snapshot: nightly;"))
    #expect(back.screen.contains("(generation 1, before the upgrade to 5.3.0):"))
    #expect(words.isEmpty || back.output.contains(words), "\(back.output)")
    if status == 2 {
      #expect(back.screen.contains("Nothing was changed.") && back.output.isEmpty)
      #expect(try place.tree() == before)
    }
    let named = try talk(place, ["rollback", "--to", "current"], [("[y/N] ", "n\r")])
    #expect(!named.screen.contains("Which one?"))
  }

  // MARK: Conflicts

  private static let choices = "3 abort? [3] "
  private static let each = "(a)bort? [a] "
  private static let goAhead = ("Go ahead? [y/N] ", "y\r")

  private func text(_ place: Workplace) throws -> String {
    try place.files.text(place.deployment.appending(ConflictTests.templates))
  }

  private func upgrade(
    _ place: Workplace, _ answers: [(prompt: String, answer: String)],
    environment: [String: String] = [:]
  ) throws -> Session {
    try talk(
      place, ["upgrade", "--core", "replace", "--from", place.release.string], answers,
      environment: environment)
  }

  @Test(arguments: [["3\r"], ["\r"], ["\u{4}"], ["2\r", "\r"], ["2\r", "a\r"], ["2\r", "\u{4}"]])
  func `no answer to a conflict is no decision, and changes nothing`(answers: [String]) throws {
    let place = try ConflictTests.conflicted()
    let before = try place.tree()
    let session = try upgrade(place, Array(zip([Self.choices, Self.each], answers)))
    #expect(session.status == 2 && session.output.isEmpty)
    #expect(session.screen.contains("1 auto-merge (recommended), 2 review one by one"))
    #expect(try place.tree() == before)
  }

  @Test func `after the last answer to a conflict comes the question whether to go ahead`() throws {
    let place = try ConflictTests.conflicted()
    let before = try place.tree()
    for answers in [[(Self.choices, "1\r")], [(Self.choices, "2\r"), (Self.each, "r\r")]] {
      let session = try upgrade(place, answers + [("Go ahead? [y/N] ", "\r")])
      #expect(session.status == 2 && session.screen.contains("Nothing was changed."))
      #expect(try place.tree() == before)
    }
  }

  @Test func `what is at stake takes ten lines at most, and d shows every change`() throws {
    let place = try ConflictTests.conflicted()
    for number in 10..<99 {
      try place.write(place.release.appending("src/new/\(number).py"), "\(number)\n")
    }
    try place.write(
      place.release.appending("cortex-brain/migrations/001_moods.sql"),
      "-- Database: tier1/conversations.db\nALTER TABLE conversations ADD COLUMN mood TEXT;\n")
    let manifest = place.release.appending("manifest.json")
    try place.write(
      manifest,
      try place.files.text(manifest).replacing(
        "{", with: "{\n  \"breaking_changes\": [\"one\", \"two\", \"three\"],", maxReplacements: 1))
    let session = try talk(
      place,
      ["upgrade", "--from", place.release.string, "--core", "replace", "--on-conflict", "yours"],
      [("them? [y/N] ", "y\r"), ("Go ahead? [y/N] ", "d\r"), ("Go ahead? [y/N] ", "n\r")])
    let shown = try #require(
      session.screen.components(separatedBy: "them? [y/N] ").last?
        .components(separatedBy: "Go ahead?").first?.dropFirst(2))
    for word in [
      "Upgrade from 5.2.0 to 5.3.0", "versions", "files", "you edited", "configurations", "brain",
      "1 migration", "one, … 2 more",
    ] { #expect(shown.contains(word), "\(shown)") }
    #expect(!shown.contains("src/new/47.py"))
    #expect(shown.split(separator: "\n").count <= 10, "\(shown)")
    #expect(session.screen.contains("src/new/47.py"))
    #expect(session.status == 2)
  }

  @Test func `an automatic merge answers as is suggested, and is not remembered`() throws {
    let place = try ConflictTests.conflicted()
    let plan = try place.cortex("upgrade", "--from", place.release.string, "--dry-run", "--json")
    let conflict = try #require(ConflictTests.conflicts(in: plan.json()).first)
    let suggestion = try #require(conflict["suggestion"]?.string)
    let session = try upgrade(place, [(Self.choices, "1\r"), Self.goAhead])
    #expect(session.status == 0 && session.output.contains("Generation 3 is now in force"))
    let title = suggestion == "upgrade" ? "Plan of work" : "Plan on deck"
    #expect(try text(place).contains("    title: \(title)\n"))
    #expect(try text(place).contains("  review:\n"))
    #expect(try place.cortex("rollback", "--yes").status == 0)
    let again = try place.cortex("upgrade", "--yes", "--from", place.release.string)
    #expect(again.status == 2)
  }

  @Test(arguments: [
    ("y\r", "Plan on deck"), ("r\r", "Plan of work"), ("?\rr\r", "Plan of work"),
    ("yours\r", "Plan on deck"), ("local\r", "Plan on deck"), ("release\r", "Plan of work"),
    (" upgrade\r", "Plan of work"),
  ])
  func `conflicts are answered one by one, and not asked again`(
    answer: String, title: String
  ) throws {
    let place = try ConflictTests.conflicted()
    let session = try upgrade(place, [(Self.choices, "2\r"), (Self.each, answer), Self.goAhead])
    #expect(session.status == 0, "\(session.screen)")
    for shown in ["templates.plan.title", "Plan on deck", "Plan of work", "yours, line 18"] {
      #expect(session.screen.contains(shown))
    }
    #expect(try text(place).contains("    title: \(title)\n"))
    #expect(try place.cortex("rollback", "--yes").status == 0)
    let again = try upgrade(place, [("Go ahead? [y/N] ", "y\r")])
    #expect(again.status == 0 && again.screen.contains("as decided before"))
    #expect(try text(place).contains("    title: \(title)\n"))
  }

  @Test(arguments: [
    (["r\r"], ["theirs", "theirs"]), (["y\r"], ["mine", "mine"]),
    (["o\r", "r\r", "y\r"], ["theirs", "mine"]),
  ])
  func `conflicts with one cause are asked about together, or one by one`(
    answers: [String], values: [String]
  ) throws {
    let place = try Workplace()
    for (folder, word) in [(place.deployment, "mine"), (place.release, "theirs")] {
      let path = folder.appending(ConflictTests.templates)
      try place.write(
        path, try place.files.text(path) + "shared:\n  first: \(word)\n  second: \(word)\n")
    }
    let session = try upgrade(
      place, [(Self.choices, "2\r")] + answers.map { (Self.each, $0) } + [Self.goAhead])
    #expect(session.status == 0, "\(session.screen)")
    for shown in ["2 conflicts with one cause", "shared.first: line", "shared.second: line"] {
      #expect(session.screen.contains(shown), "\(session.screen)")
    }
    #expect(
      try text(place).contains("shared:\n  first: \(values[0])\n  second: \(values[1])\n"))
  }

  @Test func `a conflict can be answered in an editor`() throws {
    let place = try ConflictTests.conflicted()
    let editor = try place.editor("grep -q '^<<<<<<< yours' \"$1\" && echo 'Plan for all' > \"$1\"")
    let session = try upgrade(
      place, [(Self.choices, "2\r"), (Self.each, "e\r"), Self.goAhead],
      environment: ["VISUAL": editor])
    #expect(session.status == 0, "\(session.screen)")
    #expect(try text(place).contains("    title: Plan for all\n"))
  }

  @Test func `an editor that is left without a change has answered nothing`() throws {
    let place = try ConflictTests.conflicted()
    let before = try place.tree()
    let session = try upgrade(
      place, [(Self.choices, "2\r"), (Self.each, "e\r"), (Self.each, "a\r")],
      environment: ["EDITOR": "true"])
    #expect(session.status == 2)
    #expect(try place.tree() == before)
  }

  @Test func `a file of the user's own is asked about as a whole`() throws {
    let place = try ConflictTests.conflicted()
    let path = place.deployment.appending("src/agents/reviewer.py")
    try place.write(path, "# my own\n")
    let session = try upgrade(
      place, [(Self.choices, "2\r"), (Self.each, "y\r"), (Self.each, "r\r"), Self.goAhead])
    #expect(session.status == 0, "\(session.screen)")
    #expect(try place.files.text(path) != "# my own\n")
    #expect(try text(place).contains("    title: Plan on deck\n"))
  }

  @Test(arguments: [([:], true), (["NO_COLOR": "1"], false), (["TERM": "dumb"], false)])
  func `the three values are in colour on a terminal that has any`(
    environment: [String: String], isColored: Bool
  ) throws {
    let place = try ConflictTests.conflicted()
    let session = try upgrade(
      place, [(Self.choices, "2\r"), (Self.each, "a\r")],
      environment: ["TERM": "xterm"].merging(environment) { $1 })
    #expect(session.screen.contains("\u{1b}[32m    Plan on deck\u{1b}[0m") == isColored)
    #expect(session.screen.contains("\u{1b}") == isColored)
  }

  @Test(arguments: ["NO_COLOR", "TERM"])
  func `nothing on the terminal is in colour`(variable: String) throws {
    let place = try Workplace()
    let session = try cortex(
      place, "upgrade", "--core", "replace", "--from", place.release.string,
      prompt: "Go ahead? [y/N] ", answer: "y\r")
    #expect(!session.screen.contains("\u{1b}") && !session.output.contains("\u{1b}"))
    let outcome = try place.cortex("status", environment: [variable: "dumb"])
    #expect(outcome.status == 0 && !outcome.output.contains("\u{1b}"))
  }

  @Test(arguments: [("m\r", "merged"), ("k\r", "kept"), ("\r", "replaced"), ("r\r", "replaced")])
  func `what becomes of edited core files is asked before the last question`(
    answer: String, resolution: String
  ) throws {
    let place = try Workplace()
    let path = place.deployment.appending("src/tier1/memory.py")
    let old = try #require(SampleDeployment.release(version: "5.2.0").text("src/tier1/memory.py"))
    try place.write(path, "# mine\n" + old)
    let session = try talk(
      place, ["upgrade", "--from", place.release.string],
      [("(k)eep yours? [r] ", answer), ("Go ahead? [y/N] ", "y\r")])
    #expect(session.status == 0, "\(session.screen)")
    #expect(session.screen.contains("  src/tier1/memory.py"))
    let text = try place.files.text(path)
    #expect(text.hasPrefix("# mine\n") == (resolution != "replaced"))
    #expect(text.contains("revised") == (resolution != "kept"))
    #expect(
      session.output.contains(
        "src/tier1/memory.py: \(resolution == "kept" ? "yours is kept" : resolution)"))
  }

  @Test func `the result does not repeat the plan that was seen, and tells it where it was not`()
    throws
  {
    let seen = try Workplace()
    let session = try talk(
      seen, ["upgrade", "--core", "replace", "--from", seen.release.string],
      [("Go ahead? [y/N] ", "y\r")])
    #expect(session.status == 0, "\(session.screen)")
    #expect(session.screen.contains("  takes           "), "\(session.screen)")
    #expect(session.output.hasPrefix("Upgraded from 5.2.0 to 5.3.0: 6 files added, "))
    for words in ["versions", "configurations  ", "Impact", "takes"] {
      #expect(!session.output.contains(words), "\(session.output)")
    }
    let unseen = try Workplace()
    func upgrade(_ options: [String]) throws -> String {
      let outcome = try Program.run(
        Program.path.string, ["upgrade", "--yes", "--from", unseen.release.string] + options,
        in: unseen.deployment, environment: unseen.environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    let told = try upgrade([])
    #expect(told.contains("  versions        5.2.0") && told.contains("  configurations  "))
    #expect(!told.contains("Impact") && !told.contains("takes"))
    #expect(try unseen.cortex("rollback", "--yes").status == 0)
    let all = try upgrade(["--verbose"])
    #expect(all.contains("Impact") && all.contains("Checks afterwards:"))
  }
}
