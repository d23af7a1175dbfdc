import SystemPackage
import TestSupport

/// What a program at a terminal showed and did; its result goes to a file, as with `>`.
struct Session {
  var status: Int32
  var screen: String
  var output: String
}

extension Workplace {
  /// Runs `cortex` at a terminal of its own, and answers one question after the other: what ends in
  /// `prompt` gets `answer`. A terminal without `columns` does not say how wide it is.
  func talk(
    _ arguments: [String], _ answers: [(prompt: String, answer: String)] = [],
    environment: [String: String] = [:], columns: Int = 0
  ) throws -> Session {
    let output = folder.appending("output")
    let program = """
      import fcntl, os, pty, signal, struct, sys, termios
      program, output, columns, count = sys.argv[1:5]
      talk = [word.encode() for word in sys.argv[5:5 + 2 * int(count)]]
      child, terminal = pty.fork()
      if child == 0:
          # Whoever runs the tests may ignore it; a terminal's programs do not.
          signal.signal(signal.SIGINT, signal.SIG_DFL)
          signal.pthread_sigmask(signal.SIG_SETMASK, [])
          signal.alarm(60)
          fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(columns), 0, 0))
          os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
          os.execv(program, [program] + sys.argv[5 + 2 * int(count):])
      screen, new = b"", b""
      while True:
          try: piece = os.read(terminal, 4096)
          except OSError: break
          if not piece: break
          screen += piece
          new += piece
          if talk and new.endswith(talk[0]):
              os.write(terminal, talk[1])
              talk, new = talk[2:], b""
      status = os.waitpid(child, 0)[1]
      print(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
      print(screen.decode())
      """
    let outcome = try Program.run(
      "/usr/bin/env",
      [
        Python.program, "-IS", "-c", program, Program.path.string, output.string, "\(columns)",
        "\(answers.count)",
      ]
        + answers.flatMap { [$0.prompt, $0.answer] } + arguments,
      in: deployment, environment: self.environment.merging(environment) { $1 })
    let parts = outcome.output.split(separator: "\n", maxSplits: 1)
    return Session(
      status: Int32(parts.first ?? "") ?? -1, screen: parts.last.map(String.init) ?? "",
      output: try files.text(output))
  }
}
