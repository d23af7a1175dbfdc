public import SystemPackage

/// An operation on a file that the operating system refused.
public struct FileError: Error, Hashable, Sendable {
  public enum Operation: Hashable, Sendable {
    case inspect, list, read, create, write, sync, rename, remove, lock
    case readLink, createDirectory, removeDirectory, createLink
    case setPermissions, setOwner, measureSpace
  }

  public let operation: Operation
  public let path: FilePath
  public let code: Errno
  /// Whether the disk has room for bytes and none for another file.
  public let lacksFiles: Bool

  public init(
    _ operation: Operation, _ path: FilePath, _ code: Errno, lacksFiles: Bool = false
  ) {
    self.operation = operation
    self.path = path
    self.code = code
    self.lacksFiles = lacksFiles
  }

  /// Whether the process or the machine has as many files open as may be.
  public var isOutOfHandles: Bool {
    code == .tooManyOpenFiles || code == .tooManyOpenFilesInSystem
  }

  /// Whether the disk, or the user's share of it, is full.
  public var isNoSpace: Bool { code == .noSpace || code == .diskQuotaExceeded }
}
