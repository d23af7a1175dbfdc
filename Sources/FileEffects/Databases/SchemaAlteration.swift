/// One difference between two schemas of a database.
///
/// In a report it is written as the words that `Presentation` has for it.
public struct SchemaAlteration: Hashable, Sendable {
  public enum Change: Hashable, Sendable {
    case added, removed, changed
    case columnAdded(String)
    case columnRemoved(String)
  }

  /// table, index, trigger or view, as SQLite calls it.
  public var kind: String
  public var name: String
  public var change: Change

  public init(kind: String, name: String, _ change: Change) {
    (self.kind, self.name, self.change) = (kind, name, change)
  }
}

extension SchemaAlteration: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}
