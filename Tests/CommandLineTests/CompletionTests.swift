import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import cortex

/// What a shell is told of how an unfinished command line can go on.
@Suite(.tags(.unit)) struct CompletionTests {
  private func words(_ line: String..., known: [Suggested: [String]] = [:]) throws -> [String] {
    try completion(line, known: known).words.map(\.text)
  }

  private func completion(
    _ line: [String], known: [Suggested: [String]] = [:]
  ) throws -> Completion {
    Completion(of: line, try #require(CommandTree.program)) { suggested, _, _ in
      (known[suggested] ?? ["unexpected \(suggested)"]).map { Completion.Word(text: $0) }
    }
  }

  @Test func `commands are completed with what they do, and hidden ones are not`() throws {
    let all = try completion([""])
    #expect(all.words.map(\.text).contains("upgrade"))
    #expect(!all.words.map(\.text).contains("debug"))
    #expect(all.words.allSatisfy { !$0.meaning.isEmpty && !$0.meaning.hasSuffix(".") })
    #expect(try words("upg") == ["upgrade"])
    #expect(try words("gen", "un") == ["undelete", "unpin"])
    #expect(try words("help", "gen", "unp") == ["unpin"])
    #expect(try words("frob", "") == [])
  }

  @Test func `an option that is typed already is not offered again`() throws {
    #expect(try words("upgrade", "--dry") == ["--dry-run"])
    #expect(try words("upgrade", "--dry-run", "--dry") == [])
    #expect(try words("gc", "-y", "--ye") == [])
    #expect(try words("release", "build", "--from", "a", "--fro") == ["--from"])
    // Where nothing else can follow.
    #expect(try words("status", "").contains("--json"))
    #expect(try words("gen", "-").contains("-v"))
  }

  @Test func `values of options are completed behind a blank and behind an equals sign`() throws {
    #expect(try words("rollback", "--data", "re") == ["restore"])
    #expect(try words("rollback", "--data=re") == ["--data=restore"])
    #expect(try words("--quiet", "rollback", "--data", "k") == ["keep"])
    #expect(try completion(["upgrade", "--from", "x"]).kind == .files)
    #expect(try completion(["upgrade", "--workspace=x"]).kind == .folders)
    #expect(try completion(["upgrade", "--workspace=x"]).lead == "--workspace=")
    #expect(try words("snapshot", "-m", "") == [])
    #expect(try words("status", "--json=") == [])
  }

  @Test func `operands are completed in their order`() throws {
    let known: [Suggested: [String]] = [
      .generations: ["12", "11"], .storedPaths: ["src/"], .conflictFiles: ["a.yaml"],
      .conflictKeys: ["a.b"], .deletedGenerations: ["3"], .pinnedGenerations: ["1"],
      .trustedKeys: ["0123"],
    ]
    #expect(try words("gen", "show", "", known: known) == ["12", "11"])
    #expect(try words("gen", "show", "11", "", known: known).contains("--json"))
    #expect(try words("gen", "diff", "11", "1", known: known) == ["12", "11"])
    #expect(try words("gen", "diff", "11", "12", "src/", "s", known: known) == ["src/"])
    #expect(try words("gen", "restore", "--to", "x", "11", "", known: known) == ["src/"])
    #expect(try words("gen", "delete", "12", "", known: known) == ["12", "11"])
    #expect(try words("gen", "undelete", "", known: known) == ["3"])
    #expect(try words("gen", "unpin", "", known: known) == ["1"])
    #expect(try words("config", "resolve", "", known: known) == ["a.yaml"])
    #expect(try words("config", "resolve", "a.yaml", "", known: known) == ["a.b"])
    #expect(try words("key", "remove", "", known: known) == ["0123"])
    #expect(try words("undo", "--to", "", known: known) == ["12", "11"])
    #expect(try words("gen", "cat", "--", "12", "", known: known) == ["src/"])
    #expect(try words("config", "resolve", "a.yaml", "", known: [.conflictKeys: ["a\nb"]]) == [])
  }

  @Test(arguments: [
    ("cortex gen show ", ["cortex", "gen", "show", ""], "12", "12"),
    ("cortex gen show 1", ["cortex", "gen", "show", "1"], "12", "12"),
    (
      #"cortex gen cat 1 my\ no"#, ["cortex", "gen", "cat", "1", "my no"], "my notes/",
      #"my\ notes/"#
    ),
    (
      #"cortex gen cat 1 "my no"#, ["cortex", "gen", "cat", "1", "my no"], "my $notes",
      #"my \$notes"#
    ),
    (#"cortex gen cat 1 'my"#, ["cortex", "gen", "cat", "1", "my"], "my 'a'", #"my '\''a'\''"#),
    ("cortex gen cat 1 a:", ["cortex", "gen", "cat", "1", "a:"], "a: b", #"\ b"#),
    (#"cortex gen cat 1 a\:"#, ["cortex", "gen", "cat", "1", "a:"], "a:b", "a:b"),
    ("cortex upgrade --data=re", ["cortex", "upgrade", "--data=re"], "--data=restore", "restore"),
    (
      #"cortex gen cat 1 a"b c":"#, ["cortex", "gen", "cat", "1", "ab c:"], "ab c:$(d)", #"\$\(d\)"#
    ),
    ("cortex gen cat 1 ''", ["cortex", "gen", "cat", "1", ""], "~a", #"\~a"#),
    ("cortex gen cat 1 é", ["cortex", "gen", "cat", "1", "é"], "été", "été"),
  ])
  func `bash gets what follows its own end of a word, quoted as the word began`(
    line: String, read: [String], word: String, typed: String
  ) {
    let found = ShellLine(line, breaks: " \t\n\"'><=;|&(:")
    #expect(found.words == read)
    #expect(found.replacement(word) == typed)
  }

  @Test func `bash shows meanings where it lists, and never puts one into the line`() {
    func answer(_ line: String, menu: String = "9") -> String? {
      CompletionAnswer.text([CompletionAnswer.request, "bash", line, " =:", menu])
    }
    #expect(answer("cortex gen pi") == "words\npin\n")
    #expect(
      answer("cortex gen un") == """
        words
        undelete  (Bring a deleted generation back)
        unpin     (Remove a generation's pin)

        """)
    #expect(answer("cortex gen un", menu: "37") == "words\nundelete\nunpin\n")
  }

  @Test(arguments: [[], ["words"], ["bash", "cortex"], ["csh", "x"]])
  func `a request that makes no sense gets no word`(words: [String]) {
    #expect(CompletionAnswer.text([CompletionAnswer.request] + words) == "")
  }
}
