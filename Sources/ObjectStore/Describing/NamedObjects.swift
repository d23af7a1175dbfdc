public import FileEffects

/// An object that a tree leads to, whether or not the store has it.
public struct NamedObject: Hashable, Sendable {
  public var object: ObjectID
  /// The first path that it is for; `nil` for the tree itself.
  public var path: RelativePath?
}

extension ObjectReader {
  /// The objects whose names start with these hexadecimal digits: of a tree, and of all that it leads to. What
  /// is below a tree that cannot be read is not known.
  public func objects(
    startingWith digits: String, below tree: ObjectID
  ) throws -> [NamedObject] {
    var search = NameSearch(digits: digits)
    try visit(tree, with: &search)
    return search.found
  }
}

/// Follows a tree, and notes what has a name that starts so.
private struct NameSearch: TreeVisitor {
  let digits: String
  private(set) var found: [NamedObject] = []

  init(digits: String) { self.digits = digits }

  mutating func enter(
    _ object: ObjectID, as type: ObjectType, at path: RelativePath?
  ) throws -> Bool {
    if object.description.hasPrefix(digits), !found.contains(where: { $0.object == object }) {
      found.append(NamedObject(object: object, path: path))
    }
    return true
  }

  mutating func fail(_ object: ObjectID, at path: RelativePath?, _ error: any Error) throws {
    // It is noted that it is needed: what else it leads to nobody can say.
    guard error is StoreError else { throw error }
  }
}
