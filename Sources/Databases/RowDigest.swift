import CCrypto
import CSQLite
import FileEffects

/// What SQLite stores a value as. The numbers are part of the digest.
enum ValueKind: UInt8 {
  case null, integer, real, text, blob
}

/// What takes the values of a row, one after another.
protocol RowSink {
  /// Adds a value of fixed length: its type, and eight bytes.
  mutating func add(_ kind: ValueKind, _ bits: UInt64)
  /// Adds a value with its type and its length before it.
  mutating func add(_ kind: ValueKind, _ contents: UnsafeRawBufferPointer)
}

/// The SHA-256 of a row's values.
struct RowDigest: RowSink {

  private var context = SHA256_CTX()

  init() {
    SHA256_Init(&context)
  }

  mutating func add(_ kind: ValueKind, _ bytes: UnsafeRawBufferPointer) {
    add(kind, UInt64(bytes.count))
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  /// Adds a value of fixed length, or the length of another.
  mutating func add(_ kind: ValueKind, _ bits: UInt64) {
    var start = (kind.rawValue, bits.littleEndian)
    SHA256_Update(&context, &start.0, 1)
    SHA256_Update(&context, &start.1, 8)
  }

  /// Adds values that are laid out already, as by ``RowHashing/Batch``.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  mutating func finish() -> DigestSum {
    var lanes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &lanes) { bytes in
      _ = SHA256_Final(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
    }
    return DigestSum(
      lanes: SIMD4(lanes.0.bigEndian, lanes.1.bigEndian, lanes.2.bigEndian, lanes.3.bigEndian))
  }
}

/// A sum of digests, the same in whichever order they are added: four lanes of 64 bits, each of
/// which wraps around.
///
/// A sum, because with an exclusive or two equal rows would leave no trace.
struct DigestSum: CustomStringConvertible {
  var lanes: SIMD4<UInt64> = .zero

  static func += (sum: inout DigestSum, digest: DigestSum) {
    sum.lanes &+= digest.lanes
  }

  /// 64 lowercase hexadecimal digits.
  var description: String {
    (0..<4).map { lane in
      let digits = String(lanes[lane], radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension Connection {
  /// The digest of all rows of a table, of each the values of `columns`.
  func digest(ofTable table: String, _ columns: [String]) throws -> TableDigest {
    let (rows, sum) = try sum(ofTable: table, columns)
    return TableDigest(name: table, rows: rows, digest: sum.description)
  }

  /// How many rows a table has, and the sum of their digests.
  func sum(ofTable table: String, _ columns: [String]) throws -> (rows: Int, sum: DigestSum) {
    let list = columns.isEmpty ? "NULL" : columns.map(Self.quoted).joined(separator: ", ")
    // From the table itself: an index could be the damaged one.
    let sql = "SELECT \(list) FROM main.\(Self.quoted(table)) NOT INDEXED"
    var statement: OpaquePointer?
    try require(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
    // Its code would repeat the error of the last step.
    defer { sqlite3_finalize(statement) }
    var sum = DigestSum()
    var rows = 0
    var batch = RowHashing.Batch()
    let hashing = RowHashing()
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else { throw failure(code) }
      rows += 1
      Self.add(statement, to: &batch)
      if !batch.endRow() {
        var digest = RowDigest()
        Self.add(statement, to: &digest)
        sum += digest.finish()
      } else if batch.isFull {
        hashing.add(batch)
        batch = RowHashing.Batch()
      }
    }
    sum += batch.sum
    sum += hashing.finish()
    return (rows, sum)
  }

  private static func add(_ statement: OpaquePointer?, to digest: inout some RowSink) {
    for column in 0..<sqlite3_column_count(statement) {
      switch sqlite3_column_type(statement, column) {
      case SQLITE_INTEGER:
        digest.add(.integer, UInt64(bitPattern: sqlite3_column_int64(statement, column)))
      case SQLITE_FLOAT:
        digest.add(.real, sqlite3_column_double(statement, column).bitPattern)
      case SQLITE_TEXT:
        // The text first: asking for it decides in which encoding its length is counted.
        let start = UnsafeRawPointer(sqlite3_column_text(statement, column))
        let count = Int(sqlite3_column_bytes(statement, column))
        digest.add(.text, UnsafeRawBufferPointer(start: start, count: count))
      case SQLITE_BLOB:
        let start = sqlite3_column_blob(statement, column)
        let count = Int(sqlite3_column_bytes(statement, column))
        digest.add(.blob, UnsafeRawBufferPointer(start: start, count: count))
      default:
        digest.add(.null, 0)
      }
    }
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
