/// The answer to a conflict between a user's configuration and a release's.
public enum ConflictAnswer: Hashable, Sendable {
  /// What the user has stays.
  case local
  /// What the release has is taken.
  case upgrade
  /// What both have: the items of both lists.
  case both
  /// A value that is neither's, as text in the file's format.
  case text(String)

  /// The word for it: local, upgrade, both or text.
  public var word: String {
    switch self {
    case .local: "local"
    case .upgrade: "upgrade"
    case .both: "both"
    case .text: "text"
    }
  }
}

extension ConflictAnswer: Codable {
  private enum Keys: CodingKey {
    case take, text
  }

  /// `{"take": "upgrade"}`, or `{"take": "text", "text": …}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(word, forKey: .take)
    if case .text(let text) = self { try container.encode(text, forKey: .text) }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    switch try container.decode(String.self, forKey: .take) {
    case "local": self = .local
    case "upgrade": self = .upgrade
    case "both": self = .both
    case "text": self = .text(try container.decode(String.self, forKey: .text))
    case let word:
      throw DecodingError.dataCorruptedError(
        forKey: .take, in: container, debugDescription: "\"\(word)\" is no answer to a conflict")
    }
  }
}
