import CArchive
import Glibc

extension libarchive {
  /// The library, or why archives cannot be read: it is looked for once, when the first one is.
  static let loaded: Result<libarchive, ReleaseError> = {
    if let library = libarchive_load() { return .success(library.pointee) }
    return .failure(.noLibrary(reason: dlerror().map { String(cString: $0) } ?? "no reason given"))
  }()
}
