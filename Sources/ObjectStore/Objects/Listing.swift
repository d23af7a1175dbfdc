public import FileEffects

/// What an upgrade may do to a file.
public enum Layer: UInt8, Hashable, Sendable, CaseIterable {
  /// Replaced by an upgrade.
  case core = 1
  /// Never overwritten and never deleted by an upgrade.
  case brain = 2
  /// Merged by an upgrade.
  case config = 3
}

/// What a tree says of one name.
public struct Entry: Hashable, Sendable {
  public enum Kind: UInt8, Hashable, Sendable {
    case file = 1
    /// A symbolic link; its object holds the target's bytes.
    case link = 2
    /// A folder; its object is a tree. In a ``Listing`` what is below it follows, and the object is not
    /// yet known and is zero; where it is not, the folder is closed: it stands for all that is below.
    case directory = 3
    /// A file that is a SQLite database: read and restored through SQLite.
    case database = 4
  }

  public var kind: Kind
  /// Whether `object` is a list of chunks instead of the contents.
  public var isChunked: Bool
  /// `nil` for folders: they belong to what is in them.
  public var layer: Layer?
  /// The permission bits, at most 0o7777; 0o777 for links.
  public var permissions: UInt16
  /// Length of the contents in bytes; 0 for folders.
  public var size: UInt64
  public var object: ObjectID

  public init(
    kind: Kind, isChunked: Bool = false, layer: Layer?, permissions: UInt16, size: UInt64,
    object: ObjectID
  ) {
    self.kind = kind
    self.isChunked = isChunked
    self.layer = layer
    self.permissions = permissions
    self.size = size
    self.object = object
  }

  public static func directory(permissions: UInt16 = 0o755) -> Entry {
    Entry(
      kind: .directory, layer: nil, permissions: permissions, size: 0, object: .none)
  }

  public var isDirectory: Bool { kind == .directory }

  /// Whether both stand for the same thing on disk; the layer is not on disk.
  public func isSame(as other: Entry?) -> Bool {
    guard let other else { return false }
    return kind == other.kind && permissions == other.permissions && object == other.object
      && size == other.size
  }
}

extension ObjectID {
  /// Stands where no object is known; no bytes are known to have this digest.
  static let none = [UInt8](repeating: 0, count: byteCount).withUnsafeBytes { ObjectID($0) }
}

/// The state of a deployment, flat: every path with its entry, in the order of a depth-first walk.
///
/// A folder stands before what is in it, and every path's folders are there. The folder of the
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
      var parent = path.parent
      while let current = parent, all[current] == nil {
        all[current] = folder(current) ?? .directory()
        parent = current.parent
      }
    }
    items = all.map { Item(path: $0.key, entry: $0.value) }.sorted { $0.path < $1.path }
  }

  /// The entries that are no folders.
  public var leaves: some Sequence<Item> { items.lazy.filter { !$0.entry.isDirectory } }

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

  /// Where `path` stands, or would.
  private func index(of path: RelativePath) -> Int {
    var low = 0
    var high = items.count
    while low < high {
      let middle = (low + high) / 2
      if items[middle].path < path { low = middle + 1 } else { high = middle }
    }
    return low
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
      var parent = path.parent
      while let current = parent, (changes[current] ?? self[current]) == nil {
        changes[current] = folder(current) ?? .directory()
        parent = current.parent
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

/// One path at which two listings differ.
public struct Change: Hashable, Sendable {
  public var path: RelativePath
  /// `nil` where the path is not there.
  public var before: Entry?
  public var after: Entry?

  public init(path: RelativePath, before: Entry?, after: Entry?) {
    self.path = path
    self.before = before
    self.after = after
  }
}

extension Listing {
  /// What has to change to get from this listing to `after`, in path order.
  public func changes(to after: Listing) -> [Change] {
    var changes: [Change] = []
    Self.beside([self, after]) { path, entries in
      if let before = entries[0], before.isSame(as: entries[1]) { return }
      changes.append(Change(path: path, before: entries[0], after: entries[1]))
    }
    return changes
  }

  /// Hands `body` every path that one of the listings has, in path order, with what each has there.
  public static func beside(
    _ listings: [Listing], _ body: (RelativePath, [Entry?]) throws -> Void
  ) rethrows {
    var next = listings.map { _ in 0 }
    var entries: [Entry?] = listings.map { _ in nil }
    func item(_ side: Int) -> Item? {
      next[side] < listings[side].items.count ? listings[side].items[next[side]] : nil
    }
    while true {
      var first: RelativePath?
      for side in listings.indices {
        guard let path = item(side)?.path else { continue }
        if first.map({ path < $0 }) ?? true { first = path }
      }
      guard let path = first else { return }
      for side in listings.indices {
        let item = item(side)
        entries[side] = item?.path == path ? item?.entry : nil
        if entries[side] != nil { next[side] += 1 }
      }
      try body(path, entries)
    }
  }
}
