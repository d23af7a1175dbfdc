/// What becomes of a value in a column of another type: SQLite keeps '007' as 7 in a column of
/// integers, and says nothing.
enum ConvertedValues {
  /// Whether the stored value means the written one: 5, 5.0 and '5' do so for one another. Both
  /// are as SQL writes them.
  static func says(_ there: String, _ written: String) -> Bool {
    if there == written || text(there) == text(written) { return true }
    guard let there = number(there), let written = number(written) else { return false }
    switch (there, written) {
    case (.whole(let whole), .real(let real)), (.real(let real), .whole(let whole)):
      return Int64(exactly: real) == whole
    default: return false
    }
  }

  private enum Number { case whole(Int64), real(Double) }

  private static func number(_ literal: String) -> Number? {
    Int64(literal).map(Number.whole) ?? Double(literal).map(Number.real)
  }

  /// A text without its quotes; anything else unchanged.
  private static func text(_ literal: String) -> Substring {
    literal.hasPrefix("'") ? literal.dropFirst().dropLast() : literal[...]
  }
}
