public import FileEffects
public import SystemPackage

/// Questions that tests ask of any disk.
extension FileSystem {
  public func exists(_ path: FilePath) throws(FileError) -> Bool {
    try metadata(path) != nil
  }

  /// The whole file as text; bytes that are not UTF-8 are replaced.
  public func text(_ path: FilePath) throws(FileError) -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  /// Everything below `root`: for each path the kind, the permissions, and the contents, or their
  /// digest where they are long or no text.
  ///
  /// Two trees have equal snapshots if they hold the same names with the same kinds, permissions
  /// and bytes; times and inodes are left out.
  public func snapshotOfTree(_ root: FilePath) throws(FileError) -> [String: String] {
    var found: [String: String] = [:]
    try addSnapshot(of: root, as: nil, to: &found)
    return found
  }

  private func addSnapshot(
    of folder: FilePath, as path: RelativePath?, to found: inout [String: String]
  ) throws(FileError) {
    for entry in try contents(of: folder) {
      let name = RelativePath.appending(entry.name, to: path)
      let place = folder.appending(bytes: entry.name)
      let mode = String(entry.metadata.permissions, radix: 8)
      switch entry.metadata.kind {
      case .regular: found["\(name)"] = "file \(mode) \(TreeSnapshot.text(of: try read(place)))"
      case .symbolicLink:
        found["\(name)"] = "link \(RelativePath.text(of: try linkTarget(place)))"
      case .special(let kind): found["\(name)"] = "\(kind.rawValue) \(mode)"
      case .directory:
        found["\(name)"] = "folder \(mode)"
        try addSnapshot(of: place, as: name, to: &found)
      }
    }
  }
}

/// How a snapshot of a tree describes a file.
enum TreeSnapshot {
  static func text(of bytes: [UInt8]) -> String {
    if bytes.count <= 4000, !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self)
    {
      return text
    }
    return "(\(bytes.count) bytes, digest \(String(digest(bytes), radix: 16)))"
  }

  /// Of this run only: no secret is kept here, and nothing written down, only differences shown.
  private static func digest(_ bytes: [UInt8]) -> UInt {
    var hasher = Hasher()
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    return UInt(bitPattern: hasher.finalize())
  }
}
