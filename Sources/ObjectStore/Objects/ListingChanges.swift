public import FileEffects

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
      if let before = entries[0], before.isSameOnDisk(as: entries[1]) { return }
      changes.append(Change(path: path, before: entries[0], after: entries[1]))
    }
    return changes
  }

  /// Whether both have the same paths, and the same to a release at each.
  public func hasSameContents(as other: Listing) -> Bool {
    items.count == other.items.count
      && zip(items, other.items).allSatisfy {
        $0.path == $1.path && $0.entry.hasSameContents(as: $1.entry)
      }
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
