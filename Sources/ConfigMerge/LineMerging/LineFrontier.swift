/// A part of two sequences of line numbers.
struct LineBox {
  var a: Range<Int>
  var b: Range<Int>

  /// The diagonals on which a path of so many edits can end, every other one from the first.
  ///
  /// A place that has `x` elements of `a` behind it and `y` of `b` is on diagonal `x - y`.
  func diagonals(after edits: Int) -> ClosedRange<Int> {
    (2 * max(0, edits - b.count) - edits)...(edits - 2 * max(0, edits - a.count))
  }
}

/// The furthest places in a box that can be reached with so many edits from one of its corners.
///
/// All is counted from that corner, also where it is the far one.
struct LineFrontier {
  /// How many elements of `a` are behind the furthest place of each diagonal.
  private var reach: [Int]
  private let zero: Int
  private let isReversed: Bool
  /// How many places were looked at so far: one a diagonal and edit, and one a pair of equal elements.
  private(set) var steps = 0

  /// A frontier that can be advanced to that many edits; a reversed one comes from the far corner.
  init(edits: Int, isReversed: Bool) {
    zero = edits + 1
    reach = Array(repeating: 0, count: 2 * zero + 1)
    self.isReversed = isReversed
  }

  subscript(diagonal: Int) -> Int { reach[zero + diagonal] }

  /// Sets out: nothing is behind it, and nothing can be reached without an edit.
  mutating func restart() { reach[zero] = 0 }

  /// Goes on from the places for one edit less, which it holds.
  mutating func advance(to edits: Int, in box: LineBox, _ a: [Int], _ b: [Int]) {
    let (n, m) = (box.a.count, box.b.count)
    let step = isReversed ? -1 : 1
    let firstOfA = isReversed ? box.a.upperBound - 1 : box.a.lowerBound
    let firstOfB = isReversed ? box.b.upperBound - 1 : box.b.lowerBound
    // Beyond the outermost diagonals there is nothing to come from.
    if edits <= m { reach[zero - edits - 1] = -2 }
    if edits <= n { reach[zero + edits + 1] = -2 }
    let diagonals = box.diagonals(after: edits)
    for diagonal in stride(from: diagonals.lowerBound, through: diagonals.upperBound, by: 2) {
      let place = zero + diagonal
      // Where a side has ended, a step beyond its end is one to the end: no further is as near.
      var x = min(max(reach[place - 1] + 1, reach[place + 1]), n, m + diagonal)
      var y = x - diagonal
      let start = x
      while x < n && y < m && a[firstOfA + step * x] == b[firstOfB + step * y] {
        x += 1
        y += 1
      }
      reach[place] = x
      steps += x - start + 1
    }
  }
}
