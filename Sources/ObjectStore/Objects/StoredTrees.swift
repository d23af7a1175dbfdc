public import FileEffects

/// The trees below a root in a store, found by path; only requested ones are read.
public final class StoredTrees {
  private let reader: ObjectReader
  private let root: ObjectID?
  private var known: [RelativePath?: Tree] = [:]

  /// Without a root there is nothing at any path.
  public init(_ root: ObjectID?, _ reader: ObjectReader) {
    self.root = root
    self.reader = reader
  }

  /// The entry at `path`; for a folder, with the name of its tree.
  ///
  /// - Throws: ``StoreError`` where a tree on the way cannot be read.
  public func entry(at path: RelativePath) throws -> Entry? {
    guard let rows = try folder(at: path.parent)?.rows else { return nil }
    let name = path.name
    let place = rows.partitioningIndex { !$0.name.lexicographicallyPrecedes(name) }
    return place < rows.count && rows[place].name == name ? rows[place].entry : nil
  }

  /// The tree of the folder at `path`, `nil` being the top; `nil` where there is none.
  public func tree(at path: RelativePath?) throws -> ObjectID? {
    guard let path else { return root }
    guard let entry = try entry(at: path), entry.isDirectory else { return nil }
    return entry.object
  }

  /// The names in the folder at `path`, `nil` being the top, each with whether it is a folder itself; none
  /// where there is no such folder.
  public func names(in path: RelativePath?) throws -> [(name: [UInt8], isFolder: Bool)] {
    try folder(at: path)?.rows.map { ($0.name, $0.entry.isDirectory) } ?? []
  }

  private func folder(at path: RelativePath?) throws -> Tree? {
    if let tree = known[path] { return tree }
    guard let tree = try tree(at: path).map({ try reader.tree($0) }) else { return nil }
    known[path] = tree
    return tree
  }
}

extension ObjectBatch {
  /// Adds the trees of a listing and returns the root's name. Each folder's is encoded against that
  /// of the same folder below `replaced`, where that pays.
  public func addTrees(of listing: Listing, replacing replaced: ObjectID? = nil) throws -> ObjectID
  {
    try TreeBuilder.build(listing, store: adding(replacing: replaced))
  }

  /// Adds the trees of a capture, as of a listing; those that the store has are not made
  /// again.
  public func addTrees(of captured: Captured, replacing replaced: ObjectID? = nil) throws
    -> ObjectID
  {
    try captured.root.build(nil, store: adding(replacing: replaced))
  }

  private func adding(
    replacing replaced: ObjectID?
  ) -> ([UInt8], RelativePath?) throws -> ObjectID {
    let earlier = StoredTrees(replaced, reader)
    return { [self] bytes, path in
      // For an economy only: what cannot be read is as good as absent.
      try add(bytes, as: .tree, replacing: try? earlier.tree(at: path))
    }
  }
}
