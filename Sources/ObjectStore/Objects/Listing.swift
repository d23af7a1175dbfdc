public import FileEffects

/// The state of a deployment, flat: every path with its entry, in the order of a depth-first walk.
///
/// A folder comes before its contents, and every path's folders are there. The folder of the
/// deployment itself is not. Only ``Captured/differences(from:_:)`` has closed folders.
public struct Listing: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var path: RelativePath
    public var entry: Entry

    public init(path: RelativePath, entry: Entry) {
      self.path = path
      self.entry = entry
    }
  }

  /// Sorted by path.
  public private(set) var items: [Item]

  /// A listing of items that are already sorted and have their folders.
  init(sorted items: [Item]) {
    self.items = items
  }

  public init() {
    self.items = []
  }

  /// A listing of these entries, with the folders that they need.
  ///
  /// A folder that is missing gets the entry that `folder` gives for it, else the usual permissions.
  public init(
    _ entries: [RelativePath: Entry], folder: (RelativePath) -> Entry? = { _ in nil }
  ) {
    var all = entries
    for path in entries.keys {
      for parent in path.ancestors {
        guard all[parent] == nil else { break }
        all[parent] = folder(parent) ?? .directory()
      }
    }
    items = all.map { Item(path: $0.key, entry: $0.value) }.sorted { $0.path < $1.path }
  }

  /// Changes entries; the paths stay.
  public mutating func update(_ change: (RelativePath, inout Entry) throws -> Void) rethrows {
    for index in items.indices { try change(items[index].path, &items[index].entry) }
  }

  /// The entries that are no folders.
  public var leaves: some Sequence<Item> { items.lazy.filter { !$0.entry.isDirectory } }

  /// The entries that are folders.
  public var folders: some Sequence<Item> { items.lazy.filter(\.entry.isDirectory) }

  /// How many files and links there are.
  public var fileCount: Int { items.count { !$0.entry.isDirectory } }

  /// The sum of the contents' lengths, in bytes.
  public var byteCount: UInt64 { items.reduce(0) { $0 + $1.entry.size } }

  /// By path, for decisions that look at several listings.
  public var byPath: [RelativePath: Entry] {
    Dictionary(uniqueKeysWithValues: items.map { ($0.path, $0.entry) })
  }

  public subscript(path: RelativePath) -> Entry? {
    let place = index(of: path)
    return place < items.count && items[place].path == path ? items[place].entry : nil
  }

  /// Where `path` is, or would be.
  private func index(of path: RelativePath) -> Int {
    items.partitioningIndex { $0.path >= path }
  }

  /// Whether there is a file or link somewhere below a folder that is here.
  public func holdsLeaves(below folder: RelativePath) -> Bool {
    items[index(of: folder)...].dropFirst().prefix { $0.path.isInside(folder) }
      .contains { !$0.entry.isDirectory }
  }

  /// This listing with other entries at some paths, `nil` taking one away, and with the folders that
  /// they need: one that is missing gets the entry that `folder` gives for it, else the usual
  /// permissions.
  public func with(
    _ changes: [RelativePath: Entry?], folder: (RelativePath) -> Entry?
  ) -> Listing {
    var changes = changes
    for (path, entry) in changes where entry != nil {
      for parent in path.ancestors {
        guard (changes[parent] ?? self[parent]) == nil else { break }
        changes[parent] = folder(parent) ?? .directory()
      }
    }
    var result: [Item] = []
    result.reserveCapacity(items.count + changes.count)
    var rest = items[...]
    for (path, entry) in changes.sorted(by: { $0.key < $1.key }) {
      let next = index(of: path)
      result += rest.prefix(max(0, next - rest.startIndex))
      rest = items[next...]
      if rest.first?.path == path { rest.removeFirst() }
      if let entry { result.append(Item(path: path, entry: entry)) }
    }
    return Listing(sorted: result + rest)
  }
}
