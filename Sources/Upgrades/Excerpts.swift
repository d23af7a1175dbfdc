/// Values of a conflict, cut to what a person needs to tell them apart: the words that differ.
public enum Excerpts {
  /// The three values in one line each, of at most `width` characters, around the first word that the
  /// user's and the release's have otherwise. `…` stands for what is cut. `nil` stays `nil`.
  ///
  /// Runs of blanks are one blank; where nothing else differs, blanks and line breaks are written as
  /// signs, and where not even these do, letters by their numbers.
  public static func oneLine(
    base: String?, local: String?, upgrade: String?, width: Int = 60
  ) -> [String?] {
    let sides = [base, local, upgrade]
    let spellings: [(String) -> String] = [collapsed, withSignsForBlanks, withNumbers]
    let spelling =
      spellings.first { spelling in
        // As it is shown: what only the bytes tell apart looks the same.
        local.map(spelling) != upgrade.map(spelling)
      } ?? collapsed
    let texts = sides.map { $0.map { Array(spelling($0)) } }
    return around(texts, width: width).map { $0.map { String($0) } }
  }

  /// Which of the lines of three values are shown, of at most `count`, so that the first one that
  /// differs is among them.
  public static func lines(
    base: String?, local: String?, upgrade: String?, count: Int, width: Int = 160
  ) -> [[String]?] {
    let sides = [base, local, upgrade].map {
      $0?.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }
    let first = commonPrefix(sides[1] ?? [], sides[2] ?? [])
    // The lines at which they differ are cut around the word that differs.
    let differing = [sides[0], sides[1], sides[2]].map { lines in
      lines.flatMap { first < $0.count ? $0[first] : nil }
    }
    let cut = oneLineKeepingBlanks(differing, width: width)
    return zip(sides, cut).map { lines, cut in
      guard let lines else { return nil }
      let isAll = lines.count <= count
      let start = isAll ? 0 : min(max(0, first - count / 4), max(0, lines.count - count))
      let end = min(lines.count, start + count)
      var shown: [String] = start > 0 ? ["… \(start) lines before"] : []
      shown += (start..<end).map { index in
        index == first ? cut ?? lines[index] : shortened(lines[index], width: width)
      }
      if end < lines.count { shown.append("… and \(lines.count - end) more lines") }
      return shown
    }
  }

  // MARK: Cutting

  private static func around(_ texts: [[Character]?], width: Int) -> [[Character]?] {
    let isShort = texts.allSatisfy { $0?.count ?? 0 <= width }
    if isShort { return texts }
    let (base, local, upgrade) = (texts[0], texts[1], texts[2])
    // Where a side has nothing, what is there is compared with what was.
    let place =
      if let local, let upgrade {
        commonPrefix(local, upgrade)
      } else if let base,
        let other = local ?? upgrade
      { commonPrefix(base, other) } else { 0 }
    return texts.map { text in
      guard let text else { return nil }
      // The base may be another text from an earlier place on.
      let own = min(
        place, [local, upgrade].compactMap { $0.map { commonPrefix($0, text) } }.max() ?? 0)
      return window(text, around: own, width: width)
    }
  }

  /// So much of a text, from a word shortly before `place` on.
  private static func window(_ text: [Character], around place: Int, width: Int) -> [Character] {
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

  private static func shortened(_ line: String, width: Int) -> String {
    line.count > width ? line.prefix(width - 1) + "…" : line
  }

  private static func oneLineKeepingBlanks(_ lines: [String?], width: Int) -> [String?] {
    let isSame = lines[1] == lines[2]
    let isBlank = lines[1].map(collapsed) == lines[2].map(collapsed)
    let texts = lines.map { line in
      line.map { Array(!isSame && isBlank ? withSignsForBlanks($0) : $0) }
    }
    return around(texts, width: width).map { $0.map { String($0) } }
  }

  private static func commonPrefix<Element: Equatable>(_ one: [Element], _ other: [Element]) -> Int
  {
    zip(one, other).prefix { $0 == $1 }.count
  }

  // MARK: Spelling

  private static func collapsed(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Every blank and line break as something that is seen.
  private static func withSignsForBlanks(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ": result += "·"
      case "\t": result += "→"
      case "\n": result += "⏎"
      case "\r": result += "␍"
      case _ where scalar.properties.isWhitespace:
        result += number(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// As well what is no ASCII: two letters can look the same.
  private static func withNumbers(_ text: String) -> String {
    withSignsForBlanks(
      text.unicodeScalars.map { $0.isASCII ? String($0) : number($0) }.joined())
  }

  private static func number(_ scalar: Unicode.Scalar) -> String {
    "<U+\(String(scalar.value, radix: 16, uppercase: true))>"
  }
}
