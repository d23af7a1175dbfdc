import CArchive
import Glibc

extension libarchive {
  /// The library, or why archives cannot be read: it is looked for once, when the first one is.
  static let loaded: Result<libarchive, ReleaseError> = {
    if let library = libarchive_load() { return .success(library.pointee) }
    return .failure(.noLibrary(reason: dlerror().map { String(cString: $0) } ?? "no reason given"))
  }()

  /// Such as `3.6.2`; `nil` where it cannot be loaded.
  static var version: String? {
    // Why it cannot be loaded is for whoever reads an archive.
    guard let words = try? loaded.get().archive_version_string() else { return nil }
    return String(cString: words).split(separator: " ").last.map(String.init)
  }
}
