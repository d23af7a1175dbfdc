import ConfigMerge
import TestSupport
import Testing

@Suite(.tags(.unit)) struct YAMLReaderTests {
  static func read(_ text: String) throws -> YAMLValue? { try YAMLValue.read(Array(text.utf8)) }

  static func failure(_ text: String) throws -> ParseError {
    try #require(#expect(throws: ParseError.self) { _ = try read(text) })
  }

  @Test func `a list of maps is read with the lines of its keys`() throws {
    let value = try #require(
      try Self.read(
        """
        # the workspace's own rules
        layers:
          - path: "src/**"
            layer: core
          - {path: notes/*, layer: none}
        """))
    let layers = try #require(value["layers"]?.items)
    #expect(
      layers.map { $0["path"] } == [
        .scalar("src/**", isText: true), .scalar("notes/*", isText: true),
      ])
    #expect(layers.map { $0["layer"]?.text } == ["core", "none"])
    #expect(layers.map { $0.entries?.map(\.line) } == [[3, 4], [5, 5]])
    #expect(value["other"] == nil)
  }

  @Test(
    arguments: [
      ("5", false), ("true", false), ("'5'", true), ("\"5\"", true), ("|\n  5", true),
      ("!!str 5", true), ("~", false), ("word", true), ("1.2.3", true), ("0x1F", false),
      ("2026-01-31", false), ("1_000", false), ("-.inf", false), ("Yes", false), ("yEs", true),
      ("3.", false), ("12:30:45", false), ("<<", false), ("1e3", false), ("e1", true),
      ("-1", false),
    ])
  func `quotes and tags make text of what would be none`(text: String, isText: Bool) throws {
    guard case .scalar(_, isText) = try Self.read(text) else {
      Issue.record("\(text)")
      return
    }
  }

  @Test(arguments: ["", "# nothing\n", "\n\n"])
  func `a text without a document has no value`(text: String) throws {
    #expect(try Self.read(text) == nil)
  }

  @Test func `the first of several documents is the value`() throws {
    #expect(try Self.read("--- a\n--- [b]\n")?.text == "a")
  }

  @Test func `an alias stands for the last value of its name`() throws {
    let value = try #require(try Self.read("a: &x {k: [1]}\nb: *x\nc: &x 2\nd: *x\n? *x\n: e\n"))
    #expect(value["b"] == value["a"])
    #expect(value["d"]?.text == "2")
    #expect(value["2"]?.text == "e")
  }

  @Test func `an alias inside its own value is refused`() throws {
    #expect(
      try Self.failure("a: &x [*x]")
        == ParseError(line: 1, column: 8, .aliasInsideItself("x")))
    #expect(try Self.failure("a: &x 1\nb: &x [*x]").line == 2)
  }

  @Test func `an alias to nothing is refused`() throws {
    #expect(
      try Self.failure("a: 1\nb: *x\n") == ParseError(line: 2, column: 4, .aliasToNothing("x")))
  }

  @Test func `a document that aliases make huge is refused`() throws {
    var text = "x0: &x0 [1,1,1,1,1,1,1,1,1,1]\n"
    for level in 1...4 {
      let aliases = Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ", ")
      text += "x\(level): &x\(level) [\(aliases)]\n"
    }
    #expect(try Self.read(text) != nil)
    let bomb = text + "x5: [\(Array(repeating: "*x4", count: 10).joined(separator: ", "))]\n"
    let error = try Self.failure(bomb)
    #expect(error.line == 6 && error.fault == .tooManyValues(limit: 1_000_000, withAliases: true))
  }

  @Test func `lists up to the greatest depth are read and deeper ones refused`() throws {
    func nested(_ depth: Int, _ inner: String = "1") -> String {
      String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
    }
    #expect(try Self.read(nested(200)) != nil)
    #expect(try Self.failure(nested(201)).fault == .tooDeep(limit: 200))
    #expect(try Self.read("[&x \(nested(100)), \(nested(99, "*x"))]") != nil)
    #expect(
      try Self.failure("[&x \(nested(100)), \(nested(100, "*x"))]").fault == .tooDeep(limit: 200))
  }

  @Test(arguments: [
    ("a: [1\nb: 2", 2), ("a: 1\n\tb: 2", 2), ("a: b: c", 1), ("\"open", 1), ("a: 1\n- b", 2),
  ])
  func `an error names its line`(text: String, line: Int) throws {
    let error = try Self.failure(text)
    #expect(error.line == line, "\(error)")
    #expect("\(error)".hasPrefix("line \(line), column \(error.column): "))
  }

  @Test func `bytes that are no text are refused with their place`() throws {
    let error = try #require(
      #expect(throws: ParseError.self) {
        _ = try YAMLValue.read(Array("a: 1\nb: ".utf8) + [0xff, 0x0a])
      })
    #expect(error.line == 2 && error.column == 4)
  }
}
