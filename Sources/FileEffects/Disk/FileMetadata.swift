/// What the file system says of a name, without following a link.
public struct FileMetadata: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case regular, directory, symbolicLink
    /// A FIFO, a socket or a device: nothing that can be kept in a store.
    case special(SpecialFile)
  }

  public enum SpecialFile: String, Hashable, Sendable {
    case fifo = "FIFO"
    case socket, device
  }

  public var kind: Kind
  /// The permission bits, at most 0o7777.
  public var permissions: UInt16
  /// Length in bytes.
  public var size: UInt64
  /// When the contents last changed, in nanoseconds since 1970.
  public var modifiedNanoseconds: Int64
  /// When contents or metadata last changed, in nanoseconds since 1970.
  public var changedNanoseconds: Int64
  public var inode: UInt64
  public var device: UInt64
  public var owner: FileOwner
  /// How many names it has: more than one if there are hard links. Only known for files inspected on a
  /// disk.
  public var nameCount: UInt64

  public init(
    kind: Kind, permissions: UInt16, size: UInt64, modifiedNanoseconds: Int64,
    changedNanoseconds: Int64, inode: UInt64, device: UInt64, owner: FileOwner = .root,
    nameCount: UInt64 = 1
  ) {
    self.nameCount = nameCount
    self.kind = kind
    self.permissions = permissions
    self.size = size
    self.modifiedNanoseconds = modifiedNanoseconds
    self.changedNanoseconds = changedNanoseconds
    self.inode = inode
    self.device = device
    self.owner = owner
  }

  /// Whether nothing shows that the file was touched between the two readings. A file that is written
  /// to twice within one tick of its disk's clock can have the same fingerprint.
  public func hasSameFingerprint(as other: FileMetadata) -> Bool {
    kind == other.kind && permissions == other.permissions && size == other.size
      && modifiedNanoseconds == other.modifiedNanoseconds
      && changedNanoseconds == other.changedNanoseconds && inode == other.inode
  }

  public var isRegular: Bool { kind == .regular }
  public var isDirectory: Bool { kind == .directory }
}

/// A name in a folder, with what it stands for.
public struct DirectoryEntry: Hashable, Sendable {
  /// The name's bytes: text only by convention.
  public var name: [UInt8]
  public var metadata: FileMetadata

  public init(name: [UInt8], metadata: FileMetadata) {
    self.name = name
    self.metadata = metadata
  }
}
