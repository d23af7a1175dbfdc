/// The lines that two texts do not share, with some around them: what `diff -u` shows.
public struct UnifiedDiff: Hashable, Sendable {
  /// What becomes of a line.
  public enum Kind: Hashable, Sendable {
    case context, removed, added
  }

  public struct Line: Hashable, Sendable {
    public var kind: Kind
    /// Its bytes without what ends it, but for a carriage return where only one of the texts has those.
    public var bytes: [UInt8]
    /// Whether nothing ends it, as it is the last one.
    public var isOpen: Bool
  }

  /// Changes that are close together, with the lines around them.
  public struct Hunk: Hashable, Sendable {
    /// Which lines of both texts it shows, counted from 1; an empty range is after the line before.
    public var old: Range<Int>
    public var new: Range<Int>
    public var lines: [Line]

    /// `-3,7 +3,8`, as `diff -u` and `git` count.
    public var place: String { "-\(Self.words(old)) +\(Self.words(new))" }

    private static func words(_ range: Range<Int>) -> String {
      let start = range.isEmpty ? range.lowerBound - 1 : range.lowerBound
      return range.count == 1 ? "\(start)" : "\(start),\(range.count)"
    }
  }

  public let hunks: [Hunk]

  /// Compares two texts, line ends included. `context` says how many lines are shown around a change.
  public init(from old: [UInt8], to new: [UInt8], context: Int = 3) {
    let (old, new) = (LineText(old), LineText(new))
    var table = LineTable(comparing: .exact)
    let runs = LineDiff(from: table.numbers(of: old), to: table.numbers(of: new)).runs
    var writer = HunkWriter(old: old, new: new, context: context)
    var end = MatchedRun(a: 0, b: 0, count: 0)
    for run in runs + [MatchedRun(a: old.lines.count, b: new.lines.count, count: 0)] {
      if end.endOfA < run.a || end.endOfB < run.b { writer.add(between: end, and: run) }
      end = run
    }
    hunks = writer.hunks
  }
}

/// Puts changes into hunks, with the lines around them.
private struct HunkWriter {
  let old: LineText
  let new: LineText
  let context: Int
  private(set) var hunks: [UnifiedDiff.Hunk] = []

  init(old: LineText, new: LineText, context: Int) {
    (self.old, self.new, self.context) = (old, new, context)
  }

  /// Adds what lies between two runs of lines that both texts have.
  mutating func add(between end: MatchedRun, and run: MatchedRun) {
    let shared = end.count
    // Lines between two changes are all shown if they are no more than the context of each.
    let isContinued = !hunks.isEmpty && shared <= 2 * context
    let before = isContinued ? shared : min(context, shared)
    if !isContinued {
      let (a, b) = (end.endOfA - before + 1, end.endOfB - before + 1)
      hunks.append(UnifiedDiff.Hunk(old: a..<a, new: b..<b, lines: []))
    } else {
      // The lines after the change before are among them.
      hunks[hunks.count - 1].lines.removeLast(min(context, shared))
    }
    let last = hunks.count - 1
    let after = min(context, run.count)
    hunks[last].lines += (end.endOfA - before..<end.endOfA).map { line(.context, $0, of: old) }
    hunks[last].lines += (end.endOfA..<run.a).map { line(.removed, $0, of: old) }
    hunks[last].lines += (end.endOfB..<run.b).map { line(.added, $0, of: new) }
    hunks[last].lines += (run.a..<run.a + after).map { line(.context, $0, of: old) }
    hunks[last].old = hunks[last].old.lowerBound..<run.a + after + 1
    hunks[last].new = hunks[last].new.lowerBound..<run.b + after + 1
  }

  private func line(
    _ kind: UnifiedDiff.Kind, _ number: Int, of text: LineText
  ) -> UnifiedDiff.Line {
    let whole = text.lines[number]
    var range = text.content(of: number)
    let isOpen = range == whole
    let showsReturns = old.dominantTerminator != new.dominantTerminator
    if showsReturns, !isOpen, text.bytes[range.upperBound] == .carriageReturn {
      range = range.lowerBound..<range.upperBound + 1
    }
    return UnifiedDiff.Line(kind: kind, bytes: Array(text.bytes[range]), isOpen: isOpen)
  }
}
