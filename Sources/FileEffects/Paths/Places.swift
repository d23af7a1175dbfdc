import Glibc
public import SystemPackage

extension LocalFileSystem {
  /// The absolute path of an existing file or folder, with every link followed: what the user named,
  /// taken literally once, at the edge.
  public func resolve(_ path: FilePath) throws(FileError) -> FilePath {
    guard let resolved = path.withPlatformString({ realpath($0, nil) }) else {
      throw FileError(.inspect, path, Syscalls.lastError)
    }
    defer { free(resolved) }
    return FilePath(platformString: resolved)
  }

  /// As ``resolve(_:)``, for a path whose last component may not be there yet.
  public func resolveNew(_ path: FilePath) throws(FileError) -> FilePath {
    if try metadata(path) != nil { return try resolve(path) }
    guard let name = path.lastComponent else { return try resolve(path) }
    let parent = path.removingLastComponent()
    return try resolveNew(parent.isEmpty ? "." : parent).appending(name)
  }
}
