import FileEffects

extension Captured {
  /// This state and others, as listings that go on only below folders that are not the same in all of
  /// them: the others are closed. To be called when the trees are built.
  ///
  /// - Throws: ``StoreError`` where a tree of the others cannot be read.
  public func differences(
    from trees: [ObjectID], _ reader: ObjectReader
  ) throws -> (own: Listing, others: [Listing]) {
    var walk = DifferenceWalk(reader, count: trees.count + 1)
    try walk.folder(nil, root, trees)
    let listings = walk.items.map { Listing(sorted: $0) }
    return (listings[0], Array(listings.dropFirst()))
  }

  /// What has become of the databases of a state in the store that are not as they were. To be called when
  /// the trees are built.
  ///
  /// Where that state was captured last, only folders are looked at in which it had some.
  /// - Throws: ``StoreError`` where a tree of the state cannot be read.
  public func changes(ofDatabasesIn tree: ObjectID, _ reader: ObjectReader) throws -> [Change] {
    var walk = DifferenceWalk(reader, count: 2)
    if earlier.folders.first?.tree == tree {
      walk.wanted = Set(earlier.folders.lazy.filter(\.hasDatabases).map(\.tree))
    }
    try walk.folder(nil, root, [tree])
    return Listing(sorted: walk.items[1]).changes(to: Listing(sorted: walk.items[0]))
      .filter { $0.before?.kind == .database }
  }
}

/// Several states walked beside each other; the first of them is on disk, the others are in the store.
private struct DifferenceWalk {
  private let reader: ObjectReader
  var items: [[Listing.Item]]
  /// If not `nil`, the trees of the others that are looked at.
  var wanted: Set<ObjectID>?

  init(_ reader: ObjectReader, count: Int) {
    self.reader = reader
    items = Array(repeating: [], count: count)
  }

  private func isWanted(_ others: some Sequence<Entry?>) -> Bool {
    guard let wanted else { return true }
    return others.contains { $0?.subtree.map(wanted.contains) ?? true }
  }

  mutating func folder(
    _ path: RelativePath?, _ own: CapturedFolder?, _ others: [ObjectID?]
  ) throws {
    let listed = own?.listed ?? []
    let sides =
      [listed.map(\.row)] + (try others.map { try $0.map { try reader.tree($0).rows } ?? [] })
    var next = sides.map { _ in 0 }
    func first(_ side: Int) -> Tree.Row? {
      next[side] < sides[side].count ? sides[side][next[side]] : nil
    }
    while let name = sides.indices.compactMap({ first($0)?.name })
      .min(by: { $0.lexicographicallyPrecedes($1) })
    {
      let inner = first(0)?.name == name ? listed[next[0]].folder : nil
      let entries = sides.indices.map { side -> Entry? in
        guard let row = first(side), row.name == name else { return nil }
        next[side] += 1
        return row.entry
      }
      let path = RelativePath.appending(name, to: path)
      let isSame = entries.allSatisfy { $0?.isDirectory ?? false && $0 == entries[0] }
      let isClosed = isSame || !isWanted(entries.dropFirst())
      for (side, entry) in entries.enumerated() {
        guard let entry else { continue }
        items[side].append(Listing.Item(path: path, entry: isClosed ? entry : entry.open))
      }
      if !isClosed && entries.contains(where: { $0?.isDirectory ?? false }) {
        try folder(path, inner, entries.dropFirst().map { $0?.subtree })
      }
    }
  }
}
