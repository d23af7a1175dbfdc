/// Which documents of three texts are one and the same, by a number for each.
struct DocumentClasses {
  private(set) var base: [Int]
  private(set) var local: [Int]
  private(set) var upgrade: [Int]

  /// Without a base, local and upgrade are two versions of one text.
  init(base: [Node]?, local: [Node], upgrade: [Node]) {
    let first = base?.count ?? 0
    self.base = Array(0..<first)
    self.local = local.indices.map { first + $0 }
    self.upgrade = upgrade.indices.map { first + local.count + $0 }
    guard let base else {
      let pairing = DocumentPairing(from: local, to: upgrade)
      for (index, partner) in pairing.partners.enumerated() {
        if let partner { self.upgrade[partner] = self.local[index] }
      }
      return
    }
    // What both have made alike is one, whatever it was before.
    let alike = Self.madeAlike(base, local, upgrade)
    for (index, place) in alike { self.upgrade[place] = self.local[index] }
    let (mine, others) = (Set(alike.map(\.local)), Set(alike.map(\.upgrade)))
    let ours = joinBase(base, local.indices.filter { !mine.contains($0) }, local, \.local)
    let theirs = joinBase(base, upgrade.indices.filter { !others.contains($0) }, upgrade, \.upgrade)
    let added = DocumentPairing(
      added: ours.map { local[$0] }, and: theirs.map { upgrade[$0] }, beside: base)
    for (index, partner) in added.partners.enumerated() {
      if let partner { self.upgrade[theirs[partner]] = self.local[ours[index]] }
    }
    joinReplaced(base, local, upgrade)
  }

  /// Joins documents of one side with those of the base; returns those that the base has not.
  private mutating func joinBase(
    _ base: [Node], _ places: [Int], _ documents: [Node], _ side: WritableKeyPath<Self, [Int]>
  ) -> [Int] {
    let pairing = DocumentPairing(from: base, to: places.map { documents[$0] })
    for (index, partner) in pairing.partners.enumerated() {
      if let partner { self[keyPath: side][places[partner]] = index }
    }
    return places.filter { self[keyPath: side][$0] >= base.count }
  }

  /// The documents that local and upgrade have alike, and more often than the base has them.
  private static func madeAlike(
    _ base: [Node], _ local: [Node], _ upgrade: [Node]
  ) -> [(local: Int, upgrade: Int)] {
    func new(_ documents: [Node]) -> [Int] {
      let known = Set(DocumentPairing.equal(base, documents).values)
      return documents.indices.filter { !known.contains($0) }
    }
    let (ours, theirs) = (new(local), new(upgrade))
    let pairs = DocumentPairing.equal(ours.map { local[$0] }, theirs.map { upgrade[$0] })
    return pairs.map { (ours[$0.key], theirs[$0.value]) }
  }

  /// Where both have something else in the place of a document, and nothing says whether it is that
  /// document: then the upgrade's is taken for a change of it, so that somebody is asked. What the user
  /// has stays in any case.
  private mutating func joinReplaced(_ base: [Node], _ local: [Node], _ upgrade: [Node]) {
    let common = Set(self.local).intersection(self.upgrade).filter { $0 < base.count }
    func anchors(_ numbers: [Int]) -> [Int?] {
      DocumentGap.last(of: numbers.map { common.contains($0) ? $0 : nil })
    }
    let (before, ours, theirs) = (anchors(self.base), anchors(self.local), anchors(self.upgrade))
    let facts = [base, local, upgrade].map { $0.map(DocumentFacts.init) }
    let (mine, others) = (Set(self.local), Set(self.upgrade))
    let own = local.indices.filter {
      self.local[$0] >= base.count && !others.contains(self.local[$0])
    }
    var new = upgrade.indices.filter {
      self.upgrade[$0] >= base.count && !mine.contains(self.upgrade[$0])
    }
    guard !own.isEmpty, !new.isEmpty else { return }
    for index in base.indices where !mine.contains(index) && !others.contains(index) {
      func isPossible(_ other: Node, _ otherFacts: DocumentFacts) -> Bool {
        base[index].canBeDocument(other) && facts[0][index].mayBecome(otherFacts)
      }
      guard
        own.prefix(1_000).contains(where: {
          ours[$0] == before[index] && isPossible(local[$0], facts[1][$0])
        }),
        let place = new.prefix(1_000).firstIndex(where: {
          theirs[$0] == before[index] && isPossible(upgrade[$0], facts[2][$0])
        })
      else { continue }
      self.upgrade[new[place]] = index
      new.remove(at: place)
    }
  }
}

extension DocumentFacts {
  /// Whether a document can be another one, changed: they have a key in common, and no two names.
  fileprivate func mayBecome(_ other: DocumentFacts) -> Bool {
    object == other.object && (keys.isEmpty == other.keys.isEmpty)
      && (keys.isEmpty || !keys.isDisjoint(with: other.keys))
  }
}
