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
    // A last `**` stands for one name at least.
    case .general:
      Self.matches(
        parts.last == Self.any ? parts + [[UInt8(ascii: "*")]] : parts, path.components,
        isAnyNumber: { $0 == Self.any }, fits: Self.matches)
    }
  }

  /// Whether a path below `folder` could match.
  func mayMatch(below folder: RelativePath) -> Bool {
    for (part, name) in zip(parts, folder.components) {
      if part == Self.any { return true }
      if !Self.matches(part, name) { return false }
    }
    return parts.count > folder.components.count
  }

  private static func matches(_ part: [UInt8], _ name: [UInt8]) -> Bool {
    matches(part, name, isAnyNumber: { $0 == UInt8(ascii: "*") }) {
      $0 == UInt8(ascii: "?") || $0 == $1
    }
  }

  /// Whether elements match a pattern in which some parts stand for any number of elements.
  ///
  /// On a mismatch only the last such part takes one element more: whatever an earlier one could take
  /// more, the last one can. So there are at most as many comparisons as parts times elements. (The
  /// C library's `fnmatch` is no substitute: it gives `[` a meaning, and takes no bytes that are not
  /// text.)
  static func matches<Part, Elements: RandomAccessCollection>(
    _ parts: [Part], _ elements: Elements, isAnyNumber: (Part) -> Bool,
    fits: (Part, Elements.Element) -> Bool
  ) -> Bool {
    var (part, place) = (0, elements.startIndex)
    /// Behind the last part of any number, and the first element that it has not taken.
    var retry: (part: Int, place: Elements.Index)?
    while place < elements.endIndex {
      if part < parts.count, isAnyNumber(parts[part]) {
        part += 1
        retry = (part, place)
      } else if part < parts.count, fits(parts[part], elements[place]) {
        part += 1
        elements.formIndex(after: &place)
      } else if let last = retry {
        (part, place) = (last.part, elements.index(after: last.place))
        retry = (part, place)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy(isAnyNumber)
  }
}
