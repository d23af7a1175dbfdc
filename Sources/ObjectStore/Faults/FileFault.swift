public import FileEffects
public import SystemPackage

/// Why a small file of a store counts as damaged, whatever its bytes are.
public enum FileFault: Hashable, Sendable {
  case notAFile
  /// It is of another kind than what belongs there.
  case misplaced(FileMetadata.Kind, needsFolder: Bool)
  case tooLarge
  case unreadable(Errno)
}

extension FileError {
  /// Whether something else is in the file's place, or the disk cannot read it.
  public var isDamage: Bool {
    [.invalidArgument, .isDirectory, .tooManySymbolicLinkLevels, .fileTooLarge, .ioError]
      .contains(code)
  }

  /// Why what cannot be read of a store counts as damaged.
  public var asDamage: FileFault {
    switch code {
    case .invalidArgument, .isDirectory, .tooManySymbolicLinkLevels: .notAFile
    case .fileTooLarge: .tooLarge
    default: .unreadable(code)
    }
  }
}
