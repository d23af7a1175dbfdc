/// What an element is known by among the others.
struct ElementName: Hashable, Sendable {
  var text: ExactText
  /// Tells the key `5` from `"5"`, and both from a key that is no scalar.
  var kind: Int
}

extension ElementName {
  /// The name that a node gives as a key, or as an item of a set.
  init(_ node: Node) {
    switch node.content {
    case .scalar(let text, isText: true): self.init(text: text, kind: 0)
    case .scalar(let text, isText: false): self.init(text: PlainScalar.canonical(text), kind: 1)
    case .alias(let name): self.init(text: name, kind: 2)
    case .list, .map:
      self.init(text: ExactText(node.inBrackets(format: .json, isCanonical: true)), kind: 3)
    }
  }
}

extension Element {
  /// Its key; of an item, its value.
  var name: ElementName { ElementName(key ?? value) }
}

extension [Element] {
  /// How many keys there are that were there before.
  var duplicateKeys: Int {
    guard count > 1 else { return 0 }
    guard count <= 16 else { return count - Set(map(\.name)).count }
    return indices.count { index in
      self[..<index].contains {
        $0.key?.digest == self[index].key?.digest && $0.name == self[index].name
      }
    }
  }
}
