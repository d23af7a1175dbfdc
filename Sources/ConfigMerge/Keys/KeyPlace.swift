/// Where a configuration has a key.
public struct KeyPlace: Hashable, Sendable {
  /// As conflicts name it.
  public var path: String
  /// Counted from 1.
  public var line: Int

  public init(path: String, line: Int) { (self.path, self.line) = (path, line) }

  /// The places at which a configuration has keys, for each pattern.
  ///
  /// - Parameter shipped: What a release ships: a key that has the same value there is not the user's, and left
  ///   out.
  public static func all(
    of patterns: [KeyPattern], in bytes: [UInt8], besides shipped: [UInt8]?,
    as format: ConfigFormat,
    fileName: String
  ) -> [[KeyPlace]] {
    if patterns.isEmpty || bytes == shipped { return patterns.map { _ in [] } }
    let (local, other) = (
      SearchedKeys(bytes, format, fileName), shipped.flatMap { SearchedKeys($0, format, fileName) }
    )
    return patterns.map { pattern in
      guard let local else { return [] }
      let same = Set(other?.found(pattern).map(\.identity) ?? [])
      return local.found(pattern).filter { !same.contains($0.identity) }.map(\.place)
    }
  }
}

/// A configuration in which keys are looked for, read once.
private enum SearchedKeys {
  case structure(ParsedText)
  case lines(KeyedText)

  struct Found {
    struct Identity: Hashable {
      var path: String
      var value: Int
    }

    var place: KeyPlace
    /// Equal for the same key with the same value.
    var identity: Identity
  }

  /// `nil` for a text that cannot be read, or has no keys.
  init?(_ bytes: [UInt8], _ format: ConfigFormat, _ fileName: String) {
    guard bytes.count <= ParsedText.maximumBytes else { return nil }
    if format == .text {
      guard let keyed = try? KeyGrammar(fileName: fileName)?.read(bytes) else { return nil }
      self = .lines(keyed)
    } else {
      guard case .success(let text) = ParsedText.read(bytes, as: format) else { return nil }
      self = .structure(text)
    }
  }

  func found(_ pattern: KeyPattern) -> [Found] {
    switch self {
    case .structure(let text):
      text.documents.flatMap { pattern.matches(in: $0) }.map { match in
        let path = match.path.description
        return Found(
          place: KeyPlace(path: path, line: text.position(of: match.element.start).line),
          identity: Found.Identity(path: path, value: match.element.value.digest))
      }
    case .lines(let keyed):
      keyed.entries.filter { !$0.isHeader && pattern.fits($0.path.map(\.name)) }.map { entry in
        let path = entry.path.map(\.name).joined(separator: ".")
        return Found(
          place: KeyPlace(path: path, line: entry.lines.lowerBound + 1),
          identity: Found.Identity(path: path, value: entry.value.hashValue))
      }
    }
  }
}

extension KeyPattern {
  /// Whether it is about the key with these names above it; a key with dots in it may be one name.
  fileprivate func fits(_ names: [String]) -> Bool {
    let keys: [String?] = steps.map { if case .key(let name) = $0 { name } else { nil } }
    guard steps.allSatisfy({ if case .key = $0 { true } else { $0 == .any } }) else { return false }
    if names.count == keys.count { return zip(names, keys).allSatisfy { $1 == nil || $0 == $1 } }
    return !keys.contains(nil)
      && names.joined(separator: ".") == keys.compactMap(\.self).joined(separator: ".")
  }
}
