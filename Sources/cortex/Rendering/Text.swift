import FileEffects
import Upgrades

/// Pieces of text that reports share.
enum Text {
  /// A length in bytes, for people: `39.1 MB`.
  static func bytes(_ count: UInt64) -> String {
    var value = Double(count)
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 1000 { return unit == "B" ? "\(count) B" : "\(rounded(value)) \(unit)" }
      value /= 1000
    }
    return "\(rounded(value)) TB"
  }

  private static func rounded(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Columns, each as wide as its widest cell; the last one as it is. Whatever is in a cell, a row is a
  /// line.
  static func table(_ rows: [[String]]) -> String {
    let rows = rows.map { $0.map(Spelling.line) }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column < row.count - 1 {
          line += String(repeating: " ", count: widths[column] - cell.count + 2)
        }
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A heading with a list under it; at most `limit` items, then how many more there are.
  static func list(_ title: String, _ items: [String], limit: Int = 20) -> String {
    guard !items.isEmpty else { return "" }
    var text = "\(title):\n" + items.prefix(limit).map { "  \(Spelling.line($0))\n" }.joined()
    if items.count > limit { text += "  … and \(items.count - limit) more (--json lists all)\n" }
    return text
  }
}
