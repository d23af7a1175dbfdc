/// Which documents of two texts are the same one, changed or not.
///
/// Equal documents are the same one; then those with the same names, then those that agree most in
/// values that no other document has, and at last those in the same place, if nothing contradicts that.
struct DocumentPairing {
  /// For each old document, the new one that it is.
  private(set) var partners: [Int?]

  private let old: [Node]
  private let new: [Node]
  private let oldFacts: [DocumentFacts]
  private let newFacts: [DocumentFacts]
  /// The new documents that have a partner.
  private var taken: Set<Int> = []

  struct Pair: Hashable {
    var old: Int
    var new: Int
  }

  /// Pairs the documents of an older text with those of a newer one.
  init(from old: [Node], to new: [Node]) {
    self.init(old, new)
    pairEqual()
    pairObjects()
    pairLike(common: [], isStrict: false)
    pairPlaces()
  }

  /// Pairs documents that both sides have added, each by itself: only those that are mostly the same.
  init(added: [Node], and others: [Node], beside base: [Node]) {
    self.init(added, others)
    pairEqual()
    pairObjects()
    pairLike(common: Set(base.flatMap { DocumentFacts($0).weights.keys }), isStrict: true)
  }

  private init(_ old: [Node], _ new: [Node]) {
    (self.old, self.new) = (old, new)
    (oldFacts, newFacts) = (old.map(DocumentFacts.init), new.map(DocumentFacts.init))
    partners = Array(repeating: nil, count: old.count)
  }

  private mutating func join(_ index: Int, _ other: Int) {
    partners[index] = other
    taken.insert(other)
  }

  private var unpaired: (old: [Int], new: [Int]) {
    (old.indices.filter { partners[$0] == nil }, new.indices.filter { !taken.contains($0) })
  }

  // MARK: Steps

  private mutating func pairEqual() {
    for (index, place) in Self.equal(old, new) { join(index, place) }
  }

  /// The places of equal elements in two lists, in order.
  static func equal(_ old: [Node], _ new: [Node]) -> [Int: Int] {
    var places: [Int: ArraySlice<Int>] = [:]
    for (index, document) in new.enumerated() { places[document.digest, default: []].append(index) }
    var found: [Int: Int] = [:]
    for (index, document) in old.enumerated() {
      guard let place = places[document.digest]?.first, new[place].isSame(as: document)
      else { continue }
      places[document.digest]?.removeFirst()
      found[index] = place
    }
    return found
  }

  private mutating func pairObjects() {
    let (rest, others) = unpaired
    let mine = Dictionary(grouping: rest.filter { oldFacts[$0].object != nil }) {
      oldFacts[$0].object
    }
    let theirs = Dictionary(grouping: others.filter { newFacts[$0].object != nil }) {
      newFacts[$0].object
    }
    for (object, places) in mine {
      if let found = theirs[object], found.count == 1, places.count == 1 {
        join(places[0], found[0])
      }
    }
  }

  /// Pairs what agrees most in facts that no other document has; `common` are facts that say nothing.
  private mutating func pairLike(common: Set<DocumentFacts.Fact>, isStrict: Bool) {
    let (rest, others) = unpaired
    guard !rest.isEmpty, !others.isEmpty else { return }
    let (owners, newOwners) = (Self.owners(of: oldFacts), Self.owners(of: newFacts))
    func pair(_ fact: DocumentFacts.Fact) -> Pair? {
      guard let old = owners[fact], let new = newOwners[fact], old != Self.several,
        new != Self.several, !common.contains(fact)
      else { return nil }
      return Pair(old: old, new: new)
    }
    var scores: [Pair: Int] = [:]
    for index in rest {
      for (fact, weight) in oldFacts[index].weights {
        guard let pair = pair(fact), !taken.contains(pair.new), areOneObject(pair) else {
          continue
        }
        scores[pair, default: 0] += weight
      }
    }
    let (mine, theirs) = (DocumentRivals(scores, by: \.old), DocumentRivals(scores, by: \.new))
    for (pair, score) in scores
    where score >= 2 * max(mine.best(against: pair, score), theirs.best(against: pair, score)) {
      let (agreement, contradiction) = oldFacts[pair.old].comparison(with: newFacts[pair.new]) {
        self.isOwn($0, of: pair, owners, newOwners) && !common.contains($0)
      }
      guard agreement >= contradiction, score >= MapLikeness.text else { continue }
      if isStrict {
        let all = [oldFacts[pair.old], newFacts[pair.new]].map { facts in
          facts.weights.reduce(0) { $0 + (common.contains($1.key) ? 0 : $1.value) }
        }
        guard score * 2 >= all.max() ?? 0 else { continue }
      }
      join(pair.old, pair.new)
    }
  }

  private func isOwn(
    _ fact: DocumentFacts.Fact, of pair: Pair, _ owners: [DocumentFacts.Fact: Int],
    _ newOwners: [DocumentFacts.Fact: Int]
  ) -> Bool { owners[fact] == pair.old && newOwners[fact] == pair.new }

  private static let several = -1

  /// The only document that has a fact, or ``several``.
  private static func owners(of documents: [DocumentFacts]) -> [DocumentFacts.Fact: Int] {
    var owners: [DocumentFacts.Fact: Int] = [:]
    for (index, document) in documents.enumerated() {
      for fact in document.weights.keys { owners[fact] = owners[fact] == nil ? index : several }
    }
    return owners
  }

  /// Pairs documents that are likely the same by keys that no other document has all of, and then those
  /// between the same neighbours.
  private mutating func pairPlaces() {
    let (rest, others) = unpaired
    guard !rest.isEmpty, !others.isEmpty else { return }
    let (owners, newOwners) = (Self.owners(of: oldFacts), Self.owners(of: newFacts))
    func isLikely(_ pair: Pair) -> Bool {
      let (one, other) = (oldFacts[pair.old], newFacts[pair.new])
      return one.canBeSameInPlace(as: other, of: old[pair.old], and: new[pair.new]) {
        isOwn($0, of: pair, owners, newOwners)
      }
    }
    let places = Dictionary(grouping: old.indices) { oldFacts[$0].keys }
    let newPlaces = Dictionary(grouping: new.indices) { newFacts[$0].keys }
    for index in rest {
      let keys = oldFacts[index].keys
      guard !keys.isEmpty, places[keys]?.count == 1, let found = newPlaces[keys],
        found.count == 1, !taken.contains(found[0])
      else { continue }
      if isLikely(Pair(old: index, new: found[0])) { join(index, found[0]) }
    }
    let (left, othersLeft) = unpaired
    let mine = DocumentGap.places(left, beside: partners)
    let theirs = DocumentGap.places(
      othersLeft, beside: new.indices.map { taken.contains($0) ? $0 : nil })
    for (gap, places) in mine {
      let pairs = DocumentGap.pairs(
        places, theirs[gap] ?? [], by: { oldFacts[$0].keys }, { newFacts[$0].keys })
      for pair in pairs where partners[pair.old] == nil && !taken.contains(pair.new) {
        if isLikely(pair) { join(pair.old, pair.new) }
      }
    }
  }

  // MARK: What contradicts

  private func areOneObject(_ pair: Pair) -> Bool {
    let (object, other) = (oldFacts[pair.old].object, newFacts[pair.new].object)
    return object == nil || other == nil || object == other
  }
}
