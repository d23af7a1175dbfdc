import FileEffects

/// Meets every object that a tree leads to: trees, lists of chunks, and contents.
protocol TreeVisitor {
  /// Meets an object; `false` passes over what a tree or a list of chunks names.
  mutating func enter(_ object: ObjectID, as type: ObjectType, at path: RelativePath?) throws
    -> Bool
  /// Told of a tree or list of chunks that was entered and cannot be read.
  mutating func fail(_ object: ObjectID, at path: RelativePath?, _ error: any Error) throws
  /// Leaves a tree or list of chunks that was entered, after all that it names.
  mutating func leave(_ object: ObjectID, as type: ObjectType) throws
}

extension TreeVisitor {
  mutating func fail(_ object: ObjectID, at path: RelativePath?, _ error: any Error) throws {
    throw error
  }

  mutating func leave(_ object: ObjectID, as type: ObjectType) throws {}
}

extension ObjectReader {
  /// Has a visitor meet a tree and all below it, depth first and in the order of names. The path is `nil`
  /// for the top, and that of its file for a chunk.
  func visit(
    _ tree: ObjectID, at path: RelativePath? = nil, with visitor: inout some TreeVisitor
  ) throws {
    guard try visitor.enter(tree, as: .tree, at: path) else { return }
    for row in try read(tree, at: path, for: &visitor, { try self.tree(tree).rows }) {
      let inner = RelativePath.appending(row.name, to: path)
      if row.entry.isDirectory {
        try visit(row.entry.object, at: inner, with: &visitor)
      } else if row.entry.isChunked {
        try visit(list: row.entry.object, at: inner, with: &visitor)
      } else {
        _ = try visitor.enter(row.entry.object, as: .blob, at: inner)
      }
    }
    try visitor.leave(tree, as: .tree)
  }

  private func visit(
    list: ObjectID, at path: RelativePath, with visitor: inout some TreeVisitor
  ) throws {
    guard try visitor.enter(list, as: .chunkList, at: path) else { return }
    for chunk in try read(list, at: path, for: &visitor, { try chunks(list) }) {
      _ = try visitor.enter(chunk.object, as: .blob, at: path)
    }
    try visitor.leave(list, as: .chunkList)
  }

  /// What an object names; nothing where it cannot be read, and the visitor goes on.
  private func read<Named>(
    _ object: ObjectID, at path: RelativePath?, for visitor: inout some TreeVisitor,
    _ names: () throws -> [Named]
  ) throws -> [Named] {
    do { return try names() } catch {
      try visitor.fail(object, at: path, error)
      return []
    }
  }
}
