extension Migration {
  /// Lines of a difference between two texts, comments and white space aside: `- old`, `+ new`.
  ///
  /// Both are reformatted first, a line for each column, so that lines broken in other places are
  /// no difference. Empty if the digests would be equal. Texts that differ in thousands of lines are not
  /// compared line by line: the old text is followed by the new one.
  public static func difference(from old: String, to new: String) -> [String] {
    let (a, b) = (SQLScript(old).laidOut, SQLScript(new).laidOut)
    var start = 0
    while start < min(a.count, b.count) && a[start] == b[start] { start += 1 }
    var (endOfA, endOfB) = (a.count, b.count)
    while endOfA > start && endOfB > start && a[endOfA - 1] == b[endOfB - 1] {
      endOfA -= 1
      endOfB -= 1
    }
    let (before, after) = (Array(a[start..<endOfA]), Array(b[start..<endOfB]))
    guard before.count + after.count <= longestComparison else {
      return before.map { "- \($0)" } + after.map { "+ \($0)" }
    }
    let changes = after.difference(from: before)
    let removed = Set(changes.removals.map(\.offset))
    let inserted = Set(changes.insertions.map(\.offset))
    var lines: [String] = []
    var (i, j) = (0, 0)
    while i < before.count || j < after.count {
      if removed.contains(i) {
        lines.append("- \(before[i])")
        i += 1
      } else if inserted.contains(j) {
        lines.append("+ \(after[j])")
        j += 1
      } else {
        i += 1
        j += 1
      }
    }
    return lines
  }

  /// How many lines are compared: the time may grow with the square of it.
  private static let longestComparison = 4000
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}

extension SQLScript {
  /// The statements in lines that depend on nothing but their tokens.
  fileprivate var laidOut: [String] {
    statements.flatMap { statement in
      var lines: [String] = []
      var line = ""
      var depth = 0
      var previous: SQLToken?
      for token in tokens[statement.tokens] {
        let text = string(token)
        if text == ")" { depth -= 1 }
        if text == ")" && depth == 0 && !line.isEmpty {
          lines.append(line)
          (line, previous) = ("", nil)
        }
        if let previous, needsBlank(between: previous, and: token) { line += " " }
        line += text
        previous = token
        if text == "(" { depth += 1 }
        let isItem = text == "(" || text == ","
        if depth == 1 && isItem || depth == 0 && token.kind == .semicolon {
          lines.append(line)
          line = String(repeating: "  ", count: max(depth, 0))
          previous = nil
        }
      }
      return lines + [line + ";"]
    }
  }

  private func needsBlank(between left: SQLToken, and right: SQLToken) -> Bool {
    let (before, after) = (string(left), string(right))
    if left.kind == .number || right.kind == .number {
      return before != "(" && after != ")" && after != ","
    }
    return before != "(" && before != "." && ![",", ")", ";", "."].contains(after)
  }
}
