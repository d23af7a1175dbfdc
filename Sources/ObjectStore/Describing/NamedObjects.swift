public import FileEffects

/// An object that a tree leads to, whether or not the store has it.
public struct NamedObject: Hashable, Sendable {
  public var object: ObjectID
  /// The first path that leads to it; `nil` for the tree itself.
  public var path: RelativePath?
}

extension ObjectReader {
  /// The objects whose names start with these hexadecimal digits, among a tree and everything below it. A
  /// tree that cannot be read is searched no further.
  public func objects(
    startingWith digits: String, below tree: ObjectID
  ) throws -> [NamedObject] {
    var search = NameSearch(digits: digits)
    try visit(tree, with: &search)
    return search.found
  }
}

/// Follows a tree, and collects the objects whose names start with the digits.
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
    // Its name has been looked at; what is below it nobody can say.
    guard error is StoreError else { throw error }
  }
}
