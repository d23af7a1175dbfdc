/// Why a text is not JSON, and where.
struct JSONError: Error, Hashable {
  /// Counted from 1.
  let line: Int
  /// Counted from 1, in characters.
  let column: Int
  let reason: String
  /// Whether it is JSON, and only deeper than anybody can mean.
  var isExcess = false
}

extension JSONError: CustomStringConvertible {
  var description: String { "line \(line), column \(column): \(reason)" }
}
