import CArchive
import CSodium
import CZlib

/// The versions of the libraries that read, write and sign releases.
package enum LibraryVersions {
  package static var zlib: String { String(cString: zlibVersion()) }

  package static var libsodium: String { String(cString: sodium_version_string()) }

  /// `nil` where it cannot be loaded.
  package static var libarchive: String? { CArchive.libarchive.version }
}
