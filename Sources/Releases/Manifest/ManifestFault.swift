public import FileEffects

/// What is wrong with a manifest. A field is where it is, as `files[0].path`; empty for all of it.
public enum ManifestFault: Hashable, Sendable {
  /// What belongs into a field.
  public enum Kind: Hashable, Sendable {
    case text, list, object, flag, number
    case path, digest, mode, version
  }

  case notJSON
  case missing(field: String)
  case null(field: String)
  case wrongType(field: String, expected: Kind)
  case invalid(field: String, text: String, expected: Kind)
  case listedTwice(RelativePath)
  /// A name that JSON cannot hold.
  case notUTF8(RelativePath)
  /// `reason` is what the decoder or encoder says.
  case other(field: String, reason: String)
}

/// A text in a manifest that is not what its field needs.
struct InvalidManifestText: Error {
  var text: String
  var expected: ManifestFault.Kind
}

extension DecodingError {
  /// A text that is not what belongs there.
  static func invalid(
    _ text: String, in decoder: any Decoder, expected: ManifestFault.Kind
  ) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: decoder.codingPath, debugDescription: "invalid text",
        underlyingError: InvalidManifestText(text: text, expected: expected)))
  }
}

extension ManifestFault {
  /// What an error of a decoder or an encoder means.
  init(_ error: any Error) {
    self =
      switch error {
      case DecodingError.keyNotFound(let key, let context):
        .missing(field: Self.field(context.codingPath + [key]))
      case DecodingError.valueNotFound(_, let context):
        .null(field: Self.field(context.codingPath))
      case DecodingError.typeMismatch(let type, let context):
        .wrongType(field: Self.field(context.codingPath), expected: Kind(type))
      case DecodingError.dataCorrupted(let context): Self(context)
      case EncodingError.invalidValue(let path as RelativePath, _): .notUTF8(path)
      case EncodingError.invalidValue(_, let context):
        .other(field: Self.field(context.codingPath), reason: context.debugDescription)
      default: .other(field: "", reason: "\(error)")
      }
  }

  private init(_ context: DecodingError.Context) {
    let field = Self.field(context.codingPath)
    if let found = context.underlyingError as? InvalidManifestText {
      self = .invalid(field: field, text: found.text, expected: found.expected)
    } else if field.isEmpty {
      self = .notJSON
    } else {
      self = .other(field: field, reason: context.debugDescription)
    }
  }

  private static func field(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { field, key in
      if let index = key.intValue {
        field += "[\(index)]"
      } else {
        field += (field.isEmpty ? "" : ".") + key.stringValue
      }
    }
  }
}

extension ManifestFault.Kind {
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
