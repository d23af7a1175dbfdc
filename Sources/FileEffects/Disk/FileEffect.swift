public import SystemPackage

/// One change to the disk, about to be made.
public struct FileEffect: Hashable, Sendable {
  /// A way to change the disk.
  public enum Kind: Hashable, Sendable {
    case create, extend, truncate, createFolder, createLink, setPermissions, setOwner, remove
    case removeFolder, syncFolder, syncDisk, lock
    case rename(over: FilePath)
    /// The number of bytes written to the file before.
    case sync(bytes: UInt64)
  }

  public var kind: Kind
  public var path: FilePath
}
