public import ObjectStore

/// What a generation records of a conflict between the user's configuration and the release's, and of
/// the answer to it.
public struct ConflictRecord: Codable, Hashable, Sendable {
  /// What one of the three sides had.
  public struct Side: Codable, Hashable, Sendable {
    /// Counted from 1, in that side's file.
    public var line: Int
    /// As it is written there; a long one is cut.
    public var text: String

    /// How many characters of a value a record holds; the rest is in the files.
    public static let longestText = 4096

    public init(line: Int, text: String) {
      self.line = line
      self.text =
        text.count > Self.longestText ? text.prefix(Self.longestText) + "…" : text
    }
  }

  /// Below the deployment's folder.
  public var file: String
  /// The path of keys in it; empty for lines, or for the file as a whole.
  public var key: String
  /// Why it is a conflict, in one word.
  public var kind: String
  /// The digest of the question: the file's name, the key and the three values.
  public var identity: ObjectID
  /// `nil` where that side did not have it.
  public var base: Side?
  public var local: Side?
  public var upgrade: Side?
  public var answer: ConflictAnswer

  public init(
    file: String, key: String, kind: String, identity: ObjectID, base: Side?, local: Side?,
    upgrade: Side?, answer: ConflictAnswer
  ) {
    self.file = file
    self.key = key
    self.kind = kind
    self.identity = identity
    self.base = base
    self.local = local
    self.upgrade = upgrade
    self.answer = answer
  }
}
