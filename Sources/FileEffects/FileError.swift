public import SystemPackage

/// An operation on a file that the operating system refused.
public struct FileError: Error, Hashable, Sendable {
  /// What was being done, in the words that complete "cannot …".
  public enum Operation: String, Hashable, Sendable {
    case inspect, list, read, create, write, sync, rename, remove, lock
    case readLink = "read the link"
    case createDirectory = "create the folder"
    case removeDirectory = "remove the folder"
    case createLink = "create the link"
    case setPermissions = "set the permissions of"
    case setOwner = "set the owner of"
    case measureSpace = "measure the free space at"
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

extension FileError: CustomStringConvertible {
  public var description: String {
    let advice =
      switch code {
      case .noSpace where lacksFiles:
        "; the disk can hold no more files, however small: remove some and run the command again"
      case .noSpace, .diskQuotaExceeded: "; free some space and run the command again"
      case .readOnlyFileSystem:
        "; the disk is mounted read-only: make it writable and run the command again"
      case .permissionDenied, .notPermitted:
        "; run the command as a user who may change it"
      case .tooManyOpenFiles:
        "; let a program open more ('ulimit -n') and run 'cortex gc', which makes many packs few"
      case .noLocks, .notSupported, .noFunction:
        operation == .lock
          ? "; the file system there has no locks: put the store on a local disk, with --store DIR"
          : ""
      default: ""
      }
    // What is opened here is a file or nothing: no FIFO that would keep us waiting.
    let reason = operation == .read && code == .invalidArgument ? "it is not a file" : "\(code)"
    return "cannot \(operation.rawValue) \(path): \(reason)\(advice)"
  }
}
