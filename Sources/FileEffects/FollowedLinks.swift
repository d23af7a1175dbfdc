public import SystemPackage

extension FileSystem {
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
