/// Packs the rows of folders that were walked, which with many files take more memory than all else.
///
/// They are compressed, and an object that the batch of the walk has is its number there: nothing makes
/// the 32 bytes of its name smaller.
final class RowPacking {
  struct Rows {
    fileprivate var frame: [UInt8]
    /// Of the rows, in bytes.
    fileprivate let size: Int
    let count: Int
  }

  private let names: SharedNames?
  private let compressor: FrameCompressor
  private let decompressor: FrameDecompressor

  /// - Parameter names: Those of the batch, which keep their numbers.
  init(_ names: SharedNames?) throws {
    self.names = names
    compressor = try FrameCompressor()
    decompressor = try FrameDecompressor()
  }

  /// - Parameter count: How many rows `bytes` are.
  func pack(_ bytes: [UInt8], count: Int) throws -> Rows {
    var bytes = bytes
    if let names {
      bytes.withUnsafeMutableBytes { bytes in
        for row in StatCacheRow.places(count, in: UnsafeRawBufferPointer(bytes)) {
          let object = StatCacheRow.object(UnsafeRawBufferPointer(bytes), at: row.lowerBound)
          guard let number = object.flatMap(names.number(ifPresent:)) else { continue }
          bytes[row.lowerBound] |= StatCacheRow.numbered
          Self.object(of: row, in: bytes).initializeMemory(as: UInt8.self, repeating: 0)
          Self.object(of: row, in: bytes).storeBytes(of: number, as: UInt32.self)
        }
      }
    }
    let frame = try compressor.compress(bytes, .quick) { Array($0) }
    return Rows(frame: frame, size: bytes.count, count: count)
  }

  /// The rows' bytes.
  func unpack(_ rows: Rows) -> [UInt8] {
    let found = rows.frame.withUnsafeBytes { decompressor.decompress($0, size: rows.size) }
    guard var bytes = found else { preconditionFailure("this process has packed these rows") }
    guard let names else { return bytes }
    var name: [UInt8] = []
    bytes.withUnsafeMutableBytes { bytes in
      for row in StatCacheRow.places(rows.count, in: UnsafeRawBufferPointer(bytes))
      where bytes[row.lowerBound] & StatCacheRow.numbered != 0 {
        let object = Self.object(of: row, in: bytes)
        name.removeAll(keepingCapacity: true)
        names[object.loadUnaligned(as: UInt32.self)].append(to: &name)
        object.copyBytes(from: name)
        bytes[row.lowerBound] &= ~StatCacheRow.numbered
      }
    }
    return bytes
  }

  /// Where the object of a row lies.
  private static func object(
    of row: Range<Int>, in bytes: UnsafeMutableRawBufferPointer
  ) -> UnsafeMutableRawBufferPointer {
    let start = row.lowerBound + StoreLayout.StatCache.objectOffset
    return UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + ObjectID.byteCount])
  }
}
