/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// Counted from 1.
  public let line: Int
  /// Counted from 1, in characters.
  public let column: Int
  public let reason: String
  /// Whether it is JSON, and only deeper than anybody can mean.
  public internal(set) var isExcess = false
}

extension JSONError: CustomStringConvertible {
  public var description: String { "line \(line), column \(column): \(reason)" }
}
