/// A run of documents without a partner, by those with one before and after it.
struct DocumentGap: Hashable {
  var before: Int?
  var after: Int?

  /// The places that lie in each gap; `marks` name those documents that have a partner.
  static func places(_ places: [Int], beside marks: [Int?]) -> [DocumentGap: [Int]] {
    let (before, after) = (last(of: marks), Array(last(of: marks.reversed()).reversed()))
    return Dictionary(grouping: places) { DocumentGap(before: before[$0], after: after[$0]) }
  }

  /// What can be the same in one gap, by place: first among those with the same keys, then of all, each
  /// where there are as many on both sides.
  static func pairs<Keys: Hashable>(
    _ old: [Int], _ new: [Int], by oldKeys: (Int) -> Keys, _ newKeys: (Int) -> Keys
  ) -> [DocumentPairing.Pair] {
    let groups = Dictionary(grouping: new, by: newKeys)
    let alike = Dictionary(grouping: old, by: oldKeys).flatMap { keys, places in
      let found = groups[keys] ?? []
      return found.count == places.count ? Array(zip(places, found)) : []
    }
    return (alike + (old.count == new.count ? Array(zip(old, new)) : []))
      .map { DocumentPairing.Pair(old: $0, new: $1) }
  }

  /// For each place, the last mark up to there.
  static func last(of marks: [Int?]) -> [Int?] {
    var last: Int?
    return marks.map { mark in
      last = mark ?? last
      return last
    }
  }
}

/// The two best scores of each document of one side.
struct DocumentRivals {
  private let side: KeyPath<DocumentPairing.Pair, Int>
  private var best: [Int: (first: Int, second: Int)] = [:]

  init(_ scores: [DocumentPairing.Pair: Int], by side: KeyPath<DocumentPairing.Pair, Int>) {
    self.side = side
    for (pair, score) in scores {
      let (first, second) = best[pair[keyPath: side]] ?? (0, 0)
      best[pair[keyPath: side]] = (max(first, score), max(second, min(first, score)))
    }
  }

  /// The best score of another pair with the same document.
  func best(against pair: DocumentPairing.Pair, _ score: Int) -> Int {
    guard let (first, second) = best[pair[keyPath: side]] else { return 0 }
    return first == score ? second : first
  }
}
