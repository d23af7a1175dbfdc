import FileEffects
import SystemPackage

/// The record that ends a zip archive and says where its table of contents is.
struct ZipEnd {
  var entryCount: UInt64
  var directory: Range<UInt64>

  init(of file: any ReadableFile, size: UInt64, archive: FilePath) throws(ReleaseError) {
    // The record has 22 bytes and is followed by a comment of at most 65,535.
    let start = size - min(size, 22 + 65_535)
    let tail = try file.bytes(start..<size)
    let records = tail.indices.filter { tail[$0...].starts(with: "PK\u{5}\u{6}".utf8) }
    let ends = records.filter { index in
      index + 22 <= tail.count
        && index + 22 + Int(tail.integer(at: index + 20) as UInt16) == tail.count
    }
    guard let found = ends.last else {
      throw .truncated(archive, records.isEmpty ? .noDirectory : .strayEnd)
    }
    // Of two that fit, programs take one or the other.
    guard ends.count == 1 else { throw .damaged(archive, .severalEnds) }
    guard tail[(found + 4)..<(found + 8)].allSatisfy({ $0 == 0 || $0 == 0xff }),
      (tail.integer(at: found + 8) as UInt16) == tail.integer(at: found + 10)
    else { throw .damaged(archive, .severalDisks) }
    var end = start + UInt64(found)
    entryCount = UInt64(tail.integer(at: found + 10) as UInt16)
    var length = UInt64(tail.integer(at: found + 12) as UInt32)
    var offset = UInt64(tail.integer(at: found + 16) as UInt32)

    if found >= 20, tail[(found - 20)...].starts(with: "PK\u{6}\u{7}".utf8) {
      end = tail.integer(at: found - 20 + 8)
      guard end < size, size - end >= 56 else {
        throw .damaged(archive, .wideEndOutside)
      }
      let record = try file.bytes(end..<end + 56)
      guard record.starts(with: "PK\u{6}\u{6}".utf8), record.integer(at: 4) as UInt64 == 44,
        end + 56 + 20 == start + UInt64(found)
      else {
        throw .damaged(archive, .wideEndMisplaced)
      }
      let wide: [UInt64] = [32, 40, 48].map { record.integer(at: $0) }
      // Where the narrow record says a number, it is the same: some programs read only that.
      let narrow: [(UInt64, UInt64)] = [
        (entryCount, 0xffff), (length, .narrowest), (offset, .narrowest),
      ]
      guard zip(narrow, wide).allSatisfy({ $0.0 == $0.1 || $0.0 == $1 }) else {
        throw .damaged(archive, .severalEnds)
      }
      (entryCount, length, offset) = (wide[0], wide[1], wide[2])
    }
    guard offset <= end, length == end - offset else {
      throw .damaged(archive, .directoryMisplaced)
    }
    directory = offset..<end
  }
}

/// The fields that follow a name in a zip archive's headers.
struct ExtraFields {
  struct Field {
    var tag: UInt16
    /// Of the field's tag, in bytes from the archive's start.
    var offset: UInt64
    var contents: ArraySlice<UInt8>
  }

  /// A name in UTF-8 beside one in another character set.
  static let unicodeName: UInt16 = 0x7075
  /// What is hidden from libarchive: that name, and its own field that says again what an entry is.
  static let hidden: Set<UInt16> = [unicodeName, 0x6c78]

  private(set) var fields: [Field] = []
  /// Whether there is nothing but fields.
  private(set) var isWhole = true

  init(_ bytes: [UInt8], at offset: UInt64) {
    var index = 0
    while index < bytes.count {
      let length = index + 4 <= bytes.count ? Int(bytes.integer(at: index + 2) as UInt16) : 0
      let end = index + 4 + length
      guard end <= bytes.count else {
        isWhole = false
        return
      }
      fields.append(
        Field(
          tag: bytes.integer(at: index), offset: offset + UInt64(index),
          contents: bytes[(index + 4)..<end]))
      index = end
    }
  }

  func contents(of tag: UInt16) -> [UInt8]? {
    fields.first { $0.tag == tag }.map { Array($0.contents) }
  }

  /// The name in UTF-8, if there is one for just this name: its checksum says so.
  func unicodeName(for name: [UInt8]) -> [UInt8]? {
    guard let contents = contents(of: Self.unicodeName), contents.count > 5, contents[0] == 1
    else { return nil }
    var checksum = CRC32()
    checksum.add(name)
    return contents.integer(at: 1) == checksum.value ? Array(contents[5...]) : nil
  }
}

extension Array where Element == UInt8 {
  /// The little-endian number at `index`, which is known to be inside.
  func integer<Number: FixedWidthInteger>(at index: Int) -> Number {
    var value: Number = 0
    for place in (0..<Number.bitWidth / 8).reversed() {
      value = (value << 8) | Number(truncatingIfNeeded: self[index + place])
    }
    return value
  }
}

extension ReadableFile {
  /// The bytes in `range`; fewer only at the file's end.
  func bytes(_ range: Range<UInt64>) throws(ReleaseError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(range.upperBound - range.lowerBound))
    var failure: FileError?
    let count = bytes.withUnsafeMutableBytes { window in
      do throws(FileError) { return try read(into: window, at: range.lowerBound) } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw .file(failure) }
    return Array(bytes[..<count])
  }
}
