import FileEffects

extension Captured {
  /// This state and others, as listings that go on only below folders that differ between them; equal
  /// folders are closed. Call it after the trees are built.
  ///
  /// - Throws: ``StoreError`` where a tree of the others cannot be read.
  public func differences(
    from trees: [ObjectID], _ reader: ObjectReader
  ) throws -> (own: Listing, others: [Listing]) {
    var walk = DifferenceWalk(reader, count: trees.count + 1)
    try walk.folder(nil, [.captured(root)] + trees.map { .stored($0) })
    let listings = walk.items.map { Listing(sorted: $0) }
    return (listings[0], Array(listings.dropFirst()))
  }

  /// The databases of a state in the store that have changed or gone. Call it after the trees are built.
  ///
  /// Where that state was captured last, only folders are looked at in which it had some.
  /// - Throws: ``StoreError`` where a tree of the state cannot be read.
  public func changes(ofDatabasesIn tree: ObjectID, _ reader: ObjectReader) throws -> [Change] {
    var walk = DifferenceWalk(reader, count: 2)
    if earlier.folders.first?.tree == tree {
      walk.wanted = Set(earlier.folders.lazy.filter(\.hasDatabases).map(\.tree))
    }
    try walk.folder(nil, [.captured(root), .stored(tree)])
    return Listing(sorted: walk.items[1]).changes(to: Listing(sorted: walk.items[0]))
      .filter { $0.before?.kind == .database }
  }
}

extension ObjectReader {
  /// What has to change to get from one tree to another; folders that are the same are not read.
  public func changes(from old: ObjectID, to new: ObjectID) throws -> [Change] {
    var walk = DifferenceWalk(self, count: 2)
    try walk.folder(nil, [.stored(old), .stored(new)])
    return Listing(sorted: walk.items[0]).changes(to: Listing(sorted: walk.items[1]))
  }
}

/// Several states walked beside each other.
private struct DifferenceWalk {
  /// A folder of one of the states.
  enum Folder {
    case captured(CapturedFolder)
    case stored(ObjectID)

    /// The tree, where it is known before the folder is looked at.
    var tree: ObjectID? { if case .stored(let tree) = self { tree } else { nil } }
  }

  private let reader: ObjectReader
  var items: [[Listing.Item]]
  /// If not `nil`, the trees of all states but the first that are looked at.
  var wanted: Set<ObjectID>?

  init(_ reader: ObjectReader, count: Int) {
    self.reader = reader
    items = Array(repeating: [], count: count)
  }

  private func isWanted(_ others: some Sequence<Entry?>) -> Bool {
    guard let wanted else { return true }
    return others.contains { $0?.subtree.map(wanted.contains) ?? true }
  }

  private func rows(of folder: Folder?) throws -> [(row: Tree.Row, folder: Folder?)] {
    switch folder {
    case .captured(let folder):
      folder.listed.map { ($0.row, $0.folder.map { .captured($0) }) }
    case .stored(let tree):
      try reader.tree(tree).rows.map { ($0, $0.entry.subtree.map { .stored($0) }) }
    case nil: []
    }
  }

  /// Adds the contents of a folder, as each of the states has it, and below.
  mutating func folder(_ path: RelativePath?, _ folders: [Folder?]) throws {
    if let tree = folders[0]?.tree, folders.allSatisfy({ $0?.tree == tree }) { return }
    let sides = try folders.map(rows(of:))
    var next = sides.map { _ in 0 }
    func first(_ side: Int) -> (row: Tree.Row, folder: Folder?)? {
      next[side] < sides[side].count ? sides[side][next[side]] : nil
    }
    while let name = sides.indices.compactMap({ first($0)?.row.name })
      .min(by: { $0.lexicographicallyPrecedes($1) })
    {
      let found = sides.indices.map { side -> (row: Tree.Row, folder: Folder?)? in
        guard let found = first(side), found.row.name == name else { return nil }
        next[side] += 1
        return found
      }
      let entries = found.map { $0?.row.entry }
      let path = RelativePath.appending(name, to: path)
      let isSame = entries.allSatisfy { $0?.isDirectory ?? false && $0 == entries[0] }
      let isClosed = isSame || !isWanted(entries.dropFirst())
      for (side, entry) in entries.enumerated() {
        guard let entry else { continue }
        items[side].append(Listing.Item(path: path, entry: isClosed ? entry : entry.open))
      }
      if !isClosed && entries.contains(where: { $0?.isDirectory ?? false }) {
        try folder(path, found.map { $0?.folder })
      }
    }
  }
}
