public import FileEffects

/// A fault in a manifest. A field is named by its place, such as `files[0].path`.
public enum ManifestFault: Error, Hashable, Sendable {
  /// The meaning that a field's text must have.
  public enum Kind: Hashable, Sendable {
    case path, layer, digest, mode, version, package, format
  }

  case json(JSONFault)
  case invalid(field: String, text: String, expected: Kind)
  case listedTwice(RelativePath)
  /// Keys of a file are renamed in a circle, such as by a swap: nobody can say which is which afterwards.
  case renamedInCircle(String, in: RelativePath)
  /// Of more than this many bytes.
  case tooLong(longest: Int)
  /// It is a folder or a link.
  case notAFile
  /// A name that JSON cannot hold.
  case notUTF8(RelativePath)
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
  /// Interprets the error of an encoder, or of a decoder that has read `bytes`.
  init(_ error: any Error, reading bytes: [UInt8] = []) {
    if case EncodingError.invalidValue(let path as RelativePath, _) = error {
      self = .notUTF8(path)
    } else if case DecodingError.dataCorrupted(let context) = error,
      let found = context.underlyingError as? InvalidManifestText
    {
      self = .invalid(
        field: JSONFault.field(context.codingPath), text: found.text, expected: found.expected)
    } else {
      self = .json(JSONFault(error, reading: bytes))
    }
  }
}
