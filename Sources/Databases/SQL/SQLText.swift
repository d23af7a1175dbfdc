import CSQLite
import FileEffects

/// Names and values as SQL writes them.
enum SQLText {
  /// A name in double quotes, whatever characters it has.
  static func name(_ name: String) -> String { quoted(name, by: "\"") }

  /// A table, index or view of the main database, never of the temporary one.
  static func table(_ name: String) -> String { "main." + Self.name(name) }

  /// Names in quotes, separated by commas.
  static func names(_ names: [String]) -> String { names.map(name).joined(separator: ", ") }

  /// A condition that compares each column with a parameter: `"a" = ? AND "b" = ?`.
  static func equal(_ columns: [String]) -> String {
    columns.map { name($0) + " = ?" }.joined(separator: " AND ")
  }

  /// `count` parameters, separated by commas.
  static func parameters(_ count: Int) -> String {
    repeatElement("?", count: count).joined(separator: ", ")
  }

  /// A text in single quotes, whatever characters it has.
  static func literal(_ text: String) -> String { quoted(text, by: "'") }

  /// A value as SQL writes it: NULL, 12, 1.5, 'text', x'00ff'. Different values have different ones.
  static func literal(_ value: OpaquePointer?) -> String {
    guard let value else { return "NULL" }
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: return "\(sqlite3_value_int64(value))"
    case SQLITE_FLOAT: return "\(sqlite3_value_double(value))"
    case SQLITE_TEXT:
      let start = UnsafeRawPointer(sqlite3_value_text(value))
      let count = Int(sqlite3_value_bytes(value))
      return literal(
        String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self))
    case SQLITE_BLOB:
      let start = sqlite3_value_blob(value)
      let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
      return "x'" + bytes.map(\.hexadecimal).joined() + "'"
    default: return "NULL"
    }
  }

  /// Scalar by scalar: to Swift a quote and an accent after it are one character, and no quote.
  private static func quoted(_ text: String, by quote: Unicode.Scalar) -> String {
    var scalars = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
      if scalar == quote { scalars.append(quote) }
      scalars.append(scalar)
    }
    scalars.append(quote)
    return String(scalars)
  }

  /// What a word stands for that may be a name in quotes or brackets, or a text.
  static func unquoted(_ word: String) -> String {
    let scalars = word.unicodeScalars
    guard let quote = scalars.first, "\"`['".unicodeScalars.contains(quote), scalars.count > 1
    else {
      return word
    }
    let inner = scalars.dropFirst().dropLast()
    if quote == "[" { return String(inner) }
    var result = String.UnicodeScalarView()
    var isDoubled = false
    for scalar in inner {
      isDoubled = scalar == quote && !isDoubled
      if !isDoubled { result.append(scalar) }
    }
    return String(result)
  }
}
