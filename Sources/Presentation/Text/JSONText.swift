import FileEffects
import FoundationEssentials

/// Values as JSON, the same everywhere: indented, keys in snake_case and in order.
package enum JSONText {
  /// The text of a value, without a line break at its end.
  package static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return Spelling.json(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
