extension Text {
  /// A report in lines of at most `width` columns, for a terminal that would break them in the middle of a word.
  ///
  /// What does not fit goes on below the last column of a table, or two columns to the right of where the line
  /// begins. A word that is longer has a line of its own. Changes of colour take no room.
  package static func fitted(_ text: String, to width: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      // There are no fewer bytes than columns.
      .map { $0.utf8.count <= width || columns($0) <= width ? String($0) : broken($0, width) }
      .joined(separator: "\n")
  }

  private static func broken(_ line: Substring, _ width: Int) -> String {
    let words = gaps(line)
    let leading = words.first.map { $0.word.isEmpty ? 0 : $0.gap } ?? 0
    var column = 0
    var last = 0
    for (gap, word) in words {
      if gap > 1 && column > 0 { last = column + gap }
      column += gap + columns(word)
    }
    let indent = last > 0 && last <= width / 2 ? last : min(leading + 2, width / 2)
    var lines = [""]
    var used = 0
    for (gap, word) in words {
      let size = columns(word)
      if used + gap + size > width && used > (lines.count == 1 ? 0 : indent) {
        lines.append(String(repeating: " ", count: indent) + word)
        used = indent + size
      } else {
        lines[lines.count - 1] += String(repeating: " ", count: gap) + word
        used += gap + size
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Every word with the number of blanks before it.
  private static func gaps(_ line: Substring) -> [(gap: Int, word: Substring)] {
    var found: [(gap: Int, word: Substring)] = []
    var rest = line
    while !rest.isEmpty {
      let gap = rest.prefix { $0 == " " }.count
      rest = rest.dropFirst(gap)
      let word = Text.word(rest)
      found.append((gap, word))
      rest = rest.dropFirst(word.count)
    }
    return found
  }

  /// How many columns a text takes: its characters, without the sequences that change colours.
  private static func columns(_ text: Substring) -> Int {
    guard text.utf8.contains(0x1b) else { return text.count }
    var (count, isSequence) = (0, false)
    for character in text {
      if isSequence {
        isSequence = character != "m"
      } else if character == "\u{1b}" {
        isSequence = true
      } else {
        count += 1
      }
    }
    return count
  }
}
