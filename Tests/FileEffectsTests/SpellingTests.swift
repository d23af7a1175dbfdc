import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct SpellingTests {
  @Test func `a word of a command means itself to a shell`() throws {
    for word in ["a/b.db", "my notes", "$(touch x)", "it's", #"z\xe2"#, "", "a\"b", "~", "*"] {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "printf %s \(Spelling.shellWord(word))"]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(String(decoding: data, as: UTF8.self) == word)
    }
    #expect(Spelling.shellWord("cortex-brain/a.db") == "cortex-brain/a.db")
  }

  @Test(arguments: [
    ("plain-Name 1.md", "plain-Name 1.md"), ("größe 🧠", "größe 🧠"), ("a\nb", #"a\x0ab"#),
    (#"a\x0ab"#, #"a\\x0ab"#), (#"\"#, #"\\"#), ("\u{7f}\u{1b}", #"\x7f\x1b"#),
    ("ä\u{9b}2J", #"ä\xc2\x9b2J"#), ("\u{202e}cod.exe", #"\xe2\x80\xaecod.exe"#),
    ("a\u{2028}b", #"a\xe2\x80\xa8b"#), ("e\u{301}", "e\u{301}"),
    ("a\u{200b}b", #"a\xe2\x80\x8bb"#), ("\u{ad}\u{61c}", #"\xc2\xad\xd8\x9c"#),
    ("a\u{180e}", #"a\xe1\xa0\x8e"#), ("\u{2066}\u{2069}", #"\xe2\x81\xa6\xe2\x81\xa9"#),
    ("\u{26a0}\u{fe0f}", "\u{26a0}" + #"\xef\xb8\x8f"#), ("\u{3164}", #"\xe3\x85\xa4"#),
    ("\u{1f469}\u{200d}\u{1f680}", "\u{1f469}" + #"\xe2\x80\x8d"# + "\u{1f680}"),
    ("\u{e0100}\u{e01ef}", #"\xf3\xa0\x84\x80\xf3\xa0\x87\xaf"#),
    ("\u{2060}\u{206f}\u{34f}", #"\xe2\x81\xa0\xe2\x81\xaf\xcd\x8f"#),
  ])
  func `what can be printed is written as it is, and the rest byte by byte`(
    name: String, spelling: String
  ) {
    #expect(
      Spelling.text(of: Array(name.utf8)).unicodeScalars.elementsEqual(spelling.unicodeScalars))
    #expect(Spelling.bytes(in: spelling.utf8) == Array(name.utf8))
  }

  @Test func `what is no text is written byte by byte, and the text beside it is not`() {
    #expect(Spelling.text(of: [0x63, 0xe9, 0x2e]) == #"c\xe9."#)
    #expect(Spelling.text(of: Array("é".utf8) + [0xff, 0xc3]) == #"é\xff\xc3"#)
    // Halves of a pair, and a letter in more bytes than it needs.
    #expect(Spelling.text(of: [0xed, 0xa0, 0x80, 0xc1, 0x81]) == #"\xed\xa0\x80\xc1\x81"#)
  }

  @Test func `different bytes are written in different ways, and each can be read back`() {
    var random = SeededGenerator(seed: 3)
    let bytes: [UInt8] = [0x5c, 0x78, 0x30, 0x61, 0x0a, 0xc3, 0xa9, 0xe2, 0x80, 0xae, 0xff]
    var written: [String: [UInt8]] = [:]
    for _ in 0..<5000 {
      let name = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        bytes[Int.random(in: 0..<bytes.count, using: &random)]
      }
      let text = Spelling.text(of: name)
      #expect(Spelling.bytes(in: text.utf8) == name)
      #expect(written.updateValue(name, forKey: text) ?? name == name, "\(text)")
    }
  }

  @Test(arguments: [#"\"#, #"a\b"#, #"\x"#, #"\x1"#, #"\xg0"#, #"\x+1"#, #"\X0a"#, #"\x0a\"#])
  func `a backslash that stands for nothing is no spelling`(text: String) {
    #expect(Spelling.bytes(in: text.utf8) == nil)
  }

  @Test func `a path is read as it is written, or literally where there is nothing of that name`()
    throws
  {
    let literal = try #require(RelativePath(#"a\x0ab"#))
    let other = try #require(RelativePath("a\nb"))
    #expect(literal.reading { [other, literal].contains($0) } == other)
    #expect(literal.reading { $0 == literal } == literal)
    #expect(literal.reading { _ in false } == other)
    let plain = try #require(RelativePath(#"a\b"#))
    #expect(plain.reading { _ in true } == plain)
    // What would lead elsewhere stays what it is.
    let dots = try #require(RelativePath(#"\x2e\x2e/a"#))
    #expect(dots.reading { _ in true } == dots)
  }

  @Test func `words for a line have no end of one, and words for several have`() {
    #expect(Spelling.line("a\n* b\t\u{1b}[31m") == #"a\x0a* b\x09\x1b[31m"#)
    #expect(Spelling.lines("a\n\tb\r\n\u{1b}") == "a\n\tb\\x0d\n\\x1b")
    #expect(Spelling.line(#"C:\x"#) == #"C:\x"#)
  }

  @Test func `in words what joins letters and pictures stays, and what hides does not`() {
    let joined = "\u{26a0}\u{fe0f} \u{1f469}\u{200d}\u{1f680} \u{646}\u{200c}"
    #expect(Spelling.line(joined).unicodeScalars.elementsEqual(joined.unicodeScalars))
    #expect(
      Spelling.line("a\u{200b}\u{ad}\u{2060}\u{e0100}b")
        == #"a\xe2\x80\x8b\xc2\xad\xe2\x81\xa0\xf3\xa0\x84\x80b"#)
  }

  @Test func `JSON keeps its meaning`() {
    #expect(
      Spelling.json("{\n \"a\" : \"\u{7f}\u{9b}\u{202e}\u{e0001}é\"\n}")
        == "{\n \"a\" : \"\\u007f\\u009b\\u202e\\udb40\\udc01é\"\n}")
  }

  @Test func `a place on the machine is written in the same way, and keeps its bytes`() {
    let path = FilePath(bytes: Array("/d/".utf8) + [0xe9])
    #expect("\(path)" == #"/d/\xe9"#)
    #expect(path.withSuffix("-wal") == FilePath("/d").appending(bytes: [0xe9] + "-wal".utf8))
  }
}
