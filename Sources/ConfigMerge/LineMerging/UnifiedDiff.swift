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
    /// Which lines of both texts it shows, counted from 1; an empty range stands after the line before.
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
    let showsReturns = old.dominantTerminator != new.dominantTerminator
    func line(_ kind: Kind, _ number: Int, of text: LineText) -> Line {
      let whole = text.lines[number]
      var range = text.content(of: number)
      let isOpen = range == whole
      if showsReturns, !isOpen, text.bytes[range.upperBound] == .carriageReturn {
        range = range.lowerBound..<range.upperBound + 1
      }
      return Line(kind: kind, bytes: Array(text.bytes[range]), isOpen: isOpen)
    }
    var hunks: [Hunk] = []
    var end = MatchedRun(a: 0, b: 0, count: 0)
    let afterAll = MatchedRun(a: old.lines.count, b: new.lines.count, count: 0)
    for run in runs + [afterAll] {
      defer { end = run }
      guard end.endOfA < run.a || end.endOfB < run.b else { continue }
      let shared = end.count
      // What lies between two changes is shown whole if it is no more than what is around each.
      let isContinued = !hunks.isEmpty && shared <= 2 * context
      let before = isContinued ? shared : min(context, shared)
      if !isContinued {
        let (a, b) = (end.endOfA - before + 1, end.endOfB - before + 1)
        hunks.append(Hunk(old: a..<a, new: b..<b, lines: []))
      } else {
        let last = hunks.count - 1
        // The lines after the change before are among them.
        hunks[last].lines.removeLast(min(context, shared))
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
    self.hunks = hunks
  }
}
