import FileEffects
import Releases
import TestSupport
import Testing

@Suite(.tags(.process)) struct DamagedArchiveTests {
  static let entries = #"entries = [F("a", b"x" * 5000), F("b", b"yz" * 2000)]"# + "\n"

  enum Finding { case notAnArchive, empty, truncated, damaged, other }

  static func finding(_ script: String, limits: ArchiveLimits = ArchiveLimits()) throws -> Finding {
    switch try failure(entries + script, limits: limits) {
    case .notAnArchive: .notAnArchive
    case .empty: .empty
    case .truncated: .truncated
    case .damaged: .damaged
    default: .other
    }
  }

  @Test(
    arguments: [
      #"save(b"hello world\n" * 100)"#, #"save(b"")"#, "save(gzip.compress(b'hello' * 1000))",
      "save(gzip.compress(gzip.compress(tar(*entries))))", "save(bytes(range(256)) * 40)",
    ])
  func `what is no archive is called so`(script: String) throws {
    #expect(try Self.finding(script) == .notAnArchive)
  }

  @Test(arguments: ["zip()", "tar()", "save(bytes(10240))"])
  func `an archive without entries is refused`(script: String) throws {
    #expect(try Self.finding(script) == .empty)
  }

  @Test(
    arguments: [
      // In the header, in the contents, between entries, after the last, with one zero block.
      "512 + 5120 + 100", "512 + 300", "512 + 5120", "512 + 5120 + 512 + 4096",
      "512 + 5120 + 512 + 4096 + 512",
    ])
  func `a tar archive that ends early is refused`(length: String) throws {
    #expect(try Self.finding("save(tar(*entries)[:\(length)])") == .truncated)
    #expect(try Self.finding("save(gzip.compress(tar(*entries)[:\(length)]))") == .truncated)
  }

  @Test(arguments: [
    ("save(tar(*entries)[:512 + 300])", #"in entry "a""#),
    ("save(gzip.compress(tar(*entries)[:512 + 5120 + 512 + 100]))", #"in entry "b""#),
    ("save(tar(*entries)[:512 + 5120])", #"after entry "a""#),
    (
      "data = bytearray(tar(*entries)); data[512 + 5120 + 20] ^= 1; save(bytes(data))",
      #"after entry "a""#
    ),
    (
      """
      data = bytearray(zip(*entries, compression=zipfile.ZIP_STORED))
      data[data.index(b"yzyz") + 9] ^= 1; save(bytes(data))
      """, #"in entry "b""#
    ),
    (
      """
      data = bytearray(zip(*entries)); at = data.rindex(b"PK\\x03\\x04"); data[at] ^= 1; save(bytes(data))
      """, #"entry "b""#
    ),
  ])
  func `what is said of damage names the entry`(damage: (script: String, words: String)) throws {
    let text = "\(try failure(Self.entries + damage.script))"
    #expect(text.contains(damage.words), "\(text)")
  }

  @Test func `what is said of a bomb names the entry`() throws {
    let limits = ArchiveLimits(maximumRatio: 10, ratioFreeBytes: 1 << 20)
    for script in [
      #"save(gzip.compress(tar(F("a", b"1"), F("zeros", bytes(8 << 20)))))"#,
      #"zip(F("a", b"1"), F("zeros", bytes(8 << 20)))"#,
    ] {
      let text = "\(try failure(script, limits: limits))"
      #expect(text.contains(#"entry "zeros""#), "\(text)")
    }
  }

  @Test func `zeros at the end of a file are not the end of its archive`() throws {
    #expect(
      try Self.finding(#"save(tar(F("a", bytes(4096)), F("b", b"1"))[:512 + 4096])"#) == .truncated)
  }

  @Test func `something after the end of a tar archive is refused`() throws {
    #expect(try Self.finding(#"save(tar(*entries) + tar(F("hidden")))"#) == .damaged)
  }

  @Test(arguments: ["gzip", "bz2", "lzma"], [1, 4, 8, 12, 40])
  func `a compressed archive whose end is missing is refused`(format: String, missing: Int) throws {
    let found = try Self.finding("save(\(format).compress(tar(*entries))[:-\(missing)])")
    #expect([.truncated, .damaged].contains(found))
  }

  @Test(arguments: ["gzip", "bz2", "lzma"])
  func `a compressed archive with a changed checksum is refused`(format: String) throws {
    let found = try Self.finding(
      """
      data = bytearray(\(format).compress(tar(*entries)))
      data[{"gzip": -6, "bz2": -3, "lzma": -9}["\(format)"]] ^= 0x10
      save(data)
      """)
    #expect([.truncated, .damaged].contains(found))
  }

  @Test func `a changed bit in what gzip stored as it was is noticed`() throws {
    let found = try Self.finding(
      """
      data = bytearray(gzip.compress(tar(*entries), compresslevel=0))
      data[data.index(b"xxxx") + 9] ^= 1
      save(data)
      """)
    #expect(found == .damaged)
  }

  @Test func `a changed byte in the contents of a zip archive is noticed though nobody reads them`()
    throws
  {
    let sample = try SampleArchive(
      Self.entries
        + """
        data = bytearray(zip(*entries, compression=zipfile.ZIP_STORED))
        data[data.index(b"xxxx") + 9] ^= 1
        save(data)
        """)
    #expect(throws: ReleaseError.self) {
      try readEntries(of: sample.path, on: LocalFileSystem()) { _, _ in }
    }
  }

  @Test(arguments: [1, 10, 22, 30, 60, 4000])
  func `a zip archive whose end is missing is refused`(missing: Int) throws {
    let script = "save(zip(*entries, compression=zipfile.ZIP_STORED)[:-\(missing)])"
    #expect(try Self.finding(script) == .truncated)
  }

  @Test func `something after the end of a zip archive is refused`() throws {
    #expect(try Self.finding(#"save(zip(*entries) + b"more")"#) == .truncated)
  }

  @Test(arguments: ["data[-10] -= 1", "data[-3] = 0x7f"])
  func `a zip archive whose table of contents is said to be elsewhere is refused`(
    change: String
  ) throws {
    #expect(
      try Self.finding("data = bytearray(zip(*entries)); \(change); save(data)") == .damaged)
  }

  @Test func `a gzip file of three bytes is refused`() throws {
    #expect(try Self.finding(#"save(b"\x1f\x8b\x08")"#) == .truncated)
  }

  @Test func `a zip entry whose place holds something else is refused`() throws {
    let script = """
      data = zip(*entries)
      second = data.index(b"PK\\1\\2") + 42
      save(data[:second] + struct.pack("<I", 7) + data[second + 4:])
      """
    guard case .damaged(_, let fault, _) = try failure(Self.entries + script) else {
      Issue.record("refused for another reason")
      return
    }
    #expect(fault == .misplaced(Array("a".utf8)))
  }

  @Test func `a zip archive whose contents were cut out is refused`() throws {
    #expect(try Self.finding("data = zip(*entries); save(data[:40] + data[60:])") == .damaged)
  }

  @Test func `a zip entry that is named differently at its contents is refused`() throws {
    #expect(
      try Self.finding(#"save(zip(F("name", b"1")).replace(b"name", b"eman", 1))"#) == .damaged)
  }

  @Test func `two zip entries with the same contents are refused`() throws {
    let script = """
      data = zip(F("a", b"1"), F("a", b"2"))
      second = data.index(b"PK\\1\\2", data.index(b"PK\\1\\2") + 4)
      save(data[:second + 42] + bytes(4) + data[second + 46:])
      """
    #expect(try Self.finding(script) == .damaged)
  }

  @Test func `a zip entry longer than it declares is refused`() throws {
    let script = """
      data = zip(F("a", b"x" * 5000))
      save(data.replace(struct.pack("<I", 5000), struct.pack("<I", 50)))
      """
    #expect([.damaged, .truncated].contains(try Self.finding(script)))
  }

  @Test func `the holes of a sparse file are zeros, and must make up its size`() throws {
    func script(_ map: String, size: Int) -> String {
      """
      with tarfile.open(OUT, "w", format=tarfile.PAX_FORMAT) as archive:
          entry = tarfile.TarInfo("GNUSparseFile.0/a")
          entry.size = 5
          entry.pax_headers = {"GNU.sparse.name": "a", "GNU.sparse.size": "\(size)",
                               "GNU.sparse.numblocks": "1", "GNU.sparse.map": "\(map)"}
          archive.addfile(entry, io.BytesIO(b"hello"))
      """
    }
    #expect(try lines(of: SampleArchive(script("5,5", size: 10))) == ["a 644 \0\0\0\0\0hello"])
    #expect(try lines(of: SampleArchive(script("0,5", size: 10))) == ["a 644 hello\0\0\0\0\0"])
    #expect(try Self.finding(script("48,5", size: 50)) == .damaged)
  }
}
