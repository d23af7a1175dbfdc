/// Files counted by folder, so that thousands of them fit into a few lines.
public struct FolderCount: Hashable, Sendable {
  /// A folder's path with a slash behind it, or one file's path.
  public var place: String
  public var files: Int

  /// The files at `paths` in at most `limit` lines, if there are no more places at the top than that: the
  /// folder with the most files is opened as long as there is room for its contents. The most files come
  /// first, then in the order of the names.
  public static func grouping(_ paths: [String], limit: Int) -> [FolderCount] {
    var shown = Folder(paths.map { $0.split(separator: "/")[...] }, at: "").opened
    while let largest = shown.indices.filter({ shown[$0].isFolder }).max(by: {
      (shown[$0].files, shown[$1].path) < (shown[$1].files, shown[$0].path)
    }) {
      let inside = shown[largest].opened
      guard shown.count - 1 + inside.count <= limit else { break }
      shown.replaceSubrange(largest...largest, with: inside)
    }
    return shown.sorted { ($1.files, $0.path) < ($0.files, $1.path) }
      .map { FolderCount(place: $0.isFolder ? $0.path + "/" : $0.path, files: $0.files) }
  }

  /// A folder with its contents, or a file.
  private struct Folder {
    var path: String
    /// The names below it; a file has none.
    var below: [ArraySlice<Substring>]

    /// A folder that holds nothing but one folder or file is that.
    init(_ below: [ArraySlice<Substring>], at path: String) {
      self.path = path
      self.below = below.filter { !$0.isEmpty }
      while let name = self.below.first?.first, !path.isEmpty,
        self.below.allSatisfy({ $0.first == name })
      {
        self.path += "/\(name)"
        self.below = self.below.map { $0.dropFirst() }.filter { !$0.isEmpty }
      }
    }

    var isFolder: Bool { !below.isEmpty }
    var files: Int { max(1, below.count) }

    /// Its direct contents.
    var opened: [Folder] {
      Dictionary(grouping: below) { $0.first ?? "" }.map { name, below in
        Folder(below.map { $0.dropFirst() }, at: path.isEmpty ? "\(name)" : "\(path)/\(name)")
      }
    }
  }
}
