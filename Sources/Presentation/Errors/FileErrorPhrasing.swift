public import FileEffects
import SystemPackage

extension FileError: Phrased {
  public var phrasing: Phrasing {
    // Only a regular file is read or replaced, never a FIFO that would keep us waiting, or a device.
    let isIrregular = [.read, .write].contains(operation) && code == .invalidArgument
    let reason = isIrregular ? "not a regular file" : "\(code)"
    return Phrasing(
      isNoSpace ? .noSpace : .file, "cannot \(operation.words) \(path): \(reason)",
      advice: advice)
  }

  private var advice: String {
    switch code {
    case .noSpace where lacksFiles:
      "delete some files (the disk is out of inodes) and try again"
    case .noSpace, .diskQuotaExceeded: "free some space and try again"
    case .readOnlyFileSystem:
      "remount the disk read-write and try again"
    case .permissionDenied, .notPermitted: "run the command as a user with access to it"
    case .tooManyOpenFiles:
      "raise 'ulimit -n', then run 'cortex gc' to consolidate packs"
    case .noLocks, .notSupported, .noFunction:
      operation == .lock
        ? "put the store on a local disk with --store DIR (this file system has no locks)"
        : ""
    default: ""
    }
  }
}
