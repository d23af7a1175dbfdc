/// The number of a release, such as `5.3.0` or `1.0.0-rc.1`.
///
/// Read leniently, because releases in the field are: a leading `v`, and one or two numbers where
/// there should be three, are accepted. `3.3` and `3.3.0` are equal. Order is that of semantic
/// versioning 2.0: a pre-release comes before its release, and build metadata does not count.
public struct ReleaseVersion: Sendable {
  /// One part of a pre-release, between dots.
  enum Identifier: Hashable, Sendable {
    case number(UInt64)
    case text(String)
  }

  public let major: UInt64
  public let minor: UInt64
  public let patch: UInt64
  let prerelease: [Identifier]
  /// As it was written, without a leading `v`.
  private let text: String

  /// Whether it came before the release of the same number.
  public var isPrerelease: Bool { !prerelease.isEmpty }

  /// Reads a version with spaces around it or not; `nil` for any other text.
  public init?(_ text: some StringProtocol) {
    var whole = Substring(text)
    while let first = whole.first, first.isWhitespace { whole.removeFirst() }
    while let last = whole.last, last.isWhitespace { whole.removeLast() }
    if whole.first == "v" || whole.first == "V" { whole.removeFirst() }

    let (rest, build) = Self.cut(whole, at: "+")
    let (core, prerelease) = Self.cut(rest, at: "-")
    let numbers = core.split(separator: ".", omittingEmptySubsequences: false).map(Self.number)
    guard (1...3).contains(numbers.count) else { return nil }
    guard let major = numbers[0] else { return nil }
    guard let minor = numbers.count > 1 ? numbers[1] : 0 else { return nil }
    guard let patch = numbers.count > 2 ? numbers[2] : 0 else { return nil }
    guard let identifiers = Self.identifiers(prerelease) else { return nil }
    guard Self.identifiers(build) != nil else { return nil }

    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = identifiers
    self.text = String(whole)
  }

  private static func cut(
    _ text: Substring, at separator: Character
  ) -> (Substring, rest: Substring?) {
    guard let index = text.firstIndex(of: separator) else { return (text, nil) }
    return (text[..<index], text[text.index(after: index)...])
  }

  private static func number(_ text: Substring) -> UInt64? {
    // The initialiser alone would also take "-0", which a pre-release may have as a text.
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(text) : nil
  }

  private static func identifiers(_ text: Substring?) -> [Identifier]? {
    guard let text else { return [] }
    var identifiers: [Identifier] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      guard !part.isEmpty, part.utf8.allSatisfy(isAllowed) else { return nil }
      identifiers.append(number(part).map(Identifier.number) ?? .text(String(part)))
    }
    return identifiers
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension ReleaseVersion: Hashable {
  public static func == (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
    (left.major, left.minor, left.patch) == (right.major, right.minor, right.patch)
      && left.prerelease == right.prerelease
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(major)
    hasher.combine(minor)
    hasher.combine(patch)
    hasher.combine(prerelease)
  }
}

extension ReleaseVersion: Comparable {
  public static func < (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
    let (a, b) = ((left.major, left.minor, left.patch), (right.major, right.minor, right.patch))
    if a != b { return a < b }
    if left.isPrerelease != right.isPrerelease { return left.isPrerelease }
    return left.prerelease.lexicographicallyPrecedes(right.prerelease)
  }
}

extension ReleaseVersion.Identifier: Comparable {
  /// Numbers by value and before texts; texts in byte order.
  static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.number(let a), .number(let b)): a < b
    case (.number, .text): true
    case (.text, .number): false
    case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }
}

extension ReleaseVersion: CustomStringConvertible {
  /// As it was written, build metadata included, without a leading `v`.
  public var description: String { text }
}

extension ReleaseVersion: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let version = ReleaseVersion(text) else {
      throw DecodingError.invalid(text, in: decoder, expected: .version)
    }
    self = version
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension ReleaseVersion {
  private static let standInPrefix = "0.0.0+tree."

  /// What stands for the version of a release that does not say it: the start of its tree's digest.
  public static func standIn(for digest: some StringProtocol) -> String {
    standInPrefix + digest.prefix(12)
  }

  /// Whether it only stands for a version that nothing says.
  public var isStandIn: Bool { text.hasPrefix(Self.standInPrefix) }
}
