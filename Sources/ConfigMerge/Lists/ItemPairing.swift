/// Which items of two lists of maps are the same one, by all that is in them.
///
/// No single key is trusted: an item belongs to the one that agrees with it most, and only if no other
/// comes near. Equal items need no more; values that one item of each list has, and no other, say which
/// of the rest belong together. Linear in the entries.
struct ItemPairing {
  /// For each item of the old list, the one of the new list that it certainly is.
  private(set) var partners: [Int?]
  /// Pairs that may be the same item, and may not.
  private(set) var doubts: [(old: Int, new: Int)] = []

  /// An entry that an item has.
  private struct Fact: Hashable {
    var key: ExactText
    var value: Int

    init?(_ entry: Element) {
      guard let key = entry.key?.text else { return nil }
      (self.key, value) = (ExactText(key), entry.value.digest)
    }
  }

  /// The only item of each list that has a fact; `nil` where there is none, or more than one.
  private struct Owners {
    var (old, new): (Int?, Int?) = (nil, nil)
    var (oldCount, newCount) = (0, 0)

    /// Both lists have it once.
    var pair: Pair? {
      guard oldCount == 1, newCount == 1, let old, let new else { return nil }
      return Pair(old: old, new: new)
    }
  }

  private struct Pair: Hashable {
    var old: Int
    var new: Int
  }

  /// How far an item is behind one that is equal in both lists.
  private struct Place: Hashable {
    var equal: Int?
    var distance: Int
  }

  private let old: [Element]
  private let new: [Element]
  private let areAdded: Bool
  private var owners: [Fact: Owners] = [:]
  private var oldPlaces: [Place] = []
  private var newPlaces: [Place] = []

  /// Of items that both sides added, `areAdded`, two are the same only by their names, or if most of them
  /// is equal: the rest are two items.
  init(from old: [Element], to new: [Element], areAdded: Bool = false) {
    (self.old, self.new, self.areAdded) = (old, new, areAdded)
    partners = Array(repeating: nil, count: old.count)
    pairEqual()
    guard partners.contains(nil), partners.count(where: { $0 != nil }) < new.count else { return }
    countOwners()
    pairLike()
  }

  /// Pairs equal items, in order.
  private mutating func pairEqual() {
    var unpaired: [Int: ArraySlice<Int>] = [:]
    for (index, item) in new.enumerated() { unpaired[item.value.digest, default: []].append(index) }
    for (index, item) in old.enumerated() {
      guard let place = unpaired[item.value.digest]?.first, new[place].value.isSame(as: item.value)
      else { continue }
      unpaired[item.value.digest]?.removeFirst()
      partners[index] = place
    }
    var equal = Place(equal: nil, distance: 0)
    for partner in partners {
      equal = partner.map { Place(equal: $0, distance: 0) } ?? equal
      oldPlaces.append(equal)
      equal.distance += 1
    }
    let taken = Set(partners.compactMap(\.self))
    equal = Place(equal: nil, distance: 0)
    for index in new.indices {
      if taken.contains(index) { equal = Place(equal: index, distance: 0) }
      newPlaces.append(equal)
      equal.distance += 1
    }
  }

  private mutating func countOwners() {
    for (index, item) in old.enumerated() {
      for fact in item.value.elements.compactMap(Fact.init) {
        owners[fact, default: Owners()].old = index
        owners[fact, default: Owners()].oldCount += 1
      }
    }
    for (index, item) in new.enumerated() {
      for fact in item.value.elements.compactMap(Fact.init) {
        owners[fact, default: Owners()].new = index
        owners[fact, default: Owners()].newCount += 1
      }
    }
  }

  /// Pairs the rest where nothing speaks against it, and notes what stays unclear.
  private mutating func pairLike() {
    let equal = Set(partners.compactMap(\.self))
    let scores = scores { partners[$0.old] != nil || equal.contains($0.new) }
    let rivals = Rivals(scores)
    var taken: Set<Int> = []
    let ordered = scores.sorted { ($0.key.old, $0.key.new) < ($1.key.old, $1.key.new) }
    for (pair, score) in ordered {
      let likeness = MapLikeness(old[pair.old].value, new[pair.new].value) { entry in
        Fact(entry).flatMap { owners[$0]?.pair } != nil
      }
      let evidence = PairEvidence(
        agreement: likeness.agreement, contradiction: likeness.contradiction, score: score,
        bestRival: rivals.best(against: pair), isSamePlace: isSamePlace(pair),
        isNameOnly: likeness.isNameOnly, hasSameIdentity: likeness.hasSameIdentity,
        areAdded: areAdded)
      switch evidence.verdict {
      case .same:
        partners[pair.old] = pair.new
        taken.insert(pair.new)
      case .doubtful: doubts.append((pair.old, pair.new))
      case .different: break
      }
    }
    if !areAdded { pairPlaces(without: equal.union(taken), scores) }
    let paired = Set(partners.compactMap(\.self))
    doubts.removeAll { partners[$0.old] != nil || paired.contains($0.new) }
  }

  /// Pairs items in the same place that agree in more than they differ in, if nothing in them is unique.
  private mutating func pairPlaces(without taken: Set<Int>, _ scores: [Pair: Int]) {
    let known = (old: Set(scores.keys.map(\.old)), new: Set(scores.keys.map(\.new)))
    let places = new.indices.filter { !taken.contains($0) && !known.new.contains($0) }
    let unpaired = Dictionary(places.map { (newPlaces[$0], $0) }) { first, _ in first }
    for index in old.indices where partners[index] == nil && !known.old.contains(index) {
      guard let place = unpaired[oldPlaces[index]] else { continue }
      let likeness = MapLikeness(old[index].value, new[place].value) { _ in false }
      if likeness.agreement > 0, likeness.agreement >= likeness.contradiction {
        partners[index] = place
      }
    }
  }

  /// The evidence for each pair that shares something no other item has.
  private func scores(without isPaired: (Pair) -> Bool) -> [Pair: Int] {
    var scores: [Pair: Int] = [:]
    var hasText: Set<Pair> = []
    for item in old {
      for entry in item.value.elements {
        guard let pair = Fact(entry).flatMap({ owners[$0]?.pair }), !isPaired(pair)
        else { continue }
        scores[pair, default: 0] += MapLikeness.weight(of: entry)
        if MapLikeness.isTextOrCollection(entry.value) { hasText.insert(pair) }
      }
    }
    // Numbers go with places: they say nothing that places do not.
    for pair in hasText where isSamePlace(pair) { scores[pair, default: 0] += MapLikeness.place }
    return scores
  }

  private func isSamePlace(_ pair: Pair) -> Bool { oldPlaces[pair.old] == newPlaces[pair.new] }

  /// The scores of each item.
  private struct Rivals {
    private var old: [Int: [(pair: Pair, score: Int)]] = [:]
    private var new: [Int: [(pair: Pair, score: Int)]] = [:]

    init(_ scores: [Pair: Int]) {
      for (pair, score) in scores {
        old[pair.old, default: []].append((pair, score))
        new[pair.new, default: []].append((pair, score))
      }
    }

    /// The best score of another pair that one of the two is in.
    func best(against pair: Pair) -> Int {
      ((old[pair.old] ?? []) + (new[pair.new] ?? [])).filter { $0.pair != pair }.map(\.score).max()
        ?? 0
    }
  }
}
