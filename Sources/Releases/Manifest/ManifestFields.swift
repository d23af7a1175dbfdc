public import FileEffects

/// A path in a manifest.
public struct ManifestPath: Hashable, Sendable {
  public var path: RelativePath

  public init(_ path: RelativePath) { self.path = path }
}

/// The SHA-256 of a file's contents, as 64 lowercase hexadecimal digits.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// Checks the digits; `nil` for any other text, uppercase digits included.
  public init?(_ text: some StringProtocol) {
    let digits = Array("0123456789abcdef".utf8)
    guard text.utf8.count == 64, text.utf8.allSatisfy({ digits.contains($0) }) else { return nil }
    description = String(text)
  }
}

/// The permission bits of a file, written as octal digits (`"0644"`).
public struct Mode: Hashable, Sendable, CustomStringConvertible {
  /// At most 0o777.
  public let bits: UInt16

  public init?(bits: UInt16) {
    guard bits <= 0o777 else { return nil }
    self.bits = bits
  }

  private init(_ bits: UInt16) { self.bits = bits }

  /// What packages give to files: the masks of those who make them do not count.
  public static let usual = Mode(0o644)
  public static let executable = Mode(0o755)

  public var description: String {
    String(bits, radix: 8).zeroPadded(to: 4)
  }
}

extension ManifestPath: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(
      try decoder.parse(.path) { text in RelativePath(text).flatMap { $0.isReserved ? nil : $0 } })
  }

  public func encode(to encoder: any Encoder) throws {
    guard let text = String(validating: path.bytes, as: UTF8.self) else {
      throw EncodingError.invalidValue(
        path,
        EncodingError.Context(
          codingPath: encoder.codingPath, debugDescription: "not UTF-8"))
    }
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Manifest.Layer {
  public init(from decoder: any Decoder) throws {
    self = try decoder.parse(.layer, Self.init(rawValue:))
  }
}

extension Manifest.Format {
  public init(from decoder: any Decoder) throws {
    let number = try decoder.singleValueContainer().decode(Int.self)
    guard let format = Self(rawValue: number) else {
      throw DecodingError.invalid("\(number)", in: decoder, expected: .format)
    }
    self = format
  }
}

extension Manifest.Package {
  public init(from decoder: any Decoder) throws {
    self = try decoder.parse(.package, Self.init(rawValue:))
  }
}

extension Digest: Codable {
  public init(from decoder: any Decoder) throws {
    self = try decoder.parse(.digest, Digest.init)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Mode: Codable {
  public init(from decoder: any Decoder) throws {
    self = try decoder.parse(.mode) { text in
      text.utf8.allSatisfy { (0x30...0x37).contains($0) }
        ? UInt16(text, radix: 8).flatMap(Mode.init(bits:)) : nil
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Decoder {
  fileprivate func parse<Value>(
    _ kind: ManifestFault.Kind, _ parse: (String) -> Value?
  ) throws -> Value {
    let text = try singleValueContainer().decode(String.self)
    guard let value = parse(text) else {
      throw DecodingError.invalid(text, in: self, expected: kind)
    }
    return value
  }
}
