import FileEffects
import Releases
import TestSupport
import Testing

@Suite(.tags(.process)) struct ArchiveLimitsTests {
  @Test(arguments: ["tar(*entries)", "zip(*entries)"])
  func `more entries than allowed are refused`(script: String) throws {
    let entries = #"entries = [F(str(number), b"1") for number in range(4)]"# + "\n"
    let sample = try SampleArchive(entries + script)
    #expect(try lines(of: sample, limits: ArchiveLimits(maximumEntries: 4)).count == 4)
    #expect(throws: ReleaseError.tooManyEntries(sample.path, maximum: 3)) {
      try lines(of: sample, limits: ArchiveLimits(maximumEntries: 3))
    }
  }

  @Test func `a table of contents that promises more entries than allowed is not read`() throws {
    let found = try failure(
      """
      data = bytearray(zip(F("a")))
      data[-14:-10] = b"\\xff" * 4
      save(data)
      """, limits: ArchiveLimits(maximumEntries: 3))
    guard case .tooManyEntries(_, 3) = found else {
      Issue.record("\(found)")
      return
    }
  }

  @Test(arguments: ["tar(*entries)", "zip(*entries)"])
  func `more bytes than allowed are refused before they are read`(script: String) throws {
    let sample = try SampleArchive(
      #"entries = [F("a", b"1" * 1000), F("b", b"1" * 1000)]"# + "\n" + script)
    #expect(try lines(of: sample, limits: ArchiveLimits(maximumBytes: 2000)).count == 2)
    var names: [String] = []
    #expect(
      throws: ReleaseError.tooBig(
        sample.path, name: Array("b".utf8), bytes: 2000, maximumBytes: 1999)
    ) {
      try readEntries(
        of: sample.path, on: LocalFileSystem(), limits: ArchiveLimits(maximumBytes: 1999)
      ) { entry, _ in names.append(entry.path.description) }
    }
    // The table of a zip archive says it before the first.
    #expect(names == (script.hasPrefix("tar") ? ["a"] : []))
  }

  @Test func `a size that no disk holds is refused`() throws {
    let found = try failure(
      #"""
      data = bytearray(tar(F("a", b"1"), format=tarfile.GNU_FORMAT))
      data[124:136] = b"\x80" + bytes(3) + b"\x10" + bytes(7)
      data[148:156] = b" " * 8
      data[148:156] = b"%06o\0 " % sum(data[:512])
      save(data)
      """#)
    guard case .tooBig(_, Array("a".utf8), _, 4 << 30) = found else {
      Issue.record("\(found)")
      return
    }
  }

  static let bomb = ArchiveLimits(maximumRatio: 50, ratioFreeBytes: 100_000)

  @Test(
    arguments: [
      #"zip(F("a", bytes(1_000_000)))"#, #"save(gzip.compress(tar(F("a", bytes(1_000_000)))))"#,
      // No entry is large, and yet much is unpacked.
      #"save(gzip.compress(tar(F("a")) + bytes(1_000_000)))"#,
    ])
  func `a bomb is refused`(script: String) throws {
    guard case .bomb(_, _, _, _, maximumRatio: 50) = try failure(script, limits: Self.bomb) else {
      Issue.record("refused for another reason")
      return
    }
    #expect(try lines(of: SampleArchive(script)).count == 1)
  }

  @Test func `zeros up to the free bytes are no bomb`() throws {
    let sample = try SampleArchive(#"zip(F("a", bytes(100_000)))"#)
    #expect(try lines(of: sample, limits: Self.bomb).count == 1)
  }
}
