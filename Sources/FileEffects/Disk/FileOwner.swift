/// The owner of a file: the numbers of a user and a group.
public struct FileOwner: Hashable, Sendable {
  public var user: UInt32
  public var group: UInt32

  public init(user: UInt32, group: UInt32) {
    self.user = user
    self.group = group
  }

  public static let root = FileOwner(user: 0, group: 0)
}

/// On whose behalf files are made and changed.
public struct FileUser: Hashable, Sendable {
  /// Who owns a new file, unless its folder gives its group to new files.
  public var owner: FileOwner
  /// The other groups that the user is in.
  public var groups: Set<UInt32>

  public init(owner: FileOwner, groups: Set<UInt32> = []) {
    self.owner = owner
    self.groups = groups
  }

  public static let root = FileUser(owner: .root)

  /// Whether it may give a file to anybody.
  public var isRoot: Bool { owner.user == 0 }

  /// Whether it may make a file that it has made belong to `other`.
  public func mayGive(to other: FileOwner) -> Bool {
    isRoot
      || other.user == owner.user && (other.group == owner.group || groups.contains(other.group))
  }
}
