import FileEffects

/// A pattern of paths: `*` and `?` stand for characters of one name, `**` for any number of names.
struct Glob: Hashable, Sendable {
  let text: String
  private let parts: [[UInt8]]
  /// The bytes before the first `*` or `?`: most paths differ there, and are done with.
  private let literal: [UInt8]
  private let shape: Shape

  private enum Shape: Hashable, Sendable {
    /// Nothing but the literal.
    case exact
    /// The literal, then `**`: everything below a folder.
    case below
    case general
  }

  init(_ text: String) {
    self.text = text
    let bytes = Array(text.utf8)
    parts = bytes.split(separator: UInt8(ascii: "/")).map(Array.init)
    literal = Array(bytes.prefix { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") })
    shape =
      if literal == bytes {
        .exact
      } else if bytes == literal + Self.any
        && (literal.isEmpty || literal.last == UInt8(ascii: "/"))
      { .below } else { .general }
  }

  private static let any = Array("**".utf8)

  func matches(_ path: RelativePath) -> Bool {
    guard path.bytes.starts(with: literal) else { return false }
    return switch shape {
    case .exact: path.bytes.count == literal.count
    case .below: path.bytes.count > literal.count
    case .general: Self.match(parts[...], path.components[...])
    }
  }

  /// Whether a path below `folder` could match.
  func mayMatch(below folder: RelativePath) -> Bool {
    for (part, name) in zip(parts, folder.components) {
      if part == Self.any { return true }
      if !Self.match(part[...], name[...]) { return false }
    }
    return parts.count > folder.components.count
  }

  private static func match(_ parts: ArraySlice<[UInt8]>, _ names: ArraySlice<[UInt8]>) -> Bool {
    guard let part = parts.first else { return names.isEmpty }
    if part == any {
      if parts.count == 1 { return !names.isEmpty }
      return names.indices.contains { match(parts.dropFirst(), names[$0...]) }
    }
    guard let name = names.first, match(part[...], name[...]) else { return false }
    return match(parts.dropFirst(), names.dropFirst())
  }

  private static func match(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let head = pattern.first else { return name.isEmpty }
    if head == UInt8(ascii: "*") {
      return match(pattern.dropFirst(), name)
        || (!name.isEmpty && match(pattern, name.dropFirst()))
    }
    guard let byte = name.first, head == UInt8(ascii: "?") || head == byte else { return false }
    return match(pattern.dropFirst(), name.dropFirst())
  }
}
