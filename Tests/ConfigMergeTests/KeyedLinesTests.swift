import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct KeyedLinesTests {
  /// Each key with the tables around it, its value and its lines, counted from 1.
  private func keys(_ fileName: String, _ text: String) throws -> [String] {
    let grammar = try #require(KeyGrammar(fileName: fileName))
    return try grammar.read(Array(text.utf8)).entries.filter { !$0.isHeader }.map { entry in
      let path = entry.path.map { step in
        step.name + (step.instance.map { "#\($0)" } ?? "")
      }
      let value = entry.value.map { "=" + $0.asText.replacing("\n", with: "⏎") } ?? ""
      let (first, last) = (entry.lines.lowerBound + 1, entry.lines.upperBound)
      return path.joined(separator: "/") + value + " @\(first)"
        + (last == first ? "" : "–\(last)")
    }
  }

  @Test(arguments: [
    "a.toml", "a.INI", "a.cfg", "etc/a.conf", "a.properties", "a.env", ".env", ".env.local",
    ".editorconfig", ".gitconfig", ".gitmodules", ".npmrc",
  ])
  func `a file whose name says how its keys are written is a text`(name: String) {
    #expect(ConfigFormat(fileName: name) == .text && KeyGrammar(fileName: name) != nil)
  }

  @Test func `plain texts have no keys, and other names say nothing`() {
    for name in ["a.txt", "a.md"] {
      #expect(ConfigFormat(fileName: name) == .text && KeyGrammar(fileName: name) == nil)
    }
    for name in ["a.bin", "environment", ".envrc", "a.env.d/x"] {
      #expect(ConfigFormat(fileName: name) == nil)
    }
    #expect(ConfigFormat(fileName: ".env.json") == .json)
  }

  // MARK: TOML

  @Test func `tables, dots and quotes lead to one path in TOML`() throws {
    let text = """
      top = 1 # comment
      [a."b.c"]
      d.'e' = "x # y"
      "f\\u0041" = 1979-05-27 07:32:00
      [ a . g ]
      h={ i = [1, 2,], j = '}' }

      """
    #expect(
      try keys("x.toml", text) == [
        "top=1 @1", "a/b.c/d/e=\"x # y\" @3", "a/b.c/fA=1979-05-27 07:32:00 @4",
        "a/g/h={i=[1,2],j='}'} @6",
      ])
  }

  @Test func `each table of an array counts, and so do the tables in it`() throws {
    let text = "[[a]]\nx = 1\n[a.t]\ny = 1\n[[a]]\n[a.t]\ny = 2\n[[a.b]]\nz = 3\n"
    #expect(
      try keys("x.toml", text) == ["a#1/x=1 @2", "a#1/t/y=1 @4", "a#2/t/y=2 @7", "a#2/b#1/z=3 @9"])
  }

  @Test func `what stands in a long string is no key`() throws {
    let text =
      "a = \"\"\"\n[b]\r\nc = 1 \\\"\"\" x\"\"\"\"\"\nd = '''\n'' e = 2\n''' # end\nf = 3\n"
    #expect(
      try keys("x.toml", text) == [
        "a=\"\"\"⏎[b]⏎c = 1 \\\"\"\" x\"\"\"\"\" @1–3", "d='''⏎'' e = 2⏎''' @4–6", "f=3 @7",
      ])
  }

  @Test func `an array over several lines is the same without its comments and last comma`() throws
  {
    let text = "a = [\n  \"x\", # ]\n\n  [ 1,2 ],\n]\nb = [1\n2]\n"
    #expect(try keys("x.toml", text) == ["a=[\"x\",[1,2]] @1–5", "b=[1 2] @6–7"])
  }

  @Test(arguments: [
    "a = 1\nb\n", "a = \n", "a = \"x\n", "a = '''x", "a = [1, 2\n", "a = [1}\n", "[a\nb = 1\n",
    "[[a]\n", "a = 1 b = 2 # \"\n[", "a = \"x\" y\n", ".a = 1\n", "\"\"\"a\"\"\" = 1\n",
  ])
  func `what is no TOML cannot be read`(text: String) {
    #expect(throws: KeyedText.Unreadable.self) { try KeyGrammar.toml.read(Array(text.utf8)) }
  }

  @Test(arguments: [
    ("a = 1\n[a]\n", "a"), ("a.b = 1\n[a]\n", "a"), ("[a]\nb = {}\n[a.b]\n", "a.b"),
    ("[a.b]\n[a]\nb = 1\n", "a.b"), ("[[a]]\n[a]\n", "a"), ("[a]\n[[a]]\n", "a"),
    ("a = 1\na.b = 1\n", "a"), ("[a.b]\n[a]\nb.c = 1\n", "a.b"),
  ])
  func `a path that is given in two ways is known in TOML`(text: String, path: String) throws {
    let clash = try KeyGrammar.toml.read(Array(text.utf8)).clash
    #expect(clash?.map(\.name).joined(separator: ".") == path)
  }

  @Test(arguments: [
    "[a.b]\n[a]\nc = 1\n[a.d]\n", "[a]\nb.c = 1\nb.d = 2\n", "[[a]]\nb.c = 1\n[[a]]\nb.c = 1\n",
    "a.b = 1\na.c = 2\n[d.e]\n[[d.f]]\n",
  ])
  func `a path that goes on where it may is no clash`(text: String) throws {
    #expect(try KeyGrammar.toml.read(Array(text.utf8)).clash == nil)
  }

  // MARK: Sections

  @Test func `sections, both separators and comments are known in INI`() throws {
    let text =
      "\u{feff}top = 1\n; a = 1\n[Main] ; x\nKey: a=b\n# c\nbare\nempty =\n[main]\nkey = 2\n"
    #expect(
      try keys("x.ini", text) == [
        "top=1 @1", "main#1/key=a=b @4", "main#1/bare @6", "main#1/empty= @7", "main#2/key=2 @9",
      ])
  }

  @Test func `a line that is indented further goes on with the value above`() throws {
    let text = "[a]\n  x = 1\n    [b]\n\n    y = 2\n  # c\n  z = 3\n\n"
    #expect(try keys("x.cfg", text) == ["a#1/x=1⏎[b]⏎⏎y = 2 @2–5", "a#1/z=3 @7"])
  }

  @Test func `a backslash goes on with the value where a file is read so`() throws {
    let text = "[Service]\nExecStart=a \\\nb = c\nExecStart=d\n"
    #expect(
      try keys("x.conf", text) == [
        "service#1/execstart=a \\⏎b = c @2–3", "service#1/execstart=d @4",
      ])
    #expect(try keys("x.ini", text).count == 3)
  }

  @Test func `git's keys are indented, and may follow their section on its line`() throws {
    let text = "[remote \"a]b\"] url = u\n\tfetch = 1\n\t\tfetch = 2 ; c\n[core]\n"
    #expect(
      try keys(".gitconfig", text) == [
        "remote \"a]b\"#1/url=u @1", "remote \"a]b\"#1/fetch=1 @2",
        "remote \"a]b\"#1/fetch=2 ; c @3",
      ])
  }

  @Test func `a key without a separator ends at a blank where files are written so`() throws {
    #expect(
      try keys("redis.conf", "save 60 1\nsave 900 5\nlisten: 1\nname = my own\n") == [
        "save=60 1 @1", "save=900 5 @2", "listen=1 @3", "name=my own @4",
      ])
    #expect(try keys(".npmrc", "//r/:token=x\nca[]=1\n") == ["//r/:token=x @1", "ca[]=1 @2"])
    #expect(
      try keys(".editorconfig", "root=true\n[[ab].js]\nindent_size = 2\n") == [
        "root=true @1", "[ab].js#1/indent_size=2 @3",
      ])
  }

  @Test(arguments: ["http {\n  a b;\n}\n", "<Files x>\nA b\n</Files>\n", "# {\nblock\n{\n"])
  func `where blocks stand in brackets lines are no keys`(text: String) {
    #expect(KeyGrammar.sections(.conf).fits([[], Array(text.utf8)]) == false)
    #expect(KeyGrammar.sections(.conf).fits([Array("# {\na = b\n".utf8)]))
  }

  // MARK: Properties and environments

  @Test func `properties have three separators, escapes and lines that go on`() throws {
    let text = "a=1\n b : 2\nc 3\n! x\nd\\ \\=e\\u0041 = 4 \\\n   # 5\\\\\nf\\\n  g = 6\nh\n"
    #expect(
      try keys("x.properties", text) == [
        "a=1 @1", "b=2 @2", "c=3 @3", "d =eA=4 # 5\\\\ @5–6", "fg=6 @7–8", "h= @9",
      ])
  }

  @Test func `variables may be exported, and quoted over several lines`() throws {
    let text = "export A=1\nB=\"x\n# C=2\n\\\" D=3\" # y\nE='it\\'\nF='no end\nexported=`a`\nG\n"
    #expect(
      try keys(".env", text) == [
        "A=1 @1", "B=\"x⏎# C=2⏎\\\" D=3\" @2–4", "E='it\\' @5", "F='no end @6", "exported=`a` @7",
        "G @8",
      ])
  }

  // MARK: YAML

  @Test func `keys at the top and marks between documents are counted where YAML cannot be read`() {
    let text = "a: [1\n'a': 2\n  a: 3\n---\n# a: 4\nb:\nc:d\n--- \n- a: 1\n"
    #expect(
      TopLevelKeys.counts(Array(text.utf8)) == ["a": 2, "---": 2, "b": 1, "- a": 1])
  }
}
