import FileEffects

/// Values as JSON, the same everywhere: indented, keys in snake_case and in order.
package enum JSONText {
  /// The text of a value, without a line break at its end.
  package static func of(_ value: some Encodable) throws -> String { try StableJSON.report(value) }

  /// The same in one line.
  package static func line(of value: some Encodable) throws -> String { try StableJSON.line(value) }
}
