import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// One file back: put in its place again, or looked at, by names as they are typed in some folder.
@Suite(.tags(.process)) struct RestoreTests {
  private static let main = "src/tier1/memory.py"
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func path(_ name: String) -> FilePath { place.deployment.appending(name) }

  private func text(_ name: String) throws -> String { try place.files.text(path(name)) }

  @Test func `an edited file and a deleted one come back, and nothing else is touched`() throws {
    try place.write(path(Self.main), "my mistake\n")
    try place.files.remove(path("src/entry.py"))
    try place.write(path("cortex-brain/documents/log.md"), "# Log\n")
    let before = try place.tree()
    let outcome = try place.cortex("gen", "restore", "1", Self.main, "src/entry.py", "--yes")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("Replaced:\n  \(Self.main)\n"), "\(outcome.output)")
    #expect(outcome.output.contains("Restored where nothing was:\n  src/entry.py\n"))
    #expect(outcome.output.contains("2 files of generation 1 restored; nothing else was touched."))
    #expect(
      outcome.output.contains("Generation 3 is now in force; the previous state is generation 2."))
    var after = try place.tree()
    #expect(after[Self.main]?.contains("KEEP_DAYS") == true)
    #expect(after.removeValue(forKey: "src/entry.py") != nil)
    after[Self.main] = before[Self.main]
    #expect(after == before)
    #expect(try place.cortex("status").output.contains("Nothing has changed since generation 3"))

    #expect(outcome.output.contains("To undo this, run 'cortex gen switch 2'."))
    #expect(try place.cortex("gen", "switch", "2", "--yes").status == 0)
    #expect(try place.tree() == before)
    #expect(try place.cortex("verify").status == 0)
  }

  @Test func `what it says takes a replaced file back, byte for byte`() throws {
    for name in [Self.main, "cortex-brain/user-dictionary.yaml", "cortex.config.json"] {
      try place.write(path(name), "another one\n")
      let before = try place.tree()
      let done = try place.cortex("gen", "restore", "1", name, "--yes", "--json")
      let report = try done.json()
      #expect(report["saved"] == report["before"] && report["created"] == .flag(true), "\(name)")
      #expect(report["files"]?["replaced"]?.elements == [.text(name)])
      #expect(try place.tree() != before)
      let back = try #require(report["take_back"]?.string).split(separator: " ").map(String.init)
      let outcome = try Program.run(
        Program.path.string, back.dropFirst() + ["--yes"], in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 0, "\(back): \(outcome.errors)")
      #expect(try place.tree() == before, "\(name)")
    }
  }

  @Test func `a folder comes back, and what only the deployment has in it stays and is named`()
    throws
  {
    let documents = "cortex-brain/documents"
    try place.write(path("\(documents)/mine.md"), "mine\n")
    try place.write(path("\(documents)/README.md"), "scribbled over\n")
    try place.files.remove(path("\(documents)/How to start.md"))
    let outcome = try place.cortex("gen", "restore", "1", documents + "/", "--yes")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains(
        "Not in generation 1, and left unchanged:\n  \(documents)/mine.md\n"),
      "\(outcome.output)")
    #expect(try text("\(documents)/mine.md") == "mine\n")
    #expect(try text("\(documents)/README.md").hasPrefix("# Documents"))
    #expect(try text("\(documents)/How to start.md").hasPrefix("# How to start"))
  }

  @Test func `permissions come back, and a link as a link`() throws {
    let (script, link) = ("scripts/run-cortex.sh", "cortex-brain/start-here.md")
    try place.files.setPermissions(path(script), 0o644)
    try place.files.remove(path(link))
    try place.write(path(link), "no link\n")
    #expect(try place.cortex("gen", "restore", "1", script, link, "--yes").status == 0)
    #expect(try place.files.metadata(path(script))?.permissions == 0o755)
    #expect(try place.files.linkTarget(path(link)) == Array("documents/README.md".utf8))
  }

  @Test func `without a word nothing changes, and it is said what would`() throws {
    try place.write(path(Self.main), "my mistake\n")
    let before = try place.everything()
    for options in [[], ["--no-input"], ["--json"]] {
      let outcome = try Program.run(
        Program.path.string, ["gen", "restore", "1", Self.main] + options, in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 2, "\(options)")
      #expect(outcome.output.contains(Self.main), "\(options)")
      #expect(outcome.errors.contains("--yes"), "\(options)")
    }
    let dry = try place.cortex("gen", "restore", "1", Self.main, "--dry-run")
    #expect(dry.status == 0)
    #expect(dry.output.contains("1 file of generation 1 would be restored"))
    #expect(dry.output.contains("the present state would be saved as generation 2"))
    #expect(try place.everything() == before)
  }

  @Test func `what is there already makes no generation`() throws {
    let before = try place.everything()
    let outcome = try place.cortex("gen", "restore", "1", "src", "VERSION")
    #expect(outcome.status == 0)
    #expect(outcome.output == "src, VERSION already match generation 1.\n")
    let after = try place.everything()
    #expect(after == before)
  }

  @Test func `a database comes back as it was while a program has it open`() throws {
    #expect(try place.cortex("snapshot", "-m", "before").status == 0)
    let path = place.deployment.appending(Workplace.database)
    let output = try place.python(
      """
      import sqlite3, subprocess, sys
      base = sqlite3.connect(sys.argv[1], isolation_level=None)
      base.execute("PRAGMA journal_mode = wal")
      base.execute("DELETE FROM conversations WHERE topic = 'ropes'")
      base.execute("INSERT INTO conversations (topic) VALUES ('anchors')")
      subprocess.run([sys.argv[2], "gen", "restore", "1", sys.argv[4], "--yes"], cwd=sys.argv[3],
                     check=True, stdout=subprocess.DEVNULL)
      print(" ".join(r[0] for r in base.execute("SELECT topic FROM conversations ORDER BY id")))
      subprocess.run([sys.argv[2], "gen", "restore", "2", sys.argv[4], "--yes"], cwd=sys.argv[3],
                     check=True, stdout=subprocess.DEVNULL)
      print(" ".join(r[0] for r in base.execute("SELECT topic FROM conversations ORDER BY id")))
      """, path.string, Program.path.string, place.deployment.string, Workplace.database)
    #expect(output == "tides ropes charts\ntides charts anchors\n")
    #expect(try place.rows() == "ok tides charts anchors")
  }

  @Test func `a database that a program is writing to is left, with all else`() throws {
    let output = try place.python(
      """
      import sqlite3, subprocess, sys
      base = sqlite3.connect(sys.argv[1], isolation_level=None)
      base.execute("INSERT INTO conversations (topic) VALUES ('anchors')")
      open(sys.argv[3] + "/src/entry.py", "w").write("mine")
      base.execute("BEGIN EXCLUSIVE")
      done = subprocess.run([sys.argv[2], "gen", "restore", "1", sys.argv[4], "src", "--yes"],
                            cwd=sys.argv[3], capture_output=True, text=True)
      base.execute("COMMIT")
      print(done.returncode, open(sys.argv[3] + "/src/entry.py").read(), done.stderr)
      """, place.deployment.appending(Workplace.database).string, Program.path.string,
      place.deployment.string, Workplace.database)
    #expect(output.hasPrefix("1 mine") || output.hasPrefix("4 mine"), "\(output)")
    #expect(try place.rows() == "ok tides ropes charts anchors")
  }

  @Test func `what is in the way is named, and stays`() throws {
    try place.files.remove(path("src/entry.py"))
    try place.write(path("src/entry.py/mine.txt"), "mine\n")
    let before = try place.tree()
    for options in [["--yes"], ["--dry-run"]] {
      let outcome = try Program.run(
        Program.path.string, ["gen", "restore", "1", "src/entry.py", "VERSION"] + options,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("cannot replace src/entry.py"), "\(outcome.errors)")
    }
    #expect(try place.tree() == before)
  }

  @Test func `what layers_yaml takes out is not put back`() throws {
    try place.write(
      place.store.appending("layers.yaml"), "layers:\n  - path: src/**\n    layer: none\n")
    try place.write(path("src/entry.py"), "mine\n")
    let outcome = try place.cortex("gen", "restore", "1", "src/entry.py", "--yes")
    #expect(outcome.status == 1 && outcome.errors.contains("layers.yaml"), "\(outcome.errors)")
    #expect(try text("src/entry.py") == "mine\n")
  }

  @Test func `without a path or a folder it is said what to type`() throws {
    let outcome = try place.cortex("gen", "restore", "1", "--yes")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("'cortex gen switch' goes to the whole generation"))
    let whole = try place.cortex("gen", "restore", "1", ".", "--yes")
    #expect(whole.status == 1 && whole.errors.contains("'cortex gen switch 1'"))
  }

  // MARK: Paths as typed

  @Test func `a path is one of the folder in which it is typed`() throws {
    let tier = path("src/tier1")
    try place.write(path(Self.main), "my mistake\n")
    for typed in [
      "memory.py", "./memory.py", "../tier1/memory.py", path(Self.main).string, Self.main,
    ] {
      let cat = try place.cortex("gen", "cat", "1", typed, in: tier)
      #expect(cat.status == 0 && cat.output.contains("KEEP_DAYS"), "\(typed): \(cat.errors)")
      #expect(cat.errors.isEmpty, "\(typed)")
    }
    let done = try place.cortex("gen", "restore", "1", "memory.py", "--yes", in: tier)
    #expect(done.status == 0 && done.output.contains("Replaced:\n  \(Self.main)\n"))
    #expect(try text(Self.main).contains("KEEP_DAYS"))
    let out = place.folder.appending("out")
    #expect(
      try place.cortex("gen", "restore", "1", "memory.py", "--to", out.string, in: tier).status == 0
    )
    #expect(try place.files.text(out.appending(Self.main)).contains("KEEP_DAYS"))
    let outside = try place.cortex(
      "gen", "cat", "1", "CORTEX/VERSION", "--workspace", "CORTEX", in: place.project)
    #expect(outside.output == "5.2.0\n", "\(outside.errors)")
  }

  @Test func `where two files can be meant, this folder's is, and it is said`() throws {
    try place.write(path("cortex-brain/documents/VERSION"), "inner\n")
    #expect(try place.cortex("snapshot").status == 0)
    let inner = try place.cortex("gen", "cat", "2", "VERSION", in: path("cortex-brain/documents"))
    #expect(inner.output == "inner\n")
    #expect(
      inner.errors.hasPrefix(
        "warning: VERSION means cortex-brain/documents/VERSION, relative to this folder"))
    let outer = try place.cortex("gen", "cat", "1", "VERSION", in: path("cortex-brain/documents"))
    #expect(outer.output == "5.2.0\n" && outer.errors.isEmpty)
    let dotted = try place.cortex("gen", "cat", "1", "./VERSION", in: path("cortex-brain"))
    #expect(dotted.status == 1)
    #expect(dotted.errors.contains("cortex-brain/VERSION does not exist in generation 1"))
  }

  @Test func `a path that is outside the deployment is refused with the reason`() throws {
    let before = try place.everything()
    for typed in ["../../etc/passwd", "/etc/passwd", "../notes.txt", "src/../../x"] {
      for words in [
        ["gen", "cat", "1", typed], ["gen", "restore", "1", typed, "--yes"],
        ["gen", "diff", "1", "1", typed],
        ["gen", "restore", "1", typed, "--to", place.folder.appending("out").string],
      ] {
        let outcome = try Program.run(
          Program.path.string, words, in: place.deployment, environment: place.environment)
        #expect(outcome.status == 1 && outcome.output.isEmpty, "\(words)")
        #expect(
          outcome.errors.contains("\(typed) is outside the deployment at \(place.deployment)"),
          "\(words): \(outcome.errors)")
      }
    }
    #expect(try place.everything() == before)
  }

  @Test func `a conflict is answered in a file as it is typed in its folder`() throws {
    let place = try ConflictTests.conflicted()
    #expect(
      try place.cortex("upgrade", "--from", place.release.string, "--on-conflict", "local", "--yes")
        .status == 0)
    let folder = place.deployment.appending("cortex-brain/documents")
    let listed = try place.cortex(
      "config", "conflicts", "../response-templates.yaml", in: folder)
    #expect(listed.output.contains("templates.plan.title"), "\(listed.output)")
    let outcome = try place.cortex(
      "config", "resolve", "--yes", "../response-templates.yaml", "templates.plan.title", "--take",
      "upgrade",
      in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let away = try place.cortex(
      "config", "resolve", "--yes", "/etc/passwd", "templates.plan.title", "--take", "upgrade",
      in: folder)
    #expect(away.status == 1 && away.errors.contains("is outside the deployment"))
  }

  // MARK: The lines of a file

  @Test func `the lines of one file are shown as git shows them`() throws {
    let text = try text("src/entry.py")
    try place.write(path("src/entry.py"), text.replacing("main()", with: "main(argv)") + "# end")
    try place.files.setPermissions(path("src/entry.py"), 0o755)
    try place.write(path("src/tier2/graph.py"), "bin\u{0}ary")
    try place.files.remove(path("src/py.typed"))
    try place.files.remove(path("cortex-brain/start-here.md"))
    try place.files.createLink(path("cortex-brain/start-here.md"), to: Array("elsewhere".utf8))
    #expect(try place.cortex("snapshot").status == 0)
    let one = try place.cortex("gen", "diff", "1", "2", "entry.py", in: path("src"))
    #expect(one.status == 0 && one.errors.isEmpty)
    #expect(
      one.output == """
        diff --git a/src/entry.py b/src/entry.py
        old mode 100644
        new mode 100755
        --- a/src/entry.py
        +++ b/src/entry.py
        @@ -1,5 +1,6 @@
         VERSION = "5.2.0"
         
         
        -def main():
        +def main(argv):
             print(VERSION)
        +# end
        \\ No newline at end of file

        """)
    let folder = try place.cortex("gen", "diff", "1", "2", "src", "cortex-brain/start-here.md")
    #expect(
      folder.output.contains("Binary files a/src/tier2/graph.py and b/src/tier2/graph.py differ"))
    #expect(folder.output.contains("diff --git a/src/py.typed b/src/py.typed\ndeleted file mode"))
    #expect(
      folder.output.contains("was a link to documents/README.md, now a link to elsewhere"))
    let same = try place.cortex("gen", "diff", "1", "2", "VERSION")
    #expect(same.output == "VERSION is identical in both generations.\n")
    let none = try place.cortex("gen", "diff", "1", "2", "nowhere")
    #expect(none.status == 1 && none.errors.contains("nowhere does not exist in generation 1 or 2"))
    let colored = try place.cortex("gen", "diff", "1", "2", "src/entry.py", "--color", "always")
    #expect(colored.output.contains("\u{1b}[31m-def main():\u{1b}[0m"))
  }

  @Test func `lines as JSON, and what differs in a database`() throws {
    try place.write(path("src/entry.py"), "one\n")
    try place.sql("INSERT INTO conversations (topic) VALUES ('anchors')")
    #expect(try place.cortex("snapshot").status == 0)
    let report = try place.cortex(
      "gen", "diff", "1", "2", "src/entry.py", Workplace.database, "--json"
    ).json()
    let lines = try #require(report["lines"]).elements
    #expect(lines.map { $0["kind"]?.string } == ["database", "text"])
    #expect(
      lines[1]["hunks"]?.elements.first?["lines"]?.elements.last == .text("+one"), "\(report)")
    #expect(report["databases"]?.elements.count == 1)
    let text = try place.cortex("gen", "diff", "1", "2", Workplace.database).output
    #expect(text.contains("conversations: 3 → 4 rows"), "\(text)")
    let all = try place.cortex("gen", "diff", "1", "2", "--json").json()
    #expect(all["lines"]?.elements.isEmpty == true)
  }
}
