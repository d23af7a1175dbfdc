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
    let found = tail.indices.last { tail[$0...].starts(with: "PK\u{5}\u{6}".utf8) }
    guard let found, found + 22 <= tail.count else {
      throw .truncated(archive, .noDirectory)
    }
    let commentLength: UInt16 = tail.integer(at: found + 20)
    guard found + 22 + Int(commentLength) == tail.count else {
      throw .truncated(archive, .strayEnd)
    }
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
      guard record.starts(with: "PK\u{6}\u{6}".utf8) else {
        throw .damaged(archive, .wideEndMisplaced)
      }
      entryCount = record.integer(at: 32)
      length = record.integer(at: 40)
      offset = record.integer(at: 48)
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

  private(set) var fields: [Field] = []

  init(_ bytes: [UInt8], at offset: UInt64) {
    var index = 0
    while index + 4 <= bytes.count {
      let length: UInt16 = bytes.integer(at: index + 2)
      let end = index + 4 + Int(length)
      guard end <= bytes.count else { return }
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
