import CSQLite
import FileEffects

/// A value of SQLite that lives outside of it.
enum RowValue {
  case null
  case integer(Int64)
  case real(Double)
  case text([UInt8])
  case blob([UInt8])

  var isNull: Bool { if case .null = self { true } else { false } }

  /// As SQL writes it, for people.
  var literal: String {
    switch self {
    case .null: "NULL"
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let bytes): SQLText.literal(String(decoding: bytes, as: UTF8.self))
    case .blob(let bytes): "x'" + bytes.map(\.hexadecimal).joined() + "'"
    }
  }
}

extension Statement {
  /// Binds a copy of a value to the parameter at `index`, counted from 0.
  func bind(_ value: RowValue, at index: Int) throws {
    let place = Int32(index + 1)
    // SQLite copies what it is given.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: try bind(nil, at: index)
    case .integer(let number): try bind(Int(number), at: index)
    case .real(let number): try bind(number, at: index)
    case .text(let bytes):
      try bytes.withUnsafeBytes { bytes in
        // A text without an address would be NULL.
        let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
        try require(
          sqlite3_bind_text64(
            handle, place, start?.assumingMemoryBound(to: CChar.self), UInt64(bytes.count),
            copied, UInt8(SQLITE_UTF8)))
      }
    case .blob(let bytes):
      try bytes.withUnsafeBytes { bytes in
        try require(
          bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, place, 0)
            : sqlite3_bind_blob64(
              handle, place, bytes.baseAddress, UInt64(bytes.count), copied))
      }
    }
  }

  /// Whether a column of the present row has this very value.
  func holds(_ value: RowValue, at column: Int) -> Bool {
    switch (kind(column), value) {
    case (.null, .null): true
    case (.integer, .integer(let number)): Int64(integer(column)) == number
    case (.real, .real(let number)): real(column).bitPattern == number.bitPattern
    case (.text, .text(let bytes)): withText(column) { $0.elementsEqual(bytes) }
    case (.blob, .blob(let bytes)): withBytes(column) { $0.elementsEqual(bytes) }
    default: false
    }
  }
}
