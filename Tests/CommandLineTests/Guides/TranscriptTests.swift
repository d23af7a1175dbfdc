import TestSupport
import Testing

@Suite(.tags(.unit)) struct TranscriptTests {
  /// One that says what its commands did, together with what they did.
  private static let page = """
    Text, and a command that is not one: $ rm -r /

    ```console
    $ cortex status
    version     5.2.0
    …
    Nothing has changed.
    $ sqlite3 a.db \\
        'SELECT 1'
    1

    $ cortex gen show 9
    cortex: generation 9 does not exist
    $ echo $?
    1
    ```

    ```yaml
    $ not: run
    ```
    """

  private static let outcomes: [Transcript.Outcome] = [
    .init(status: 0, printed: ["version     5.2.0", "generation  1", "Nothing has changed.", ""]),
    .init(status: 0, printed: ["1", ""]),
    .init(status: 1, printed: ["cortex: generation 9 does not exist", ""]),
    .init(status: 0, printed: ["1", ""]),
  ]

  @Test func `commands are those of console blocks, with what follows them`() {
    let transcript = Transcript(Self.page)
    #expect(
      transcript.steps.map(\.command) == [
        "cortex status", "sqlite3 a.db \\\n    'SELECT 1'", "cortex gen show 9", "echo $?",
      ])
    #expect(transcript.steps.map(\.line) == [4, 8, 12, 14])
    #expect(transcript.steps[0].expected == ["version     5.2.0", "…", "Nothing has changed."])
    #expect(transcript.faults == [])
  }

  @Test func `a page that says what its commands did has no differences`() {
    let transcript = Transcript(Self.page)
    #expect(transcript.differences(from: Self.outcomes) == [])
    #expect(transcript.corrected(by: Self.outcomes) == Self.page)
  }

  @Test(arguments: [
    ("version     5.2.0", "version     5.1.0"),
    ("Nothing has changed.", "All has changed."),
    ("…\n", ""),
    ("…\n", "…\ngeneration  2\n…\n"),
    ("    'SELECT 1'\n1\n", "    'SELECT 1'\n1\n1\n"),
    ("$ echo $?\n1\n", ""),
  ])
  func `a page with a wrong line is found, and can be corrected`(right: String, wrong: String) {
    let page = Self.page.replacing(right, with: wrong)
    let transcript = Transcript(page)
    let outcomes = Array(Self.outcomes.prefix(transcript.steps.count))
    #expect(transcript.differences(from: outcomes).count == 1)
    let corrected = Transcript(transcript.corrected(by: outcomes))
    let left = corrected.differences(from: outcomes)
    #expect(left.allSatisfy { $0.hasSuffix("which the page does not show") })
  }

  @Test func `a command that the shell did not get to is found`() {
    let found = Transcript(Self.page).differences(from: Array(Self.outcomes.prefix(2)))
    #expect(found == ["line 12: the shell did not get this far"])
  }

  @Test func `what differs from run to run does not count, and nothing else is like it`() {
    #expect(
      Transcript.fits(
        ["upgrade  2026-11-29 15:16 UTC  ok in 0.2 s, 4.7 kB  plan e488e2e0c21f1559"],
        ["upgrade  2027-01-01 00:00 UTC  ok in 12 s, 123 B      plan 0123456789abcdef"]))
    #expect(!Transcript.fits(["22 rows in 2 tables"], ["21 rows in 2 tables"]))
    #expect(!Transcript.fits(["  triggers: [bye]"], ["    triggers: [bye]"]))
    #expect(!Transcript.fits(["…", "Generation 2"], ["Generation 2", "Generation 3"]))
  }

  @Test func `an sh block with the program needs a reason before it`() {
    let block = "```sh\nsudo cortex schedule --install\n```\n"
    #expect(Transcript(block).faults == ["line 2: not run, and no reason given"])
    #expect(Transcript("<!-- not run: needs systemd -->\n" + block).faults == [])
  }

  @Test func `a block without an end, without a command, or with nothing but … is a fault`() {
    #expect(Transcript("```console\n$ ls\n").faults == ["line 1: the block has no end"])
    #expect(Transcript("```console\nls\n```").faults == ["line 2: no command before \"ls\""])
    #expect(
      Transcript("```console\n$ ls\n…\n```").faults == [
        "line 2: … alone says nothing of what it prints"
      ])
  }
}
