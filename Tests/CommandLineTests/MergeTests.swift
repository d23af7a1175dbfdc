import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// `cortex config merge`: three files, and no deployment.
@Suite(.tags(.process)) struct MergeTests {
  private let temporary: TemporaryFolder
  private var folder: FilePath { temporary.path }
  private let files = LocalFileSystem()

  init() throws { temporary = try TemporaryFolder() }

  private func write(_ texts: [String: String]) throws {
    for (name, text) in texts { try files.replace(folder.appending(name), with: Array(text.utf8)) }
  }

  private func merge(_ arguments: String...) throws -> Outcome {
    try Program.run(Program.path.string, ["config", "merge"] + arguments, in: folder)
  }

  private func text(_ name: String) throws -> String { try files.text(folder.appending(name)) }

  @Test func `what each side changed is in the result`() throws {
    try write(["b.yaml": "a: 1\nb: 1\n", "l.yaml": "a: 2\nb: 1\n", "u.yaml": "a: 1\nb: 2\n"])
    let printed = try merge("b.yaml", "l.yaml", "u.yaml")
    #expect(printed.status == 0 && printed.output == "a: 2\nb: 2\n" && printed.errors.isEmpty)
    let written = try merge("b.yaml", "l.yaml", "u.yaml", "-o", "l.yaml", "--json")
    #expect(try written.status == 0 && ReportShapes.merge.problems(in: written.json()) == [])
    #expect(try text("l.yaml") == "a: 2\nb: 2\n")
  }

  @Test func `a result replaces no FIFO, device or folder`() throws {
    try write(["b.yaml": "a: 1\n", "l.yaml": "a: 2\n", "u.yaml": "a: 1\n"])
    let pipe = folder.appending("pipe")
    try #require(mkfifo(pipe.string, 0o600) == 0)
    let refused = try merge("b.yaml", "l.yaml", "u.yaml", "-o", "pipe")
    #expect(refused.status == 1 && refused.errors.contains("pipe: not a regular file"))
    #expect(try files.metadata(pipe)?.kind == .special(.fifo))
    #expect(try merge("b.yaml", "l.yaml", "u.yaml", "-o", ".").status == 1)
  }

  @Test func `a conflict has status 2, is listed, and nothing is written`() throws {
    try write(["b.yaml": "a: 1\n", "l.yaml": "a: 2\n", "u.yaml": "a: 3\n"])
    let outcome = try merge("b.yaml", "l.yaml", "u.yaml", "-o", "out.yaml")
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("a: conflict") && outcome.errors.contains("line 1"))
    #expect(try files.metadata(folder.appending("out.yaml")) == nil)
    let json = try merge("b.yaml", "l.yaml", "u.yaml", "--json")
    #expect(json.status == 2 && json.errors.isEmpty)
    #expect(ReportShapes.merge.problems(in: try json.json()) == [])
    #expect(try json.json()["conflicts"]?.elements.first?["key"] == "a")
    for (choice, result) in [("local", "a: 2\n"), ("upgrade", "a: 3\n")] {
      let decided = try merge("b.yaml", "l.yaml", "u.yaml", "--on-conflict", choice)
      #expect(decided.status == 0 && decided.output == result)
    }
  }

  @Test func `with markers the file is written, and the status says that something is left`() throws
  {
    try write(["b.yaml": "a: 1\n", "l.yaml": "a: 2\n", "u.yaml": "a: 3\n"])
    let outcome = try merge(
      "b.yaml", "l.yaml", "u.yaml", "-o", "l.yaml", "--markers", "--label-local", "mine")
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    let lines = try text("l.yaml").split(separator: "\n").map(String.init)
    #expect(lines.contains("<<<<<<< mine") && lines.contains("a: 2") && lines.contains("a: 3"))
  }

  @Test(arguments: ["-", "empty.yaml"])
  func `without a base what differs is a conflict, and the rest of both is there`(base: String)
    throws
  {
    try write(["empty.yaml": "", "l.yaml": "a: 1\nmine: 1\n", "u.yaml": "a: 2\nnew: 1\n"])
    #expect(try merge(base, "l.yaml", "u.yaml").status == 2)
    let outcome = try merge(base, "l.yaml", "u.yaml", "--on-conflict", "upgrade")
    #expect(outcome.status == 0)
    #expect(Set(outcome.output.split(separator: "\n")) == ["a: 2", "mine: 1", "new: 1"])
  }

  @Test func `a name that says nothing needs a format`() throws {
    try write(["b": "a: 1\nb: 1\n", "l": "a: 2\nb: 1\n", "u": "a: 1\nb: 2\n"])
    let outcome = try merge("b", "l", "u")
    #expect(outcome.status == 64 && outcome.errors.contains("pass --format yaml, json or text"))
    for options in [["--format", "yaml"], ["--path", "conf/x.yaml"]] {
      let decided = try Program.run(
        Program.path.string, ["config", "merge", "b", "l", "u"] + options, in: folder)
      #expect(decided.status == 0 && decided.output == "a: 2\nb: 2\n", "\(options)")
    }
    #expect(try merge("b", "l", "gone.yaml").status == 1)
  }

  private static let git = (try? Program.run("/usr/bin/env", ["git", "--version"], in: "/"))?.status

  @Test(.enabled(if: git == 0, "there is no git"))
  func `git merges configurations with it as its driver`() throws {
    try write([
      ".gitattributes": "*.yaml merge=cortex\n", "c.yaml": "a: 1\nb: 1\nc: 1\n",
      "script": """
      set -e
      export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
      for who in AUTHOR COMMITTER; do export GIT_${who}_NAME=x GIT_${who}_EMAIL=x@x; done
      git init -q -b main .
      git config merge.cortex.driver \
        "$1 config merge %O %A %B -o %A --path %P --markers --marker-size %L"
      git add .gitattributes c.yaml; git commit -qm base
      git checkout -qb other
      printf 'a: 1\nb: 2\nc: 3\n' > c.yaml; git commit -qam other
      git checkout -q main
      printf 'a: 2\nb: 1\nc: 1\n' > c.yaml; git commit -qam main
      git merge -q -m merged other
      cp c.yaml clean
      git checkout -q other; printf 'a: 1\nb: 2\nc: 4\n' > c.yaml; git commit -qam other
      git checkout -q main; printf 'a: 2\nb: 2\nc: 5\n' > c.yaml; git commit -qam main
      if git merge -q -m again other > /dev/null; then exit 9; fi
      git diff --name-only --diff-filter=U > unmerged
      """,
    ])
    let outcome = try Program.run("/bin/sh", ["script", Program.path.string], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try text("clean") == "a: 2\nb: 2\nc: 3\n")
    #expect(try text("unmerged").split(separator: "\n").contains("c.yaml"))
    let marked = try text("c.yaml")
    #expect(marked.contains("<<<<<<<") && marked.contains("c: 4") && marked.contains("c: 5"))
  }
}
