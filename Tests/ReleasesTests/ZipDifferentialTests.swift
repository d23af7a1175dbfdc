import FileEffects
import Releases
import SystemPackage
import TestSupport
import Testing

/// Zip archives in which two programs could find different files: each is refused before anything is unpacked.
@Suite(.tags(.process)) struct ZipDifferentialTests {
  /// Writes entries by hand: `local` and `central` make headers, of which each field can be another one.
  private static let byHand = """
    def local(name, data=b"", flags=0, method=0, crc=None, packed=None, length=None, extra=b""):
        crc = zlib.crc32(data) if crc is None else crc
        return struct.pack("<4s5H3I2H", b"PK\\x03\\x04", 20, flags, method, 0, 33, crc,
            len(data) if packed is None else packed, len(data) if length is None else length,
            len(name), len(extra)) + name + extra

    def central(name, data=b"", offset=0, flags=0, method=0, crc=None, packed=None, length=None,
                extra=b"", mode=0o100644, disk=0):
        crc = zlib.crc32(data) if crc is None else crc
        return struct.pack("<4s6H3I5H2I", b"PK\\x01\\x02", 3 << 8 | 20, 20, flags, method, 0, 33, crc,
            len(data) if packed is None else packed, len(data) if length is None else length,
            len(name), len(extra), 0, disk, 0, mode << 16, offset) + name + extra

    def end(count, size, offset, comment=b"", disk=0):
        return struct.pack("<4s4H2IH", b"PK\\x05\\x06", disk, disk, count, count, size, offset,
            len(comment)) + comment

    def archive(contents, *table, comment=b""):
        save(contents + b"".join(table)
             + end(len(table), sum(map(len, table)), len(contents), comment))


    """

  private func fault(_ script: String) throws -> ArchiveFault? {
    switch try failure(Self.byHand + script) {
    case .damaged(_, let fault, _), .truncated(_, let fault, _): fault
    default: nil
    }
  }

  private static let (a, b) = (Array("a".utf8), Array("b".utf8))

  @Test func `what is written by hand as it should be is read`() throws {
    let script = Self.byHand + #"archive(local(b"a", b"1") + b"1", central(b"a", b"1"))"#
    #expect(try lines(of: SampleArchive(script)) == ["a 644 1"])
  }

  @Test(arguments: [
    #"archive(local(b"a", b"1", method=8) + b"1", central(b"a", b"1"))"#,
    #"archive(local(b"a", b"1") + b"1", central(b"a", b"1", method=8))"#,
    #"archive(local(b"a", b"1", flags=2) + b"1", central(b"a", b"1"))"#,
    #"archive(local(b"a", b"1", crc=7) + b"1", central(b"a", b"1"))"#,
    #"archive(local(b"a", b"1", length=2) + b"1", central(b"a", b"1"))"#,
    #"archive(local(b"a", b"1", packed=2) + b"1", central(b"a", b"1"))"#,
  ])
  func `headers that say different things are refused`(script: String) throws {
    #expect(try fault(script) == .headersDiffer(Self.a))
  }

  @Test(arguments: [#"b"b""#, #"b"A""#, #"b"\\""#])
  func `another name before the contents is refused`(name: String) throws {
    #expect(
      try fault(#"archive(local(\#(name), b"1") + b"1", central(b"a", b"1"))"#)
        == .otherEntry(Self.a))
  }

  @Test func `entries that share bytes are refused`() throws {
    // The second is in the first's contents.
    let inside = """
      inner = local(b"b", b"2") + b"2"
      archive(local(b"a", inner) + inner, central(b"a", inner), central(b"b", b"2", offset=31))
      """
    #expect(try fault(inside) == .overlap(Self.b, Self.a))
    let table = """
      save(local(b"a", b"12345678") + b"1234" + central(b"a", b"12345678")
           + end(1, 47, 35))
      """
    #expect(try fault(table) == .outside(Self.a))
  }

  @Test func `bytes that belong to no entry are refused, wherever they are`() throws {
    let before = """
      save(b"PK\\x03\\x04 and more" + local(b"a", b"1") + b"1" + central(b"a", b"1", offset=13)
           + end(1, 47, 45))
      """
    #expect(try fault(before) == .leadingBytes)
    let between = """
      archive(local(b"a", b"1") + b"1..." + local(b"b", b"2") + b"2", central(b"a", b"1"),
              central(b"b", b"2", offset=35))
      """
    #expect(try fault(between) == .strayBytes(after: Self.a))
    let after = #"archive(local(b"a", b"1") + b"1...", central(b"a", b"1"))"#
    #expect(try fault(after) == .strayBytes(after: Self.a))
  }

  @Test(arguments: [
    (#"struct.pack("<4s3I", b"PK\x07\x08", zlib.crc32(b"1"), 1, 1)"#, true),
    (#"struct.pack("<3I", zlib.crc32(b"1"), 1, 1)"#, true),
    (#"struct.pack("<4sI2Q", b"PK\x07\x08", zlib.crc32(b"1"), 1, 1)"#, true),
    (#"struct.pack("<4s3I", b"PK\x07\x08", 7, 1, 1)"#, false),
    (#"struct.pack("<4s3I", b"PK\x07\x08", zlib.crc32(b"1"), 1, 2)"#, false),
    (#"b"""#, false), (#"b"x" * 16"#, false),
  ])
  func `what follows the contents says the same as the table`(
    descriptor: (text: String, isRight: Bool)
  ) throws {
    let script = """
      archive(local(b"a", b"", flags=8) + b"1" + \(descriptor.text), central(b"a", b"1", flags=8))
      """
    if descriptor.isRight {
      #expect(try lines(of: SampleArchive(Self.byHand + script)) == ["a 644 1"])
    } else {
      #expect(try fault(script) == .strayBytes(after: Self.a))
    }
  }

  @Test func `an archive with two ends is refused`() throws {
    let inComment = """
      one = local(b"a", b"1") + b"1" + central(b"a", b"1") + end(1, 47, 32)
      archive(local(b"a", b"2") + b"2", central(b"a", b"2"), comment=one)
      """
    #expect(try fault(inComment) == .severalEnds)
    let wide = """
      contents, table = local(b"a", b"1") + b"1", central(b"a", b"1")
      record = struct.pack("<4sQ2H2I4Q", b"PK\\x06\\x06", 44, 45, 45, 0, 0, COUNT, COUNT, len(table),
                           len(contents))
      locator = struct.pack("<4sIQI", b"PK\\x06\\x07", 0, len(contents) + len(table), 1)
      save(contents + table + record + locator + end(NARROW, 0xffffffff, 0xffffffff))
      """
    func counts(_ wideCount: Int, _ narrow: Int) -> String {
      wide.replacing("COUNT", with: "\(wideCount)").replacing("NARROW", with: "\(narrow)")
    }
    #expect(try fault(counts(1, 2)) == .severalEnds)
    for narrow in [1, 0xffff] {
      #expect(try lines(of: SampleArchive(Self.byHand + counts(1, narrow))) == ["a 644 1"])
    }
  }

  @Test func `one part of several is refused`() throws {
    let script = """
      table = central(b"a", b"1")
      save(local(b"a", b"1") + b"1" + table + end(1, len(table), 32, disk=1))
      """
    #expect(try fault(script) == .severalDisks)
    #expect(
      try fault(#"archive(local(b"a", b"1") + b"1", central(b"a", b"1", disk=3))"#)
        == .severalDisks)
  }

  @Test(arguments: [
    #"archive(local(b"a", b"t", crc=7) + b"t", central(b"a", b"t", crc=7, mode=0o120777))"#,
    #"archive(local(b"a", b"", crc=7), central(b"a", b"", crc=7))"#,
    #"archive(local(b"a", b"1", crc=7) + b"1", central(b"a", b"1", crc=7))"#,
  ])
  func `a wrong checksum is refused, also of a link and of nothing`(script: String) throws {
    let found = try fault(script)
    #expect(found == .checksum(of: Self.a) || found != nil && script.contains("b\"1\""))
  }

  @Test func `a link with a zero byte in its target is refused`() throws {
    let script = """
      target = b"ok\\0/../.."
      archive(local(b"a", target) + target, central(b"a", target, mode=0o120777))
      """
    guard case .otherSize(_, declared: 9, found: 2) = try fault(script) else {
      Issue.record("\(String(describing: try fault(script)))")
      return
    }
  }

  @Test func `a folder with contents is refused`() throws {
    #expect(
      try fault(
        #"archive(local(b"a/", b"1") + b"1", central(b"a/", b"1", mode=0o040755))"#)
        == .folderWithContents(Array("a/".utf8)))
  }

  @Test func `an entry is encrypted if either header says so`() throws {
    for (one, other) in [(0, 1), (1, 0), (1, 1)] {
      let script =
        "archive(local(b\"a\", b\"1\", flags=\(one)) + b\"1\", central(b\"a\", b\"1\", flags=\(other)))"
      guard case .refused(_, Self.a, .encrypted) = try failure(Self.byHand + script) else {
        Issue.record("\(try failure(Self.byHand + script))")
        continue
      }
    }
  }

  @Test func `an entry longer than it says is not unpacked to its end`() throws {
    let sample = try SampleArchive(
      Self.byHand + """
        data = zlib.compress(bytes(50 << 20), wbits=-15)
        save(b"")
        archive(local(b"a", data, method=8, length=10, crc=7) + data,
                central(b"a", data, method=8, length=10, crc=7))
        """)
    var count = 0
    #expect(throws: ReleaseError.self) {
      try readEntries(of: sample.path, on: LocalFileSystem()) { _, readPiece in
        while let piece = try readPiece() { count += piece.count }
      }
    }
    #expect(count <= 10)
  }

  @Test func `a bad name at the end is found before anything is unpacked`() throws {
    let sample = try SampleArchive(#"zip(*[F(str(n), b"x") for n in range(50)], F("../x"))"#)
    var count = 0
    #expect(throws: ReleaseError.self) {
      try readEntries(of: sample.path, on: LocalFileSystem()) { _, _ in count += 1 }
    }
    #expect(count == 0)
  }

  @Test func `a field of libarchive's own that says another kind does not count`() throws {
    // Its first byte says which parts follow; the second part is what an entry is.
    let script = """
      field = struct.pack("<2HBI", 0x6c78, 5, 4, 0o040755 << 16)
      archive(local(b"a", b"1", extra=field) + b"1", central(b"a", b"1"))
      """
    #expect(try lines(of: SampleArchive(Self.byHand + script)) == ["a 644 1"])
  }
}
