import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct OutputTests {
  /// Runs a line of the shell in which `$c` is the program.
  private func shell(_ line: String, _ place: Workplace) throws -> Outcome {
    try Program.run(
      "/bin/bash", ["-c", "c=$0; \(line)", Program.path.string], in: place.deployment,
      environment: place.environment)
  }

  @Test(arguments: [
    "--help", "--version", "gen --help", "status", "status --json", "gen list", "gen list --json",
    "gen show 1", "gen show 1 --json", "gen diff 1 1", "gen cat 1 src/entry.py", "verify --json",
    "gc --dry-run", "doctor --json", "migrate status", "config", "snapshot --dry-run",
  ])
  func `output that cannot be written is an error`(line: String) throws {
    let place = try Workplace()
    for target in ["> /dev/full", ">&-"] {
      let outcome = try shell("$c \(line) \(target)", place)
      #expect(outcome.status == 1, "\(line) \(target): \(outcome.errors)")
      #expect(outcome.errors.contains("cannot write the output: "), "\(outcome.errors)")
      #expect(
        outcome.errors.contains(target == ">&-" ? "Bad file" : "No space left on device"),
        "\(outcome.errors)")
    }
  }

  @Test func `an error about the output is JSON where the output is`() throws {
    let outcome = try shell("$c status --json > /dev/full", try Workplace())
    #expect(ReportShapes.error.problems(in: try outcome.failure()) == [])
    #expect(try outcome.failure()["code"] == "output")
    #expect(try outcome.failure()["outcome"] == "nothing_changed")
  }

  @Test(arguments: [
    "snapshot", "gen delete 2 --yes", "gen pin 2", "upgrade --from $r --yes", "rollback --yes",
    "gen restore 1 --to $t",
  ])
  func `a command that is done and cannot say so does not tell that nothing changed`(line: String)
    throws
  {
    let place = try Workplace()
    try place.write(place.deployment.appending("cortex-brain/documents/one.md"), "one")
    #expect(try place.cortex("snapshot").status == 0)
    #expect(try place.cortex("snapshot").status == 0)
    try place.write(place.deployment.appending("cortex-brain/documents/two.md"), "two")
    if line.hasPrefix("gen delete") {
      // With these, deleting one takes no way back, so there is no warning.
      for name in ["two", "three"] {
        try place.write(place.deployment.appending("cortex-brain/documents/\(name).md"), name)
        #expect(try place.cortex("snapshot").status == 0)
      }
    }
    let before = try place.everything()
    let outcome = try shell(
      "r=\(place.release); t=\(place.folder)/out; $c \(line) --json > /dev/full", place)
    #expect(outcome.status == 5, "\(outcome.errors)")
    #expect(try outcome.failure()["outcome"] == "needs_attention")
    #expect(
      try outcome.failure()["message"]?.string?.contains("the command itself succeeded") == true)
    #expect(try place.everything() != before)
    #expect(try place.cortex("status").status == 0)
  }

  @Test func `a reader that has had enough ends the program without a word`() throws {
    let place = try Workplace()
    for line in ["gen show 1", "gen show 1 --json", "gen cat 1 src/entry.py", "--help"] {
      let outcome = try Program.run(
        "/usr/bin/env",
        [
          Python.program, "-IS", "-c",
          """
          import os, subprocess, sys
          read, write = os.pipe()
          os.close(read)
          done = subprocess.run(sys.argv[1:], stdout=write, stderr=subprocess.PIPE)
          print(done.returncode, done.stderr.decode(), end="")
          """, Program.path.string,
        ] + line.split(separator: " ").map(String.init), in: place.deployment,
        environment: place.environment)
      #expect(outcome.output == "-13 ", "\(line): \(outcome.output)")
    }
  }

  @Test func `where standard streams are closed no file takes their numbers`() throws {
    let place = try Workplace()
    try place.write(place.deployment.appending("cortex-brain/documents/one.md"), "one")
    let outcome = try shell("$c snapshot 0<&- 1>&- 2>&-", place)
    #expect(outcome.status == 5)
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.rows() == "ok tides ropes charts")
  }

  @Test func `without a result there is nothing to write`() throws {
    let outcome = try shell("$c status --quiet > /dev/full", try Workplace())
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
