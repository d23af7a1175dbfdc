import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Names that are no text, that look like others, or that would be commands to a terminal.
@Suite(.tags(.process)) struct NameTests {
  /// Runs the program with words that are bytes, as Python writes them; prints what it printed.
  private func cortex(_ place: Workplace, _ words: String) throws -> String {
    try place.python(
      """
      import os, subprocess, sys
      os.chdir(sys.argv[2])
      words = [os.fsencode(sys.argv[1])] + [\(words)]
      done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
      print(done.returncode, repr(done.stdout))
      """, Program.path.string, place.deployment.string)
  }

  @Test func `every name is listed in one way, and what is listed is found`() throws {
    let place = try Workplace(isManaged: false)
    let names: [[UInt8]] = [
      Array("caf".utf8) + [0xe9], Array("a\nb".utf8), Array(#"a\x0ab"#.utf8),
      Array(#"a\\x0ab"#.utf8), Array("e\u{301}".utf8), Array("é".utf8),
      Array("\u{1b}[31m".utf8), Array("\u{9b}2J\u{7f}".utf8), Array("\u{202e}dm".utf8),
      Array("ab".utf8), Array("a\u{200b}b".utf8), Array("a\u{ad}b".utf8), Array("a\u{fe0f}b".utf8),
      Array("a\u{200d}b".utf8), Array("a\u{2060}b".utf8), Array("a\u{e0101}b".utf8),
    ]
    let documents = place.deployment.appending("cortex-brain/documents/names")
    try place.files.ensureDirectory(documents)
    for (number, name) in names.enumerated() {
      try place.files.replace(documents.appending(bytes: name), with: Array("file \(number)".utf8))
    }
    try #require(place.cortex("init", "--release", place.oldRelease.string).status == 0)
    let show = try place.cortex("gen", "show", "1", "--json")
    #expect(!show.output.utf8.contains { $0 < 0x20 && $0 != 0x0a || $0 == 0x7f })
    let listed = try #require(show.json()["contents"]).elements.compactMap { $0["path"]?.string }
      .filter { $0.contains("/names/") }
    #expect(Set(listed.map { Array($0.utf8) }).count == names.count)
    let text = try place.cortex("gen", "show", "1").output
    var found: Set<String> = []
    for path in listed {
      #expect(text.split(separator: "\n").contains { $0.hasSuffix(" \(path)") })
      found.insert(try place.cortex("gen", "cat", "1", path).output)
    }
    #expect(found == Set(names.indices.map { "file \($0)" }))
    let out = place.folder.appending("out")
    #expect(
      try place.cortex("gen", "restore", "1", listed[0], listed[1], "--to", out.string).status == 0)
    #expect(
      try place.files.contents(of: out.appending("cortex-brain/documents/names")).count == 2)
  }

  @Test func `a name can be given as its bytes, also that of the deployment`() throws {
    let place = try Workplace(isManaged: false)
    let folder = place.project.appending(bytes: [0xff, 0x5c])
    try place.files.rename(place.deployment, over: folder)
    try place.files.ensureDirectory(place.deployment)
    try place.files.replace(
      folder.appending("cortex-brain/documents").appending(bytes: [0xe9]), with: Array("yes".utf8))
    let workspace = #"b"--workspace=" + os.fsencode(os.getcwd()) + b"/../\xff\\""#
    #expect(try cortex(place, #"b"init", \#(workspace)"#).hasPrefix("0 "))
    #expect(
      try cortex(place, #"b"gen", b"cat", b"1", b"cortex-brain/documents/\xe9", \#(workspace)"#)
        == "0 b'yes'\n")
    #expect(
      try cortex(place, #"b"status", \#(workspace)"#).contains(#"project/\\xff\\\\\n"#))
    #expect(
      try cortex(place, #"b"gen", b"cat", b"1", b"cortex-brain/\xe8", \#(workspace)"#)
        .contains(#"cortex-brain/\\xe8"#))
  }

  @Test func `a note, a reason and an argument reach no terminal as a command`() throws {
    let place = try Workplace()
    let evil = "fine\n*  9  forged\u{1b}[31m\u{9b}2J\u{7f}\u{202e}"
    try place.write(place.deployment.appending("cortex-brain/documents/new.md"), "1")
    #expect(try place.cortex("snapshot", "-m", evil).status == 0)
    var said = try [place.cortex("gen", "pin", "1", "--reason", evil)]
    said += try [
      place.cortex("gen", "list"), place.cortex("gen", "list", "--json"),
      place.cortex("gen", "show", "2"), place.cortex("gen", "delete", "--yes", "1"),
      place.cortex("gen", "delete", "--yes", "1", "--json"), place.cortex("gen", "cat", "1", evil),
      place.cortex("gen", "cat", evil, "x"), place.cortex(evil),
      place.cortex("config", "conflicts", "--color", "always"),
    ]
    for outcome in said {
      for text in [outcome.output, outcome.errors] {
        #expect(
          !text.unicodeScalars.contains {
            $0.value < 0x20 && $0 != "\n" || (0x7f...0x9f).contains($0.value) || $0 == "\u{202e}"
          }, "\(text)")
      }
    }
    #expect(said[1].output.split(separator: "\n").count == 3)
    #expect(try said[2].json()["generations"]?.elements.last?["note"] == .text(evil))
  }

  @Test func `what a release and configurations contain reaches no terminal as a command`() throws {
    let place = try Workplace(isManaged: false)
    let evil = "\u{1b}]0;title\u{7}\u{9b}2J\u{202e}\u{7f}\n## forged\r"
    /// A configuration whose keys, values and comments are commands, if it is printed as it is.
    func configuration(_ value: String) -> String {
      "\"k\\e[31m\\u202e\": \"\(value)\\e[2J\\x9b\"\nlist:\n  - id: \"a\\e[1m\"\n    v: \"\(value)\\x7f\"\n"
    }
    let path = ConflictTests.templates
    for (folder, value) in [
      (place.oldRelease, "base"), (place.deployment, "mine"), (place.release, "theirs"),
    ] {
      try place.write(folder.appending(path), configuration(value))
    }
    let escaped = evil.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16)
      return scalar.isASCII && scalar.value >= 0x20 && scalar != "\u{7f}"
        ? String(scalar) : "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
    try place.write(
      place.release.appending("manifest.json"),
      #"{"version": "5.3.0", "breaking_changes": ["\#(escaped)"], "features": ["\#(escaped)"],"#
        + #" "k\#(escaped)": 1}"#)
    try place.write(
      place.release.appending("cortex-brain/migrations/001_evil.sql"),
      "-- Migration: evil\u{1b}[31m\n-- Version: 1\n-- Database: tier1/conversations.db\n"
        + "CREATE TABLE \"t\u{1b}[31m\u{9b}\" (a);\nPRAGMA user_version = 1;\n")
    try place.sql("CREATE TABLE \"own\u{1b}[31m\" (a); INSERT INTO \"own\u{1b}[31m\" VALUES (1)")
    var said = try [place.cortex("init", "--release", place.oldRelease.string)]
    let from = [
      "upgrade", "--yes", "--from", place.release.string, "--on-conflict", "local",
      "--allow-removals",
    ]
    for words in [
      ["upgrade", "--from", place.release.string, "--dry-run"], from + ["--dry-run"],
      from + ["--dry-run", "--json"], ["migrate", "lint", place.release.string],
      ["migrate", "status", "--from", place.release.string], from + ["--json"],
      ["config", "conflicts"], ["config", "conflicts", "--json"],
      ["config", "conflicts", "--color", "always"], ["gen", "diff", "1", "3"],
      ["config", "resolve", "--yes", path, "no\u{1b}[31m", "--take", "local"], ["doctor"],
      ["status"],
      ["rollback", "--data", "carry", "--dry-run"],
    ] {
      said.append(
        try Program.run(
          Program.path.string, words, in: place.deployment, environment: place.environment))
    }
    try #require(said[6].status == 0, "\(said[6].errors)")
    let reports = place.deployment.appending("cortex-brain/documents/reports")
    for entry in try place.files.contents(of: reports) {
      let text = try place.files.text(reports.appending(bytes: entry.name))
      said.append(Outcome(status: 0, output: text, errors: ""))
      #expect(!text.split(separator: "\n").contains("## forged"))
    }
    for (number, outcome) in said.enumerated() {
      for var text in [outcome.output, outcome.errors] {
        for color in ["1", "2", "32", "36", "0"] { text.replace("\u{1b}[\(color)m", with: "") }
        #expect(
          !text.unicodeScalars.contains {
            $0.value < 0x20 && $0 != "\n" || (0x7f...0x9f).contains($0.value) || $0 == "\u{202e}"
          }, "\(number): \(text)")
      }
    }
    let conflicts = try #require(said[8].json()["conflicts"]).elements
    let keys = conflicts.compactMap { $0["key"]?.string }.filter { !$0.isEmpty }
    #expect(!keys.isEmpty)
    for key in keys {
      // As JSON has it, and as the text shows it.
      for key in [key, Spelling.line(key)] {
        #expect(said[7].output.contains(Spelling.line(key)))
        let outcome = try place.cortex("config", "resolve", "--yes", path, key, "--take", "upgrade")
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
    }
    #expect(said[9].output.contains("\u{1b}[32m"), "its own colours are there")
  }
}
