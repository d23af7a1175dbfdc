import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct QuestionTests {
  /// What a program at a terminal showed and did; its result goes to a file, as with `>`.
  private struct Session {
    var status: Int32
    var screen: String
    var output: String
  }

  /// Runs `cortex` at a terminal of its own, and types `answer` when a question ends in `prompt`.
  private func cortex(
    _ place: Workplace, _ arguments: String..., prompt: String, answer: String
  ) throws -> Session {
    let output = place.folder.appending("output")
    let program = """
      import os, pty, signal, sys
      program, output, prompt, answer = sys.argv[1:5]
      child, terminal = pty.fork()
      if child == 0:
          # Whoever runs the tests may ignore it; a terminal's programs do not.
          signal.signal(signal.SIGINT, signal.SIG_DFL)
          signal.pthread_sigmask(signal.SIG_SETMASK, [])
          signal.alarm(60)
          os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
          os.execv(program, [program] + sys.argv[5:])
      screen, asked = b"", False
      while True:
          try: piece = os.read(terminal, 4096)
          except OSError: break
          if not piece: break
          screen += piece
          if not asked and screen.endswith(prompt.encode()):
              asked = True
              os.write(terminal, answer.encode())
      status = os.waitpid(child, 0)[1]
      print(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
      print(screen.decode())
      """
    let outcome = try Program.run(
      "/usr/bin/env",
      ["python3", "-c", program, Program.path.string, output.string, prompt, answer] + arguments,
      in: place.deployment, environment: place.environment)
    let parts = outcome.output.split(separator: "\n", maxSplits: 1)
    return Session(
      status: Int32(parts.first ?? "") ?? -1, screen: parts.last.map(String.init) ?? "",
      output: try place.files.text(output))
  }

  @Test(arguments: [("\r", 2), ("n\r", 2), ("\u{4}", 2), ("\u{3}", 130), ("what\rn\r", 2)])
  func `whatever is not a yes changes nothing`(answer: String, status: Int32) throws {
    let place = try Workplace()
    let before = try place.everything()
    let session = try cortex(
      place, "upgrade", "--from", place.release.string, prompt: "Go ahead? [y/N] ",
      answer: answer)
    #expect(session.status == status && session.output.isEmpty)
    #expect(session.screen.contains("Upgrade from 5.2.0 to 5.3.0"))
    #expect(session.screen.contains("Nothing was changed.") == (status == 2))
    let after = try place.everything().filter { !$0.key.hasSuffix("/output") && $0.key != "output" }
    #expect(after == before)
  }

  @Test func `a yes carries out the plan that was shown`() throws {
    let place = try Workplace()
    let up = try cortex(
      place, "upgrade", "--from", place.release.string, prompt: "Go ahead? [y/N] ", answer: "y\r")
    #expect(up.status == 0 && up.output.contains("Generation 2 is in force"))
    #expect(!up.screen.contains("Generation 2 is in force"))
    let back = try cortex(place, "rollback", prompt: "Go ahead? [y/N] ", answer: "yes\r")
    #expect(back.status == 0 && back.output.contains("Generation 1 is in force"))
    #expect(back.screen.contains("Generation 1 would be in force instead of 2"))
    let again = try cortex(place, "gen", "switch", "2", "--yes", prompt: "?", answer: "")
    #expect(again.status == 0 && again.screen.allSatisfy(\.isWhitespace))
    #expect(again.output.contains("Generation 2 is in force"))
  }

  @Test(arguments: [("y\r", 0, true), ("r\r", 0, false), ("\r", 2, true), ("\u{4}", 2, true)])
  func `a conflict is the user's to decide, and no answer is no decision`(
    answer: String, status: Int32, isMine: Bool
  ) throws {
    let place = try Workplace()
    let mine = SampleDeployment.editedTemplates(of: SampleDeployment.release(version: "5.2.0"))
    try mine.install(on: place.files, at: place.deployment)
    let before = try place.tree()
    let session = try cortex(
      place, "upgrade", "--from", place.release.string, prompt: "[a] ", answer: answer)
    #expect(session.status == status)
    let path = "cortex-brain/response-templates.yaml"
    let now = try place.files.text(place.deployment.appending(path))
    #expect((now == mine.text(path)) == isMine)
    #expect((try place.tree() == before) == (status != 0))
  }

  @Test(arguments: ["NO_COLOR", "TERM"])
  func `nothing on the terminal is in colour`(variable: String) throws {
    let place = try Workplace()
    let session = try cortex(
      place, "upgrade", "--from", place.release.string, prompt: "Go ahead? [y/N] ", answer: "y\r")
    #expect(!session.screen.contains("\u{1b}") && !session.output.contains("\u{1b}"))
    let outcome = try place.cortex("status", environment: [variable: "dumb"])
    #expect(outcome.status == 0 && !outcome.output.contains("\u{1b}"))
  }
}
