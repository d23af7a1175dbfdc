import FileEffects
import Releases
import SystemPackage
import TestSupport
import Testing

/// Each archive has one entry that a release may not hold, and is refused by its name.
@Suite(.tags(.process)) struct HostileEntryTests {
  @Test(arguments: [#"tar(F("/etc/x"))"#, #"zip(F("/etc/x"))"#])
  func `an absolute name is refused`(script: String) throws {
    #expect(try refusal(script) == ("/etc/x", .absoluteName))
  }

  @Test(
    arguments: ["../x", "a/../../x", "./../x", "a/..", ".."],
    ["tar", "zip"])
  func `a name that climbs is refused`(name: String, format: String) throws {
    #expect(try refusal(#"\#(format)(F("ok"), F("\#(name)", b"1"))"#) == (name, .climbingName))
  }

  @Test(arguments: ["a//b", "a/./b", ".", ""])
  func `a name that is no path is refused`(name: String) throws {
    #expect(try refusal(#"zip(F("\#(name)"))"#) == (name, .malformedName))
  }

  @Test(arguments: ["tar", "zip"])
  func `a name longer than a system takes is refused`(format: String) throws {
    #expect(try refusal(#"\#(format)(F("x" * 4097))"#).reason == .nameTooLong)
    #expect(try lines(of: SampleArchive(#"\#(format)(F("x" * 4096))"#)).count == 1)
  }

  @Test func `names that would fill the memory are refused`() throws {
    let script = #"tar(*[F(str(number) + ("/" + "a" * 14) * 250) for number in range(150)])"#
    #expect(try refusal(script).reason == .tooMuchInNames)
  }

  @Test func `a zero byte in a name is refused`() throws {
    let found = try refusal(#"zip(F("a@b")); save(load().replace(b"a@b", b"a\0b"))"#)
    #expect(found == (#"a\x00b"#, .malformedName))
  }

  @Test(arguments: ["tar", "zip"])
  func `a backslash in a name is refused`(format: String) throws {
    #expect(try refusal(#"\#(format)(F("..\\x"))"#) == (#"..\\x"#, .backslashInName))
  }

  @Test(arguments: ["C:x", "c:/x", "z:"], ["tar", "zip"])
  func `a name with a drive letter is refused`(name: String, format: String) throws {
    #expect(try refusal(#"\#(format)(F("\#(name)"))"#) == (name, .driveLetter))
    #expect(try lines(of: SampleArchive(#"\#(format)(F("a/c:x"), F("1:x"), F("cc:"))"#)).count == 3)
  }

  @Test(
    arguments: [
      #"a\nb"#, #"\x1b[31mx"#, #"d\x07/x"#, #"x\x7f"#, #"a\u0085b"#, #"a\u202egpj.py"#,
      #"\u2066x"#, #"a\u2028b"#,
    ], ["tar", "zip"])
  func `a name with what moves a cursor or turns the text is refused`(
    name: String, format: String
  ) throws {
    #expect(try refusal(#"\#(format)(F("ok"), F("\#(name)"))"#).reason == .controlCharacter)
  }

  @Test(arguments: ["tar", "zip"])
  func `a name below very many folders is refused`(format: String) throws {
    #expect(try refusal(#"\#(format)(F("a/" * 256 + "x"))"#).reason == .tooDeep)
    #expect(try lines(of: SampleArchive(#"\#(format)(F("a/" * 255 + "x"))"#)).count == 1)
  }

  @Test(arguments: ["tar", "zip"])
  func `a link to more than a path can be is refused`(format: String) throws {
    #expect(try refusal(#"\#(format)(L("l", "x" * 4096))"#).reason == .linkTooLong)
    #expect(try lines(of: SampleArchive(#"\#(format)(L("l", "x" * 4095))"#)).count == 1)
  }

  @Test(arguments: [("BZIP2", 12), ("LZMA", 14)] as [(String, UInt16)])
  func `an entry that not every program can unpack is refused`(
    method: (name: String, number: UInt16)
  )
    throws
  {
    #expect(
      try refusal(#"zip(F("a", b"1" * 99), compression=zipfile.ZIP_\#(method.name))"#)
        == ("a", .packedWith(method.number)))
  }

  @Test(
    arguments: [
      ("l", "/etc/passwd"), ("l", "../x"), ("a/l", "../../x"), ("a/l", ".././../x"),
      ("l", "a/../x"),
      ("l", ".."), ("a/l", "b/../x"),
    ], ["tar", "zip"])
  func `a link that leaves is refused`(link: (name: String, target: String), format: String) throws
  {
    #expect(
      try refusal(#"\#(format)(L("\#(link.name)", "\#(link.target)"))"#)
        == (link.name, .linkLeaves(target: Array(link.target.utf8))))
  }

  @Test(
    arguments: [
      ".git/hooks/post-checkout", "cortex-5.3.0/.git/config", "a/.GIT/x", ".hg/hgrc",
      ".cortex/layers.yaml", "a/.CORTEX", "git~1/hooks/x", ".git./x", ".git",
    ], ["tar", "zip"])
  func `what would land in a repository or a store is refused`(name: String, format: String) throws
  {
    let found = try refusal(#"\#(format)(F("README.md"), F("\#(name)"))"#)
    #expect(found == (name, .reservedName))
  }

  @Test(arguments: ["tar", "zip"])
  func `files for a repository are no part of it`(format: String) throws {
    let script = #"\#(format)(F(".github/x"), F(".gitignore"), F(".gitattributes"))"#
    #expect(try lines(of: SampleArchive(script)).count == 3)
  }

  @Test func `a link into a repository is refused`() throws {
    #expect(
      try refusal(#"tar(L("hooks", ".git/hooks"))"#)
        == ("hooks", .linkLeaves(target: Array(".git/hooks".utf8))))
  }

  @Test func `a link without a target is refused`() throws {
    #expect(try refusal(#"tar(L("l", ""))"#) == ("l", .linkLeaves(target: [])))
  }

  @Test func `a hard link is refused`() throws {
    #expect(
      try refusal(#"tar(L("b", "a"), kind=tarfile.LNKTYPE)"#)
        == ("b", .hardLink(target: Array("a".utf8))))
  }

  @Test(
    arguments: [
      ("FIFOTYPE", FileMetadata.SpecialFile.fifo), ("CHRTYPE", .device), ("BLKTYPE", .device),
    ])
  func `a special file is refused`(kind: (name: String, found: FileMetadata.SpecialFile)) throws {
    #expect(
      try refusal(#"tar(F("x"), kind=tarfile.\#(kind.name))"#) == ("x", .special(kind.found)))
  }

  @Test func `a socket is refused`() throws {
    #expect(
      try refusal(#"zip(("x", b"", "", stat.S_IFSOCK | 0o644))"#) == ("x", .special(.socket)))
  }

  @Test(
    arguments: [#"F("a", b"1"), F("a", b"2")"#, #"F("a"), F("./a")"#, #"D("a"), D("a/")"#],
    ["tar", "zip"])
  func `a name that is there twice is refused`(entries: String, format: String) throws {
    #expect(try refusal("\(format)(\(entries))").reason == .duplicate)
  }

  @Test(
    arguments: [
      (#"F("a/Read"), F("a/read")"#, "a/Read"), (#"F("Docs/a"), F("docs/b")"#, "Docs"),
      (#"F("docs/b"), D("DOCS")"#, "docs"), (#"F("\u00c4"), F("\u00e4")"#, "\u{c4}"),
      (#"F("\u00e4"), F("a\u0308")"#, "\u{e4}"),
      (#"F("a"), F("a\u200b")"#, "a"), (#"F("d"), F("d\u200b/x")"#, "d"),
      (#"F("src/a"), F("\u017frc/b")"#, "src"), (#"F("stra\u00dfe"), F("STRASSE")"#, "stra\u{df}e"),
      (#"F("a"), F("a.")"#, "a"), (#"F("a/x"), F("a /y")"#, "a"), (#"F("a./x"), F("A")"#, "a."),
    ], ["tar", "zip"])
  func `names that some disks take for one are refused`(
    entries: (text: String, other: String), format: String
  ) throws {
    #expect(
      try refusal("\(format)(\(entries.text))").reason
        == .sameButForCase(other: Array(entries.other.utf8)))
  }

  @Test(
    arguments: [
      #"F("a/b"), F("a", b"1")"#, #"D("a"), F("a", b"1")"#, #"D("a"), L("a", "b")"#,
      #"F("a"), D("a")"#,
      #"L("a", "b"), D("a")"#,
    ])
  func `a file or link where a folder is is refused`(entries: String) throws {
    #expect(try refusal("tar(\(entries))") == ("a", .fileAndFolder))
  }

  @Test(arguments: [
    #"L("a", "b"), F("a/x/y")"#, #"F("a", b"1"), F("a/x/y")"#, #"L("a", "b"), D("a/x/y")"#,
  ])
  func `what lies below a file or link is refused`(entries: String) throws {
    #expect(try refusal("tar(\(entries))") == ("a/x/y", .belowFile(Array("a".utf8))))
  }

  @Test func `an encrypted entry is refused`() throws {
    let found = try refusal(
      """
      data = bytearray(zip(F("a", b"secret" * 9)))
      for mark, flags in ((b"PK\\1\\2", 8), (b"PK\\3\\4", 6)): data[data.index(mark) + flags] |= 1
      save(data)
      """)
    #expect(found == ("a", .encrypted))
  }

  @Test func `a set-user-ID bit is dropped`() throws {
    #expect(try lines(of: SampleArchive(#"tar(F("a", b"", 0o6755))"#)) == ["a 755 "])
  }

  @Test func `a refusal names the archive and the entry and says what to do`() throws {
    let refusal = ReleaseError.refused("r.zip", name: Array("../x".utf8), reason: .climbingName)
    #expect(
      "\(refusal)"
        == #"refusing r.zip: entry "../x" has ".." in its path, which could be written anywhere; "#
        + "check where the archive came from")
  }
}

/// Equal in name and reason.
private func == (left: (String, EntryRefusal), right: (String, EntryRefusal)) -> Bool {
  left.0 == right.0 && left.1 == right.1
}
