/// Text that is equal only where it is so byte for byte: an accent in one character and in two are
/// different to whoever reads the file.
struct ExactText: Hashable, Sendable {
  let string: String

  init(_ string: String) { self.string = string }

  static func == (left: ExactText, right: ExactText) -> Bool {
    let isEqual = left.string.utf8.withContiguousStorageIfAvailable { left in
      right.string.utf8.withContiguousStorageIfAvailable { right in
        left.count == right.count && left.elementsEqual(right)
      } ?? false
    }
    return isEqual ?? left.string.utf8.elementsEqual(right.string.utf8)
  }

  func hash(into hasher: inout Hasher) {
    let isHashed: Void? = string.utf8.withContiguousStorageIfAvailable {
      hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    if isHashed == nil { for byte in string.utf8 { hasher.combine(byte) } }
    hasher.combine(0xFF as UInt8)
  }
}

/// A number that tells most different values apart at once; what has the same one must be compared.
///
/// A multiplication and a shift a step: nothing that anybody chooses on purpose costs more than a
/// comparison.
struct ValueDigest {
  private(set) var value = 0

  mutating func mix(_ number: Int) {
    let mixed = UInt64(bitPattern: Int64(value ^ number)) &* 0x9E37_79B9_7F4A_7C15
    value = Int(Int64(bitPattern: mixed ^ (mixed >> 29)))
  }

  mutating func mix(_ text: ExactText) {
    mix(text.string.utf8.count)
    let isMixed: Void? = text.string.utf8.withContiguousStorageIfAvailable { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      var place = 0
      while place + 8 <= bytes.count {
        mix(bytes.loadUnaligned(fromByteOffset: place, as: Int.self))
        place += 8
      }
      for byte in bytes[place...] { mix(Int(byte)) }
    }
    if isMixed == nil { for byte in text.string.utf8 { mix(Int(byte)) } }
  }
}
