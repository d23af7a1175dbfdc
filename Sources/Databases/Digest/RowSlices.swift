/// Rows with the numbers 1, 2, 3, …, cut into slices of a few megabytes: what a session of SQLite's
/// extension has seen change, it keeps in memory.
struct RowSlices {
  /// The last row of each slice that is full.
  private var ends: [Int] = []
  private var rows = 0
  private var bytes = 0

  private static let bytesOfSlice = 4 << 20
  /// About what the extension needs for a row beside its values.
  private static let bytesOfRow = 64

  /// Adds the next row.
  mutating func add(bytes: Int) {
    rows += 1
    self.bytes += bytes + Self.bytesOfRow
    guard self.bytes >= Self.bytesOfSlice else { return }
    ends.append(rows)
    self.bytes = 0
  }

  /// A statement that ends with a condition, once for each slice; for all rows at once if nothing
  /// says their number.
  func statements(_ statement: String, of number: String?) -> [String] {
    guard let number else { return [statement] }
    return zip([0] + ends, ends + [rows]).filter { $0 < $1 }.map { before, end in
      "\(statement) AND \(number) BETWEEN \(before + 1) AND \(end)"
    }
  }
}
