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
    (0..<4).map { lanes[$0].hexadecimal }.joined()
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
    let list = columns.isEmpty ? "NULL" : SQLText.names(columns)
    // From the table itself: an index could be the damaged one.
    let sql = "SELECT \(list) FROM \(SQLText.table(table)) NOT INDEXED"
    let statement = try Statement(self, sql)
    var sum = DigestSum()
    var rows = 0
    var batch = RowHashing.Batch()
    let hashing = RowHashing()
    while try statement.step() {
      rows += 1
      statement.add(to: &batch)
      if !batch.endRow() {
        var digest = RowDigest()
        statement.add(to: &digest)
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
}

extension Statement {
  /// Adds the values of the present row, texts as UTF-8.
  func add(to sink: inout some RowSink) {
    for column in 0..<columnCount {
      switch kind(column) {
      case .integer: sink.add(.integer, UInt64(bitPattern: Int64(integer(column))))
      case .real: sink.add(.real, real(column).bitPattern)
      case .text: withText(column) { sink.add(.text, $0) }
      case .blob: withBytes(column) { sink.add(.blob, $0) }
      case .null: sink.add(.null, 0)
      }
    }
  }
}
