/// What a tree says of one name.
public struct Entry: Hashable, Sendable {
  public enum Kind: UInt8, Hashable, Sendable {
    case file = 1
    /// A symbolic link; its object holds the target's bytes.
    case link = 2
    /// A folder; its object is a tree. In a ``Listing`` its contents follow, and the object is not yet
    /// known and is zero; if it is not zero, the folder is closed: it stands for all its contents.
    case directory = 3
    /// A file that is a SQLite database: read and restored through SQLite.
    case database = 4
  }

  public var kind: Kind
  /// Whether `object` is a list of chunks instead of the contents.
  public var isChunked: Bool
  /// `nil` for folders: they belong to their contents.
  public var layer: Layer?
  /// The permission bits, at most 0o7777; 0o777 for links.
  public var permissions: UInt16
  /// Length of the contents in bytes; 0 for folders.
  public var size: UInt64
  public var object: ObjectID

  public init(
    kind: Kind, isChunked: Bool = false, layer: Layer?, permissions: UInt16, size: UInt64,
    object: ObjectID
  ) {
    self.kind = kind
    self.isChunked = isChunked
    self.layer = layer
    self.permissions = permissions
    self.size = size
    self.object = object
  }

  public static func directory(permissions: UInt16 = 0o755) -> Entry {
    Entry(
      kind: .directory, layer: nil, permissions: permissions, size: 0, object: .none)
  }

  public var isDirectory: Bool { kind == .directory }

  /// Whether somebody may run it.
  public var isExecutable: Bool { permissions & 0o111 != 0 }

  /// The tree of a folder.
  var subtree: ObjectID? { isDirectory ? object : nil }

  /// The entry for a listing that has what is below: there, a folder's tree is not part of it.
  var open: Entry {
    var entry = self
    if isDirectory { entry.object = .none }
    return entry
  }

  /// The object that is the whole contents; `nil` where they are in chunks.
  var wholeObject: ObjectID? { isChunked || isDirectory || kind == .link ? nil : object }
}

/// How entries are compared. Which of their fields count:
///
/// | Comparison | kind | object, size | permissions | layer |
/// |---|---|---|---|---|
/// | `==` | yes | yes | yes | yes |
/// | ``isSameOnDisk(as:)`` | yes | yes | yes | no |
/// | ``hasSameContents(as:)`` | file and database are one | yes | whether it can be run | no |
/// | ``holds(_:)`` | a file | yes | no | no |
extension Entry {
  /// Whether both are for the same thing on disk; the layer is not on disk.
  public func isSameOnDisk(as other: Entry?) -> Bool {
    guard let other else { return false }
    return kind == other.kind && permissions == other.permissions && object == other.object
      && size == other.size
  }

  /// Whether both are the same file to a release. Of the permissions only one counts: whether it can be
  /// run. The others follow the user's mask, not the release.
  public func hasSameContents(as other: Entry) -> Bool {
    (kind == other.kind || (kind != .link && other.kind != .link && !isDirectory))
      && object == other.object && size == other.size && isExecutable == other.isExecutable
  }

  /// Whether these bytes are the contents that this entry of a file stands for.
  public func holds(_ bytes: [UInt8]) throws -> Bool {
    guard size == UInt64(bytes.count) else { return false }
    return try ContentWriter(into: nil).file(bytes, layer: .core).object == object
  }
}
