/// The search for a longest common subsequence of two sequences of line numbers.
///
/// It is Myers' (1986) in linear space: from both ends at once it follows the paths with the fewest
/// edits until they meet, and does the same on either side of that place. Where they have not met
/// after so many edits, it is content with the place that lies furthest from where it set out; each
/// time that happens it looks less far, down to ``leastPatience``. So the time is the product of
/// length and patience at most, and what the two have in common may then not be all there is.
struct LineMatching {
  /// The fewest edits to look ahead, from either end.
  static let leastPatience = 64

  private let a: [Int]
  private let b: [Int]
  private var pairs: [Int?]
  private var patience: Int
  private var forward: LineFrontier
  private var backward: LineFrontier

  /// How many edits the search looks ahead at first, from either end: 256, or about the square root of
  /// both lengths together if that is more.
  static func patience(for lines: Int) -> Int {
    let bits = Int.bitWidth - lines.leadingZeroBitCount
    return max(256, 1 << ((bits + 1) / 2))
  }

  /// How many places the search has looked at.
  var steps: Int { forward.steps + backward.steps }

  init(_ a: [Int], _ b: [Int]) {
    self.a = a
    self.b = b
    pairs = Array(repeating: nil, count: a.count)
    patience = Self.patience(for: a.count + b.count)
    forward = LineFrontier(edits: patience, isReversed: false)
    backward = LineFrontier(edits: patience, isReversed: true)
  }

  /// For each element of the first sequence the place in the second of the one it is matched with.
  mutating func partners() -> [Int?] {
    var pending = [LineBox(a: a.indices, b: b.indices)]
    while let whole = pending.popLast() {
      let box = trimmed(whole)
      guard !box.a.isEmpty && !box.b.isEmpty else { continue }
      let split = split(of: box)
      let placeInA = box.a.lowerBound + split.a
      let placeInB = box.b.lowerBound + split.b
      pending.append(LineBox(a: placeInA..<box.a.upperBound, b: placeInB..<box.b.upperBound))
      pending.append(LineBox(a: box.a.lowerBound..<placeInA, b: box.b.lowerBound..<placeInB))
    }
    return pairs
  }

  /// Matches the common beginning and end of a box on both sides, and returns the rest.
  private mutating func trimmed(_ box: LineBox) -> LineBox {
    var (startOfA, startOfB) = (box.a.lowerBound, box.b.lowerBound)
    var (endOfA, endOfB) = (box.a.upperBound, box.b.upperBound)
    while startOfA < endOfA && startOfB < endOfB && a[startOfA] == b[startOfB] {
      pairs[startOfA] = startOfB
      startOfA += 1
      startOfB += 1
    }
    while startOfA < endOfA && startOfB < endOfB && a[endOfA - 1] == b[endOfB - 1] {
      endOfA -= 1
      endOfB -= 1
      pairs[endOfA] = endOfB
    }
    return LineBox(a: startOfA..<endOfA, b: startOfB..<endOfB)
  }

  /// A place on a path with the fewest edits through the box, or else far along one, that has at
  /// least one edit on either side: both parts are smaller than the box.
  ///
  /// Neither sequence is empty in the box, and they neither begin nor end with equal elements.
  private mutating func split(of box: LineBox) -> (a: Int, b: Int) {
    let (n, m) = (box.a.count, box.b.count)
    let isOdd = (n - m) % 2 != 0
    forward.restart()
    backward.restart()
    for edits in 1...patience {
      forward.advance(to: edits, in: box, a, b)
      if isOdd, let diagonal = meeting(of: forward, edits, with: backward, edits - 1, in: box) {
        return (forward[diagonal], forward[diagonal] - diagonal)
      }
      backward.advance(to: edits, in: box, a, b)
      if !isOdd, let diagonal = meeting(of: backward, edits, with: forward, edits, in: box) {
        return (n - backward[diagonal], m - backward[diagonal] + diagonal)
      }
    }
    defer { patience = max(Self.leastPatience, patience - patience / 8) }
    return furthest(after: patience, in: box)
  }

  /// The first diagonal on which a frontier has reached what the other one has.
  private func meeting(
    of frontier: LineFrontier, _ edits: Int, with other: LineFrontier, _ editsOfOther: Int,
    in box: LineBox
  ) -> Int? {
    let difference = box.a.count - box.b.count
    let diagonals = box.diagonals(after: edits)
    let opposites = box.diagonals(after: editsOfOther)
    // A diagonal is the other frontier's `difference - diagonal`.
    let first = max(diagonals.lowerBound, difference - opposites.upperBound)
    let last = min(diagonals.upperBound, difference - opposites.lowerBound)
    return stride(from: first, through: last, by: 2).first {
      frontier[$0] + other[difference - $0] >= box.a.count
    }
  }

  /// The place furthest from the corner that it was reached from, of both frontiers.
  private func furthest(after edits: Int, in box: LineBox) -> (a: Int, b: Int) {
    var best = (a: 0, b: 0)
    var distance = 0
    let diagonals = box.diagonals(after: edits)
    for diagonal in stride(from: diagonals.lowerBound, through: diagonals.upperBound, by: 2) {
      let (x, reversedX) = (forward[diagonal], backward[diagonal])
      if 2 * x - diagonal > distance {
        distance = 2 * x - diagonal
        best = (x, x - diagonal)
      }
      if 2 * reversedX - diagonal > distance {
        distance = 2 * reversedX - diagonal
        best = (box.a.count - reversedX, box.b.count - reversedX + diagonal)
      }
    }
    return best
  }
}
