import ConfigMerge
import Databases
import Downloads
import FileEffects
import ObjectStore
import Releases

/// The program's version, and those of what it is built on.
public struct ProgramVersion: Encodable, Hashable, Sendable {
  public struct Library: Encodable, Hashable, Sendable {
    public var name: String
    /// `null` for one that is loaded when it is needed and is not there.
    @OrNull public var version: String?

    init(_ name: String, _ version: String?) { (self.name, self.version) = (name, version) }
  }

  public var version: String
  public var libraries: [Library]
  public var swift: String
  public var platform: String

  /// Asks every library; those that are loaded when they are needed are loaded.
  ///
  /// - Parameter version: The program's own.
  public init(_ version: String) {
    self.version = version
    libraries = [
      Library("SQLite", SQLiteDatabases.sqliteVersion()),
      Library("zstd", Store.zstdVersion),
      Library("libcrypto", Store.cryptoVersion),
      Library("libyaml", YAMLLibrary.version),
      Library("libsodium", LibraryVersions.libsodium),
      Library("zlib", LibraryVersions.zlib),
      Library("libarchive", LibraryVersions.libarchive),
      Library("libcurl", CurlClient.libraryVersion),
    ]
    swift = Self.compiler
    platform = Platform.description
  }

  init(version: String, libraries: [Library], swift: String, platform: String) {
    (self.version, self.libraries) = (version, libraries)
    (self.swift, self.platform) = (swift, platform)
  }

  /// The compiler's version: it says only whether it is at least one.
  private static var compiler: String {
    #if compiler(>=6.5)
      "6.5 or later"
    #elseif compiler(>=6.4)
      "6.4"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }
}
