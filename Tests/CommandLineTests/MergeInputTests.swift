import FileEffects
import SystemPackage
import TestSupport
import Testing

/// What `cortex config merge` can be given: whatever can be read.
@Suite(.tags(.process)) struct MergeInputTests {
  private let temporary: TemporaryFolder
  private var folder: FilePath { temporary.path }
  private let files = LocalFileSystem()

  init() throws {
    temporary = try TemporaryFolder()
    for (name, text) in [
      ("b.yaml", "a: 1\nb: 1\n"), ("l.yaml", "a: 2\nb: 1\n"), ("u.yaml", "a: 1\nb: 2\n"),
    ] {
      try files.replace(folder.appending(name), with: Array(text.utf8))
    }
  }

  /// Runs a line of a shell in which `$0` is the program.
  private func shell(_ line: String) throws -> Outcome {
    try Program.run("/bin/bash", ["-c", line, Program.path.string], in: folder)
  }

  @Test(
    arguments: [
      #"mkdir dot; mv l.yaml dot/; ln -s dot/l.yaml m; ln -s m n; "$0" config merge b.yaml n u.yaml"#,
      #"cat b.yaml | "$0" config merge /dev/stdin l.yaml u.yaml"#,
      #""$0" config merge b.yaml /dev/stdin u.yaml < l.yaml"#,
      #""$0" config merge b.yaml l.yaml /dev/fd/9 9< <(cat u.yaml)"#,
      #""$0" config merge <(cat b.yaml) <(cat l.yaml) <(cat u.yaml) --format yaml"#,
      #""$0" config merge <(cat b.yaml) <(cat l.yaml) <(cat u.yaml) --path x.yml"#,
      #""$0" config merge <(cat b.yaml) <(cat l.yaml) <(cat u.yaml) -o o.yaml && cat o.yaml"#,
      #"mkfifo f; timeout 9 dd if=l.yaml of=f 2> /dev/null & "$0" config merge b.yaml f u.yaml"#,
    ])
  func `a version can be a link, a pipe, a FIFO or an open file`(line: String) throws {
    let outcome = try shell(line)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output == "a: 2\nb: 2\n")
  }

  @Test func `a socket as standard input is read`() throws {
    let outcome = try Program.run(
      "/usr/bin/env",
      [
        Python.program, "-IS", "-c",
        """
        import socket, subprocess, sys
        ours, theirs = socket.socketpair()
        ours.sendall(open("l.yaml", "rb").read()); ours.close()
        sys.exit(subprocess.run(
          [sys.argv[1], "config", "merge", "b.yaml", "/dev/stdin", "u.yaml"], stdin=theirs).returncode)
        """, Program.path.string,
      ], in: folder)
    #expect(outcome.status == 0 && outcome.output == "a: 2\nb: 2\n", "\(outcome.errors)")
  }

  @Test(
    arguments: [
      ("ln -s gone l", "l is a symbolic link to gone, which does not exist; specify a file"),
      ("mkdir l", "l is a folder; specify a file"),
      ("ln -s / l", "l is a folder; specify a file"),
      ("ln -s /dev/zero l", "l is a stream of more than 16777216 bytes; specify a file"),
      ("ln -s l l", "cannot read l: Too many levels of symbolic links"),
      (":", "cannot read l: No such file or directory"),
    ])
  func `what cannot be read is refused with what it is`(setUp: String, words: String) throws {
    let outcome = try shell(
      #"\#(setUp); exec "$0" config merge b.yaml l u.yaml -o o.yaml --on-conflict upgrade"#)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(try files.metadata(folder.appending("o.yaml")) == nil)
  }
}
