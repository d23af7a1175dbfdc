public import FileEffects
import SystemPackage

extension FileError: Phrased {
  public var phrasing: Phrasing {
    // What is opened here is a file or nothing: no FIFO that would keep us waiting.
    let reason = operation == .read && code == .invalidArgument ? "it is not a file" : "\(code)"
    return Phrasing(
      isNoSpace ? .noSpace : .file, "cannot \(operation.rawValue) \(path): \(reason)",
      advice: advice)
  }

  private var advice: String {
    switch code {
    case .noSpace where lacksFiles:
      "the disk can hold no more files, however small: remove some and run the command again"
    case .noSpace, .diskQuotaExceeded: "free some space and run the command again"
    case .readOnlyFileSystem:
      "the disk is mounted read-only: make it writable and run the command again"
    case .permissionDenied, .notPermitted: "run the command as a user who may change it"
    case .tooManyOpenFiles:
      "let a program open more ('ulimit -n') and run 'cortex gc', which makes many packs few"
    case .noLocks, .notSupported, .noFunction:
      operation == .lock
        ? "the file system there has no locks: put the store on a local disk, with --store DIR"
        : ""
    default: ""
    }
  }
}
