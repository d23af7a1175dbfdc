public import SystemPackage

extension FileSystem {
  /// What a path leads to that somebody named: itself or, if it is a link, its final target. The named
  /// path is followed; links inside it are not.
  public func named(_ path: FilePath) throws(FileError) -> FilePath {
    var place = path
    // As many as Linux itself follows.
    for _ in 0...40 {
      guard try metadata(place)?.kind == .symbolicLink else { return place }
      let target = FilePath(bytes: try linkTarget(place))
      place =
        target.isAbsolute
        ? target : place.removingLastComponent().appending(bytes: target.bytes)
    }
    throw FileError(.read, path, .tooManySymbolicLinkLevels)
  }

  /// Where `path` leads once every link on the way is followed, without a link, `.` or `..` in it;
  /// `nil` where nothing is there, or the links lead in a circle.
  public func followed(_ path: FilePath) throws(FileError) -> FilePath? {
    var place = FilePath(root: path.root)
    var rest = Array(path.components)
    var links = 0
    while let next = rest.first {
      rest.removeFirst()
      if next.kind == .currentDirectory { continue }
      if next.kind == .parentDirectory {
        place.removeLastComponent()
        continue
      }
      let name = place.appending(next)
      guard let found = try metadata(name) else { return nil }
      guard found.kind == .symbolicLink else {
        place = name
        continue
      }
      links += 1
      // As many as Linux itself follows.
      guard links <= 40 else { return nil }
      let target = FilePath(
        platformString: try linkTarget(name).map { CInterop.PlatformChar(bitPattern: $0) } + [0])
      if target.isAbsolute { place = FilePath(root: target.root) }
      rest = Array(target.components) + rest
    }
    return place
  }
}
