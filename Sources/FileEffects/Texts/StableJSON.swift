import FoundationEssentials

/// JSON that is the same bytes for equal values: keys in order, slashes unescaped.
public enum StableJSON {
  /// How the names of fields are written.
  public enum Keys: Sendable {
    case asDeclared
    /// `newBytes` as `new_bytes`.
    case snakeCase
  }

  /// A file's contents: one line, or indented lines; the last one ends.
  ///
  /// - Throws: `EncodingError`.
  public static func lines(
    of value: some Encodable, keys: Keys = .asDeclared, isIndented: Bool = true
  ) throws -> [UInt8] {
    Array(try encoded(value, keys, isIndented: isIndented)) + [UInt8(ascii: "\n")]
  }

  /// A report, as people and programs read it: with nothing in it that a terminal would act on.
  ///
  /// - Throws: `EncodingError`.
  public static func report(_ value: some Encodable) throws -> String {
    Spelling.json(
      String(decoding: try encoded(value, .snakeCase, isIndented: true), as: UTF8.self))
  }

  /// The same in one line, which does not end.
  ///
  /// - Throws: `EncodingError`.
  public static func line(_ value: some Encodable) throws -> String {
    Spelling.json(
      String(decoding: try encoded(value, .snakeCase, isIndented: false), as: UTF8.self))
  }

  private static func encoded(
    _ value: some Encodable, _ keys: Keys, isIndented: Bool
  ) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isIndented { encoder.outputFormatting.insert(.prettyPrinted) }
    if keys == .snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
    return try encoder.encode(value)
  }
}
