/// A key of a configuration of which the installed release said that a later one will not have it.
public struct DeprecatedKeyRecord: Codable, Hashable, Sendable {
  /// The configuration, below the deployment's folder; `nil` is every one.
  public var file: String?
  /// As conflicts name it, with `*` for any one key or item.
  public var key: String
  public var what: String
  /// What to use instead.
  public var instead: String?

  public init(file: String?, key: String, what: String, instead: String?) {
    (self.file, self.key, self.what, self.instead) = (file, key, what, instead)
  }
}

/// A key that the release of an upgrade calls otherwise than the one before: the merge is made again by it.
public struct RenamedKeyRecord: Codable, Hashable, Sendable {
  /// Below the deployment's folder.
  public var file: String
  public var from: String
  public var to: String

  public init(file: String, from: String, to: String) {
    (self.file, self.from, self.to) = (file, from, to)
  }
}
