import FileEffects
import Glibc
import Releases
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct ArchiveReaderTests {
  static let entries = """
    entries = [D("./"), D("./bin/", 0o700), F("./bin/a b", b"hello", 0o4755), F("big", b"x" * 300_000),
      F("empty"), L("bin/link", "../big"), L("self", ".")]

    """
  static let expected = [
    "bin/ 700", "bin/a b 755 hello", "big 644 (300000)", "empty 644 ", "bin/link -> ../big",
    "self -> .",
  ]

  @Test(
    arguments: [
      "tar(*entries)", "tar(*entries, format=tarfile.GNU_FORMAT)",
      "save(gzip.compress(tar(*entries)))",
      "save(bz2.compress(tar(*entries)))", "save(lzma.compress(tar(*entries)))",
      "save(zstd(tar(*entries)))", "zip(*entries)", "zip(*entries, compression=zipfile.ZIP_STORED)",
      "tar(*entries); save(load() + bytes(100_000))",
    ])
  func `an archive of any kind gives its entries in order`(script: String) throws {
    #expect(try lines(of: SampleArchive(Self.entries + script)) == Self.expected)
  }

  @Test func `a zip archive that was written to a pipe gives its entries`() throws {
    let sample = try SampleArchive(
      """
      class Pipe(io.RawIOBase):
          def __init__(self): self.data = b""
          def writable(self): return True
          def write(self, data): self.data += bytes(data); return len(data)
      pipe = Pipe()
      with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
          for name in "abc": archive.writestr(name, name * 5)
          with archive.open("wide", "w", force_zip64=True) as file: file.write(b"64")
      save(pipe.data)
      """)
    #expect(
      try lines(of: sample) == ["a 600 aaaaa", "b 600 bbbbb", "c 600 ccccc", "wide 600 64"])
  }

  @Test func `a zip archive whose table of contents is in another order gives its entries`() throws
  {
    let sample = try SampleArchive(
      """
      data = zip(F("a", b"1"), F("b", b"2"))
      first = data.index(b"PK\\1\\2")
      second = data.index(b"PK\\1\\2", first + 4)
      end = data.index(b"PK\\5\\6")
      save(data[:first] + data[second:end] + data[first:second] + data[end:])
      """)
    #expect(try lines(of: sample) == ["a 644 1", "b 644 2"])
  }

  @Test(
    arguments: [
      "tar(*entries)", "tar(*entries, format=tarfile.GNU_FORMAT)", "zip(*entries)",
    ])
  func `names and link targets are the bytes that were packed`(script: String) throws {
    // Decomposed on purpose: a conversion to the locale's characters would compose them.
    let names = #"entries = [F("e\u0301-\u65e5", b"1"), L("\u00fc", "e\u0301-\u65e5")]"# + "\n"
    let sample = try SampleArchive(names + script)
    var found: [[UInt8]] = []
    try readEntries(of: sample.path, on: LocalFileSystem()) { entry, _ in
      found.append(entry.path.bytes)
      if case .link(let target) = entry.kind { found.append(target) }
    }
    let name = Array("e\u{301}-\u{65e5}".utf8)
    #expect(found == [name, Array("\u{fc}".utf8), name])
  }

  @Test(arguments: ["tar(*entries)", "zip(*entries)"])
  func `names do not depend on the locale`(script: String) throws {
    let sample = try SampleArchive(#"entries = [F("e\u0301", b"1")]"# + "\n" + script)
    let locale = try #require(newlocale(1 << LC_CTYPE, "C.UTF-8", nil))
    let before = uselocale(locale)
    defer {
      uselocale(before)
      freelocale(locale)
    }
    var found: [[UInt8]] = []
    try readEntries(of: sample.path, on: LocalFileSystem()) { entry, _ in
      found.append(entry.path.bytes)
    }
    #expect(found == [Array("e\u{301}".utf8)])
  }

  @Test func `a name need not be text`() throws {
    let sample = try SampleArchive(#"tar(F("a\udcff\udce9", b"1"), format=tarfile.GNU_FORMAT)"#)
    #expect(try lines(of: sample) == [#"a\xff\xe9 644 1"#])
  }

  @Test func `a name beside it in Unicode is taken, and one for another name is not`() throws {
    func script(_ name: String) -> String {
      """
      with zipfile.ZipFile(OUT, "w") as archive:
          entry = zipfile.ZipInfo("plain")
          up = struct.pack("<BI", 1, zlib.crc32(b"\(name)")) + "\\u00fc".encode()
          entry.extra = struct.pack("<HH", 0x7075, len(up)) + up
          archive.writestr(entry, "1")
      """
    }
    #expect(try lines(of: SampleArchive(script("plain"))) == ["\u{fc} 600 1"])
    #expect(try lines(of: SampleArchive(script("other"))) == ["plain 600 1"])
  }

  @Test(arguments: ["tar(*entries)", "save(gzip.compress(tar(*entries)))", "zip(*entries)"])
  func `contents that nobody reads do not shift those that follow`(script: String) throws {
    let sample = try SampleArchive(
      #"entries = [F("a", b"x" * 300_000), F("b", b"y" * 300_000), F("c", b"end")]"# + "\n" + script
    )
    var found: [UInt8] = []
    try readEntries(of: sample.path, on: LocalFileSystem()) { entry, readPiece in
      if entry.path.name == Array("b".utf8) { _ = try readPiece() }
      if entry.path.name == Array("c".utf8) { while let piece = try readPiece() { found += piece } }
    }
    #expect(found == Array("end".utf8))
  }

  @Test func `what the caller throws comes out as it is`() throws {
    struct Stop: Error {}
    let sample = try SampleArchive(#"tar(F("a", b"1"))"#)
    #expect(throws: Stop.self) {
      try readEntries(of: sample.path, on: LocalFileSystem()) { _, _ in throw Stop() }
    }
  }

  @Test func `a file that is not there is an error of the disk`() throws {
    #expect(throws: ReleaseError.file(FileError(.read, "/nowhere/a.zip", .noSuchFileOrDirectory))) {
      try readEntries(of: "/nowhere/a.zip", on: LocalFileSystem()) { _, _ in }
    }
  }
}
