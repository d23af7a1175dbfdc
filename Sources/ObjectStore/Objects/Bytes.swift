extension [UInt8] {
  /// Adds an integer, least significant byte first: every integer of the format is stored so.
  mutating func append(little value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}

/// Reads the fields of a stored record one after the other; `nil` past the end.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var position: Int

  init(_ bytes: [UInt8], from position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, bytes.count - position >= count else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Passes over so many bytes; `false` where there are fewer.
  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, bytes.count - position >= count else { return false }
    position += count
    return true
  }

  mutating func integer<Value: FixedWidthInteger>() -> Value? {
    let count = MemoryLayout<Value>.size
    guard bytes.count - position >= count else { return nil }
    defer { position += count }
    return Value(
      littleEndian: bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: position, as: Value.self)
      })
  }

  mutating func objectID() -> ObjectID? {
    guard bytes.count - position >= ObjectID.byteCount else { return nil }
    defer { position += ObjectID.byteCount }
    return bytes.withUnsafeBytes { whole in
      ObjectID(UnsafeRawBufferPointer(rebasing: whole[position..<position + ObjectID.byteCount]))
    }
  }
}
