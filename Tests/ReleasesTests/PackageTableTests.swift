import FileEffects
import ObjectStore
import TestSupport
import Testing

@testable import Releases

/// What follows from a package's table of contents, and what does not.
@Suite(.tags(.unit)) struct PackageTableTests {
  private struct Packed {
    var bytes: [UInt8]
    var contents: [(path: RelativePath, bytes: [UInt8]?)]
  }

  /// A package with generated files, links and folders.
  private func package(_ random: inout SeededGenerator, count: Int) throws -> Packed {
    var writer = ZipWriter()
    let deflate = Deflate()
    var contents: [(RelativePath, [UInt8]?)] = []
    for number in 0..<count {
      let path = try #require(RelativePath("d\(number % 3)/n\(number)"))
      if Int.random(in: 0..<8, using: &random) == 0 {
        writer.begin(path, .folder)
        writer.end(0, packed: 0, length: 0)
        contents.append((path, nil))
        continue
      }
      let length = Int.random(in: 0...3000, using: &random)
      let bytes = random.bytes(length, upTo: number % 2 == 0 ? 255 : 7)
      let kinds: [ZipWriter.Kind] = [.file(isExecutable: true), .file(isExecutable: false), .link]
      writer.begin(path, kinds[number % 3])
      var (checksum, packed) = (CRC32(), [UInt8]())
      bytes.withUnsafeBytes {
        checksum.add($0)
        deflate.add($0, to: &packed)
      }
      deflate.finish(to: &packed)
      writer.append(packed)
      writer.end(checksum.value, packed: UInt64(packed.count), length: UInt64(length))
      contents.append((path, bytes))
    }
    writer.finish()
    return Packed(bytes: writer.output, contents: contents)
  }

  @Test func `from the table and a file's contents follow its bytes in the package, and back`()
    throws
  {
    var random = SeededGenerator(seed: 8)
    let deflate = Deflate()
    for count in [1, 2, 7, 40] {
      let package = try package(&random, count: count)
      let start = try #require(PackageTable.start(in: package.bytes, from: 0))
      let offset = UInt64.random(in: 0...start, using: &random)
      let table = try #require(PackageTable(Array(package.bytes[Int(offset)...]), from: offset))
      #expect(table.start == start && table.entries.count == count)
      var joined: [UInt8] = []
      for (entry, (path, contents)) in zip(table.entries, package.contents) {
        let there = Array(package.bytes[Int(entry.range.lowerBound)..<Int(entry.range.upperBound)])
        joined += there
        guard let contents else {
          #expect(entry.path == nil && entry.bytes(for: [], deflate) == nil)
          continue
        }
        #expect(entry.path == path && entry.length == contents.count)
        #expect(entry.bytes(for: contents, deflate) == there)
        #expect(entry.contents(in: there) == contents)
        #expect(entry.bytes(for: contents + [0], deflate) == nil)
        if !contents.isEmpty {
          var other = contents
          other[contents.count / 2] ^= 1
          #expect(entry.bytes(for: other, deflate) == nil)
          #expect(entry.contents(in: Array(there.dropLast())) == nil)
        }
      }
      #expect(joined + package.bytes[Int(start)...] == package.bytes)
    }
  }

  @Test func `a table that is cut, changed or another program's is none, and never a crash`() throws
  {
    var random = SeededGenerator(seed: 9)
    let whole = try package(&random, count: 5).bytes
    let start = Int(try #require(PackageTable.start(in: whole, from: 0)))
    for first in start + 1..<whole.count {
      #expect(PackageTable(Array(whole[first...]), from: UInt64(first)) == nil)
    }
    for place in start..<whole.count {
      for bit in [0, 7] {
        var changed = whole
        changed[place] ^= 1 << bit
        guard let table = PackageTable(changed, from: 0) else { continue }
        // What can still be read stays inside the package, in order.
        var next: UInt64 = 0
        for entry in table.entries {
          #expect(entry.range.lowerBound == next && entry.range.upperBound <= table.start)
          next = entry.range.upperBound
          _ = entry.contents(in: Array(changed[Int(entry.range.lowerBound)..<Int(next)]))
        }
      }
    }
    #expect(PackageTable([], from: 0) == nil && PackageTable.start(in: [1, 2], from: 7) == nil)
  }

  @Test func `contents that say they are longer than they are, or shorter, are none`() {
    let deflate = Deflate()
    var packed: [UInt8] = []
    [UInt8](repeating: 7, count: 100_000).withUnsafeBytes { deflate.add($0, to: &packed) }
    deflate.finish(to: &packed)
    #expect(Inflate.bytes(packed, length: 100_000)?.count == 100_000)
    for length in [0, 10, 99_999, 100_001] { #expect(Inflate.bytes(packed, length: length) == nil) }
    #expect(Inflate.bytes([], length: 0) == nil && Inflate.bytes([255, 255], length: 5) == nil)
  }
}
