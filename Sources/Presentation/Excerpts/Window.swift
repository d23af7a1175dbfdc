/// Texts cut to a width, with `…` for omitted text.
enum Window {
  /// The parts of a text around one place or two.
  static func cut(_ text: [Character], around places: [Int], width: Int) -> [Character] {
    guard let first = places.first, text.count > width else { return text }
    guard let last = places.last, last > first + width / 2 else {
      return cut(text, around: first, width: width)
    }
    let start = cut(Array(text[..<last]), around: first, width: width / 2)
    let end = cut(text, around: last, width: width - start.count)
    return start + end.drop { start.last == "…" && $0 == "…" }
  }

  /// So much of a text, from a word shortly before `place` on.
  private static func cut(_ text: [Character], around place: Int, width: Int) -> [Character] {
    guard text.count > width else { return text }
    var start = max(0, place - width / 4)
    if start > 0 {
      // From the beginning of a word, if one is near.
      let near = text[start..<place].firstIndex { $0.isWhitespace }
      if let near, near + 1 < place { start = near + 1 }
    }
    if start <= 1 { start = 0 }
    let room = width - (start > 0 ? 1 : 0)
    let rest = text[start...]
    let isCut = rest.count > room
    return (start > 0 ? ["…"] : []) + rest.prefix(isCut ? room - 1 : room) + (isCut ? ["…"] : [])
  }
}

/// The lines of a value that are shown: all, or those around the places where it differs.
struct ShownLines {
  private(set) var texts: [String] = []

  init(_ lines: [String], around places: [PlacedWords.Place], count: Int, width: Int) {
    var shown = 0
    for range in Self.ranges(lines.count, around: places.map(\.line), count: count) {
      if range.lowerBound > shown {
        texts.append("… \(range.lowerBound - shown) lines" + (shown == 0 ? " before" : ""))
      }
      texts += range.map { line in
        let columns = places.filter { $0.line == line }.map(\.column)
        return String(
          Window.cut(Array(lines[line]), around: columns.isEmpty ? [0] : columns, width: width))
      }
      shown = range.upperBound
    }
    if shown < lines.count { texts.append("… and \(lines.count - shown) more lines") }
  }

  /// Runs of lines in order, from shortly before each place on.
  private static func ranges(_ total: Int, around places: [Int], count: Int) -> [Range<Int>] {
    guard total > count, let last = places.last else { return [0..<min(total, count)] }
    let size = count / places.count
    var ranges: [Range<Int>] = []
    for place in places {
      let start = min(max(0, place - size / 4), total - size)
      let end = ranges.last?.upperBound ?? 0
      if start > end || ranges.isEmpty {
        ranges.append(start..<start + size)
      } else {
        // They meet.
        let first = ranges.removeLast().lowerBound
        ranges.append(first..<min(total, max(end, place == last ? first + count : start + size)))
      }
    }
    return ranges
  }
}
