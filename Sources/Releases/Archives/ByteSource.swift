import FileEffects
import SystemPackage

/// Where an archive's bytes come from, a piece at a time.
protocol ByteSource: AnyObject {
  /// The bytes that follow, valid until the next call; `nil` at the end.
  func next() throws -> UnsafeRawBufferPointer?
  /// Goes on from `offset`; only for an archive whose reader asks for it.
  func seek(to offset: UInt64)
  /// Where the next piece starts, in bytes from the start.
  var offset: UInt64 { get }
  /// How many bytes there are; `nil` where that is known at the end only.
  var size: UInt64? { get }
}

/// The bytes of a file on disk, except for a few that are hidden.
final class FileSource: ByteSource {
  private let file: any ReadableFile
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  let size: UInt64?
  private(set) var offset: UInt64 = 0
  /// Bytes to be handed out with other values, in the order of their offsets.
  private let changes: [(offset: UInt64, byte: UInt8)]

  init(_ file: any ReadableFile, size: UInt64, changes: [(offset: UInt64, byte: UInt8)] = []) {
    self.file = file
    self.size = size
    self.changes = changes
  }

  deinit { buffer.deallocate() }

  func next() throws -> UnsafeRawBufferPointer? {
    let start = offset
    let count: Int
    do throws(FileError) { count = try file.read(into: buffer, at: start) } catch {
      throw ReleaseError.file(error)
    }
    guard count > 0 else { return nil }
    offset += UInt64(count)
    var index = changes.partitioningIndex { $0.offset >= start }
    while index < changes.count, changes[index].offset < offset {
      buffer[Int(changes[index].offset - start)] = changes[index].byte
      index += 1
    }
    return UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  func seek(to offset: UInt64) { self.offset = offset }
}

/// Another source's bytes, with a record of where the zeros at the end begin.
///
/// A tar archive ends with two blocks of zeros; libarchive takes one without them for whole.
final class TarSource: ByteSource {
  private let base: any ByteSource
  /// Refuses what has been unpacked so far, if it is too much.
  private let check: (_ unpackedBytes: UInt64) throws -> Void
  private(set) var offset: UInt64 = 0
  /// From here on, up to ``offset``, there are only zeros.
  private(set) var zerosStart: UInt64 = 0
  var size: UInt64? { nil }

  init(_ base: any ByteSource, check: @escaping (UInt64) throws -> Void) {
    self.base = base
    self.check = check
  }

  func next() throws -> UnsafeRawBufferPointer? {
    guard let piece = try base.next() else { return nil }
    if let last = piece.lastIndex(where: { $0 != 0 }) { zerosStart = offset + UInt64(last) + 1 }
    offset += UInt64(piece.count)
    try check(offset)
    return piece
  }

  func seek(to offset: UInt64) {}
}
