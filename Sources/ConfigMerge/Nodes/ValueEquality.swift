extension Node {
  static func digest(_ content: Content, _ tag: String?) -> Int {
    var digest = ValueDigest()
    if let tag { digest.mix(ExactText(tag)) }
    switch content {
    case .scalar(let text, let isText):
      digest.mix(isText ? 1 : 2)
      digest.mix(isText ? text : PlainScalar.canonical(text))
    case .alias(let name):
      digest.mix(3)
      digest.mix(name)
    case .list(let items):
      digest.mix(4)
      for item in items { digest.mix(item.value.digest) }
    case .map(let entries):
      digest.mix(5)
      // In whichever order.
      digest.mix(entries.reduce(entries.count) { $0 &+ $1.digest })
    }
    return digest.value
  }

  /// Whether both mean the same: places, spelling, comments, anchors and the order of keys aside.
  func isSame(as other: Node) -> Bool {
    guard digest == other.digest, tag == other.tag else { return false }
    switch (content, other.content) {
    case (.scalar(let text, let isText), .scalar(let otherText, let otherIsText)):
      guard isText == otherIsText else { return false }
      return text == otherText
        || !isText && PlainScalar.canonical(text) == PlainScalar.canonical(otherText)
    case (.alias(let name), .alias(let otherName)): return name == otherName
    case (.list(let items), .list(let others)):
      return items.count == others.count
        && zip(items, others).allSatisfy { $0.value.isSame(as: $1.value) }
    case (.map(let entries), .map(let others)):
      guard entries.count == others.count else { return false }
      return zip(entries, others).allSatisfy { $0.isSame(as: $1) }
        || Self.haveSameEntries(entries, others)
    default: return false
    }
  }

  /// Compares maps whose keys are in another order. Entries with the same key keep theirs.
  private static func haveSameEntries(_ entries: [Element], _ others: [Element]) -> Bool {
    var places: [ElementName: [Int]] = [:]
    for (index, entry) in entries.enumerated().reversed() {
      places[entry.name, default: []].append(index)
    }
    return others.allSatisfy { other in
      places[other.name]?.popLast().map { entries[$0].isSame(as: other) } ?? false
    }
  }
}

extension Element {
  fileprivate var digest: Int {
    var digest = ValueDigest()
    digest.mix(key?.digest ?? 0)
    digest.mix(value.digest)
    return digest.value
  }

  /// Whether both have the same key and the same value.
  func isSame(as other: Element) -> Bool {
    guard value.isSame(as: other.value) else { return false }
    return switch (key, other.key) {
    case (nil, nil): true
    case (let key?, let otherKey?): key.isSame(as: otherKey)
    default: false
    }
  }
}
