public import SystemPackage

/// Folders with all that is above or below them.
extension FileSystem {
  /// Creates the folder at `path` and the missing ones above it, each durably.
  public func ensureDirectory(_ path: FilePath) throws(FileError) {
    if let found = try metadata(path) {
      guard found.isDirectory else { throw FileError(.createDirectory, path, .notDirectory) }
      return
    }
    let parent = path.removingLastComponent()
    if !parent.isEmpty && parent != path { try ensureDirectory(parent) }
    do throws(FileError) { try createDirectory(path, permissions: 0o755) } catch {
      // Somebody else may have made it just now.
      guard error.code == .fileExists, try metadata(path)?.isDirectory ?? false else { throw error }
    }
    try syncDirectory(parent.isEmpty ? "." : parent)
  }

  /// Removes a folder with everything in it, links as links; does nothing if there is none.
  public func removeTree(_ path: FilePath) throws(FileError) {
    guard let found = try metadata(path) else { return }
    guard found.isDirectory else { return try remove(path) }
    // However deep it is: the system takes no path of more than 4,096 bytes.
    var far: [FilePath] = []
    try removeContents(of: path, top: path, far: &far)
    while let next = far.popLast() {
      try removeContents(of: next, top: path, far: &far)
      try removeDirectory(next)
    }
    try removeDirectory(path)
  }

  /// Empties a folder. One that is far down moves up to `top` and is added to `far`.
  private func removeContents(
    of folder: FilePath, top: FilePath, far: inout [FilePath]
  ) throws(FileError) {
    for entry in try contents(of: folder) {
      let inner = folder.appending(bytes: entry.name)
      if !entry.metadata.isDirectory {
        try remove(inner)
      } else if inner.length - top.length < Self.longestWayDown {
        try removeContents(of: inner, top: top, far: &far)
        try removeDirectory(inner)
      } else {
        var number = far.count
        while try metadata(top.appending("far-\(number)")) != nil { number += 1 }
        let near = top.appending("far-\(number)")
        try rename(inner, over: near)
        far.append(near)
      }
    }
  }

  private static var longestWayDown: Int { 1024 }
}
