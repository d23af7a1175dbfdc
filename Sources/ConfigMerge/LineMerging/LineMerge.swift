/// A three-way merge of texts, line by line.
///
/// Lines are compared without their terminators: those that the upgrade brings are written with the
/// local text's dominant one. Whatever the upgrade did not change is the local text, byte for byte.
/// So for all texts
///
/// - merging (base, local, base) gives local, byte for byte;
/// - merging (base, base, upgrade) gives upgrade, up to terminators, and byte for byte where all of
///   both texts end their lines in the same way.
struct LineMerge: Sendable {
  /// Lines of the three texts that belong together; the ranges count lines from 0.
  ///
  /// Between two chunks that are not `same` there is always one that is.
  enum Chunk: Hashable, Sendable {
    /// All three have it.
    case same(base: Range<Int>, local: Range<Int>, upgrade: Range<Int>)
    /// Only local changed it.
    case local(base: Range<Int>, local: Range<Int>, upgrade: Range<Int>)
    /// Only the upgrade changed it.
    case upgrade(base: Range<Int>, local: Range<Int>, upgrade: Range<Int>)
    /// Both changed it to the same.
    case agreed(base: Range<Int>, local: Range<Int>, upgrade: Range<Int>)
    /// Both changed it, differently, or changed lines next to each other.
    case conflict(base: Range<Int>, local: Range<Int>, upgrade: Range<Int>)
  }

  enum Side: Hashable, Sendable, CaseIterable {
    case base, local, upgrade
  }

  /// The answer to a conflict.
  enum Choice: Hashable, Sendable {
    case base, local, upgrade
    /// The local lines and then the upgrade's.
    case both
    /// Other lines, unchanged. A terminator that the last one lacks is added if one is needed.
    case bytes([UInt8])
  }

  /// In the order of all three texts; every line of each is in one of them.
  private(set) var chunks: [Chunk]
  /// Which of ``chunks`` are conflicts.
  private(set) var conflicts: [Int]
  let base: LineText
  let local: LineText
  let upgrade: LineText

  init(base: [UInt8], local: [UInt8], upgrade: [UInt8]) {
    let (base, local, upgrade) = (LineText(base), LineText(local), LineText(upgrade))
    var table = LineTable(comparing: .content)
    let grouping = LineGrouping(
      base: table.numbers(of: base), local: table.numbers(of: local),
      upgrade: table.numbers(of: upgrade))
    let chunks = grouping.chunks()
    self.base = base
    self.local = local
    self.upgrade = upgrade
    self.chunks = chunks
    conflicts = chunks.indices.filter { chunks[$0].isConflict }
  }

  /// Makes conflicts of chunks that only one side changed.
  mutating func ask(about indices: some Sequence<Int>) {
    for index in indices {
      chunks[index] = .conflict(
        base: lines(of: .base, inChunk: index), local: lines(of: .local, inChunk: index),
        upgrade: lines(of: .upgrade, inChunk: index))
    }
    conflicts = chunks.indices.filter { chunks[$0].isConflict }
  }

  /// The lines of a side that are in a chunk, counted from 0.
  func lines(of side: Side, inChunk index: Int) -> Range<Int> {
    chunks[index].lines(of: side)
  }

  /// What a side has in a chunk, its own terminators included.
  func text(of side: Side, inChunk index: Int) -> ArraySlice<UInt8> {
    text(of: side).text(of: lines(of: side, inChunk: index))
  }

  /// The line on which a chunk begins on a side, counted from 1; if the side has none of the
  /// chunk's lines, the one before which they would be.
  func firstLine(of side: Side, inChunk index: Int) -> Int {
    lines(of: side, inChunk: index).lowerBound + 1
  }

  /// A side's whole text.
  func text(of side: Side) -> LineText {
    switch side {
    case .base: base
    case .local: local
    case .upgrade: upgrade
    }
  }
}

extension LineMerge.Chunk {
  /// The lines of a side, counted from 0.
  func lines(of side: LineMerge.Side) -> Range<Int> {
    switch self {
    case .same(let base, let local, let upgrade), .local(let base, let local, let upgrade),
      .upgrade(let base, let local, let upgrade), .agreed(let base, let local, let upgrade),
      .conflict(let base, let local, let upgrade):
      switch side {
      case .base: base
      case .local: local
      case .upgrade: upgrade
      }
    }
  }

  var isConflict: Bool {
    if case .conflict = self { true } else { false }
  }

  /// Whether only one side changed it.
  var isOneSided: Bool {
    switch self {
    case .local, .upgrade: true
    case .same, .agreed, .conflict: false
    }
  }
}
