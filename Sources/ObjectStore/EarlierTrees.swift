import FileEffects

extension ObjectBatch {
  /// Adds the trees of a listing and returns the root's name. Each folder's is encoded against that
  /// of the same folder below `replaced`, where that pays.
  public func addTrees(of listing: Listing, replacing replaced: ObjectID? = nil) throws -> ObjectID
  {
    let earlier = EarlierTrees(replaced, reader)
    return try TreeBuilder.build(listing) { bytes, path in
      try add(bytes, as: .tree, replacing: earlier.tree(at: path))
    }
  }
}

/// The trees of an earlier state, found by path; only what is asked for is read.
final class EarlierTrees {
  private let reader: ObjectReader
  private var known: [RelativePath?: Tree]
  private let root: ObjectID?

  init(_ root: ObjectID?, _ reader: ObjectReader) {
    self.root = root
    self.reader = reader
    known = [:]
  }

  /// The tree of the folder at `path`, `nil` being the top; `nil` where there was none, or it cannot
  /// be read.
  func tree(at path: RelativePath?) -> ObjectID? {
    guard let path else { return root }
    guard let parent = rows(of: path.parent),
      let row = parent.rows.first(where: { $0.name == path.name }), row.entry.isDirectory
    else { return nil }
    return row.entry.object
  }

  private func rows(of path: RelativePath?) -> Tree? {
    if let tree = known[path] { return tree }
    // It is wanted for an economy only: what cannot be read is as good as absent.
    guard let object = tree(at: path), let tree = try? reader.tree(object) else { return nil }
    known[path] = tree
    return tree
  }
}
