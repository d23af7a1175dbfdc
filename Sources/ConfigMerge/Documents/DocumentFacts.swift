/// The contents of a document that distinguish it from others.
struct DocumentFacts {
  /// A value at a path, by their digests.
  struct Fact: Hashable {
    var path: Int
    var value: Int
  }

  /// The names that whoever uses the document knows it by: kind, namespace and name of an object of
  /// Kubernetes; `nil` where it has none.
  let object: [String]?
  /// What each scalar, empty collection or item of a list in it weighs.
  private(set) var weights: [Fact: Int] = [:]
  /// The value at each path that has one only.
  private(set) var values: [Int: Int] = [:]
  /// The keys at the top.
  let keys: Set<ElementName>

  init(_ document: Node) {
    let names = [
      document["kind"], document["metadata"]?["name"], document["metadata"]?["namespace"],
    ].map { $0?.text ?? "" }
    object = names[0].isEmpty || names[1].isEmpty ? nil : names
    keys = document.isMap ? Set(document.elements.map(\.name)) : []
    if document.isCollection {
      collect(document, ValueDigest(), isTop: true)
    } else if !document.isUnwritten {
      add(document, at: ValueDigest(), weight: MapLikeness.text)
    }
  }

  private mutating func collect(_ node: Node, _ path: ValueDigest, isTop: Bool) {
    for element in node.elements {
      var path = path
      path.mix(element.key?.digest ?? 0)
      if node.isList {
        weights[Fact(path: path.value, value: element.value.digest)] = weight(of: element.value)
      } else if element.value.elements.isEmpty {
        add(
          element.value, at: path,
          weight: isTop ? MapLikeness.weight(of: element) : weight(of: element.value))
      } else {
        collect(element.value, path, isTop: false)
      }
    }
  }

  private func weight(of value: Node) -> Int {
    MapLikeness.isTextOrCollection(value) ? MapLikeness.text : 1
  }

  private mutating func add(_ value: Node, at path: ValueDigest, weight: Int) {
    weights[Fact(path: path.value, value: value.digest)] = max(1, weight)
    values[path.value] = value.digest
  }

  // MARK: Compared

  /// How much two documents agree and contradict each other. What `isDistinctive` does not say of a
  /// fact counts least.
  func comparison(
    with other: DocumentFacts, isDistinctive: (Fact) -> Bool
  ) -> (agreement: Int, contradiction: Int) {
    var (agreement, contradiction) = (0, 0)
    for (fact, weight) in weights {
      if other.weights[fact] != nil {
        agreement += isDistinctive(fact) ? weight : 1
      } else if values[fact.path] != nil, let value = other.values[fact.path] {
        contradiction += max(weight, other.weights[Fact(path: fact.path, value: value)] ?? 0)
      }
    }
    return (agreement, contradiction)
  }
}

extension DocumentFacts {
  /// Whether two documents in the same place, with these facts, can count as one.
  func canBeSameInPlace(
    as other: DocumentFacts, of document: Node, and otherDocument: Node,
    isDistinctive: (Fact) -> Bool
  ) -> Bool {
    if document.isUnwritten || otherDocument.isUnwritten { return true }
    guard document.canBeDocument(otherDocument), object == other.object else { return false }
    guard document.isMap else {
      return !document.isList || !Set(weights.keys).isDisjoint(with: other.weights.keys)
    }
    let shared = keys.intersection(other.keys).count
    let (agreement, contradiction) = comparison(with: other, isDistinctive: isDistinctive)
    if keys == other.keys {
      // Numbers may have changed, or one text, or all that there is; several texts at once hardly.
      let count = weights.count
      let most = max(count, 2 * agreement, agreement > 0 ? count + MapLikeness.text : 0)
      return count == 1 || contradiction <= most
    }
    return shared * 2 >= min(keys.count, other.keys.count) && agreement > 0
      && agreement >= contradiction
  }
}

extension Node {
  /// Whether nothing tells two documents apart for certain: neither what they are nor their names.
  func canBeDocument(_ other: Node) -> Bool {
    guard isMap == other.isMap, isList == other.isList else { return false }
    let keys = elements.compactMap { $0.key?.text }.filter(ListIdentity.isIdentity)
    return keys.allSatisfy { key in
      guard let name = self[key], let otherName = other[key] else { return true }
      return name.isSame(as: otherName)
    }
  }
}
