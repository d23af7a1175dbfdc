import FileEffects

/// The trees of an earlier state, found by path; only what is asked for is read.
final class EarlierTrees {
  private let reader: ObjectReader
  private var known: [RelativePath?: Tree]
  private let root: ObjectID?

  init(_ root: ObjectID?, in store: Store) throws {
    self.root = root
    reader = try ObjectReader(store)
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
