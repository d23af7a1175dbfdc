/// Something that users of a release have to know: what it breaks, or what it still has and a later one will not.
///
/// Written as a text alone, or with the way out, and with the key of a configuration that it is about.
public struct ReleaseNotice: Hashable, Sendable {
  public var what: String
  /// The way out: what to use, or to do, instead.
  public var instead: String?
  /// The configuration that has ``key``; `nil` is every one.
  public var file: ManifestPath?
  /// The path of the key, as conflicts name it: `templates.greeting.title`; `*` stands for any one key or item.
  public var key: String?

  public init(
    what: String, instead: String? = nil, file: ManifestPath? = nil, key: String? = nil
  ) {
    (self.what, self.instead) = (what, instead)
    (self.file, self.key) = (file, key)
  }
}

extension ReleaseNotice: ExpressibleByStringLiteral {
  public init(stringLiteral what: String) { self.init(what: what) }
}

extension ReleaseNotice: Codable {
  private enum CodingKeys: CodingKey {
    case what, instead, file, key
  }

  public init(from decoder: any Decoder) throws {
    // Anything but a text has to be an object.
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self.init(what: text)
      return
    }
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      what: try fields.decode(String.self, forKey: .what),
      instead: try fields.decodeIfPresent(String.self, forKey: .instead),
      file: try fields.decodeIfPresent(ManifestPath.self, forKey: .file),
      key: try fields.decodeIfPresent(String.self, forKey: .key))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(what, forKey: .what)
    try fields.encodeIfPresent(instead, forKey: .instead)
    try fields.encodeIfPresent(file, forKey: .file)
    try fields.encodeIfPresent(key, forKey: .key)
  }
}

/// A notice as a manifest has it: a text where it is nothing else, which earlier programs read as well.
struct WrittenNotice: Encodable {
  var notice: ReleaseNotice

  func encode(to encoder: any Encoder) throws {
    guard notice == ReleaseNotice(what: notice.what) else { return try notice.encode(to: encoder) }
    var container = encoder.singleValueContainer()
    try container.encode(notice.what)
  }
}

/// A key of a configuration that a release calls otherwise, or has elsewhere in the same file: what the user
/// made of it follows.
public struct RenamedKey: Codable, Hashable, Sendable {
  public var file: ManifestPath
  /// The path of the key before, as ``ReleaseNotice/key``.
  public var from: String
  /// And since. Each `*` stands for what the one at the same place in ``from`` stood for.
  public var to: String

  public init(file: ManifestPath, from: String, to: String) {
    (self.file, self.from, self.to) = (file, from, to)
  }
}

extension [RenamedKey] {
  /// - Throws: ``ManifestFault/renamedInCircle(_:in:)``.
  func checkCircles() throws(ReleaseError) {
    if let fault = circle { throw .malformedManifest(fault) }
  }

  /// A key that these rules lead back to; `nil` if there is none.
  var circle: ManifestFault? {
    var next: [ManifestPath: [String: String]] = [:]
    for key in self { next[key.file, default: [:]][key.from] = key.to }
    for key in self {
      var place = key.to
      var steps = 0
      while let other = next[key.file]?[place], steps < count {
        if place == key.from { return .renamedInCircle(key.from, in: key.file.path) }
        place = other
        steps += 1
      }
    }
    return nil
  }
}
