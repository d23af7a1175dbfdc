import FoundationEssentials

/// A fault in a JSON text that a value is read from.
///
/// A field is named by its place, such as `files[0].path`; the name is empty for the whole text.
public enum JSONFault: Hashable, Sendable {
  /// The type of value that a field takes.
  public enum Kind: Hashable, Sendable {
    case text, list, object, flag, number
  }

  case notJSON
  case missing(field: String)
  case null(field: String)
  case wrongType(field: String, expected: Kind)
  /// It has the right type, but not a value that the field can take.
  case invalid(field: String)
}

extension JSONFault {
  /// Interprets the error of a decoder that has read `bytes`.
  package init(_ error: any Error, reading bytes: [UInt8]) {
    self =
      switch error {
      case DecodingError.keyNotFound(let key, let context):
        .missing(field: Self.field(context.codingPath + [key]))
      case DecodingError.valueNotFound(_, let context):
        .null(field: Self.field(context.codingPath))
      case DecodingError.typeMismatch(let type, let context):
        .wrongType(field: Self.field(context.codingPath), expected: Kind(type))
      case DecodingError.dataCorrupted(let context):
        context.codingPath.isEmpty && !Self.isJSON(bytes)
          ? .notJSON : .invalid(field: Self.field(context.codingPath))
      default: .invalid(field: "")
      }
  }

  /// Tells a text that is no JSON from a number that does not fit its field: the decoder's error is the same.
  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    // Only whether there is an error counts.
    (try? JSONDecoder().decode(Anything.self, from: Data(bytes))) != nil
  }

  private struct Anything: Decodable {
    init(from decoder: any Decoder) {}
  }

  /// The name of the field at the end of this path.
  package static func field(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { field, key in
      if let index = key.intValue {
        field += "[\(index)]"
      } else {
        field += (field.isEmpty ? "" : ".") + written(key.stringValue)
      }
    }
  }

  /// A key as it is written: a decoder that converts keys names `newBytes` where the text has `new_bytes`.
  private static func written(_ key: String) -> String {
    key.reduce(into: "") { name, character in
      name += character.isUppercase ? "_" + character.lowercased() : String(character)
    }
  }
}

extension JSONFault.Kind {
  fileprivate init(_ type: any Any.Type) {
    self =
      switch type {
      case is String.Type: .text
      case is [Any].Type: .list
      case is [String: Any].Type: .object
      case is Bool.Type: .flag
      default: .number
      }
  }
}
