public import FileEffects

extension SchemaAlteration: CustomStringConvertible {
  public var description: String {
    switch change {
    case .added: "\(kind) \(name) added"
    case .removed: "\(kind) \(name) removed"
    case .changed: "\(kind) \(name) changed"
    case .columnAdded(let column): "\(kind) \(name): column \(column) added"
    case .columnRemoved(let column): "\(kind) \(name): column \(column) removed"
    }
  }
}
