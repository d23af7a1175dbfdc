/// Values of a conflict, cut to what a person needs to tell them apart: the words that differ.
package enum Excerpts {
  /// The three values in one line each, of at most `width` characters, around the first word that the
  /// user's and the release's have otherwise. `…` stands for cut text. `nil` stays `nil`.
  ///
  /// Runs of blanks are one blank; where nothing else differs, blanks and line breaks are written as
  /// signs, and where not even these do, letters by their numbers.
  package static func oneLine(
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

  /// Which of the lines of three values are shown, of at most `count`, so that those that differ first
  /// are among them.
  package static func lines(
    base: String?, local: String?, upgrade: String?, count: Int, width: Int = 160
  ) -> [[String]?] {
    var sides = [base, local, upgrade].map {
      $0?.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }
    let places = places(of: sides.map { $0.map { PlacedWords($0) } }) ?? placesOfBlanks(&sides)
    return zip(sides, places).map { lines, places in
      lines.map { ShownLines($0, around: places, count: count, width: width).texts }
    }
  }

  /// Where the sides say something else; `nil` where they have the same words.
  private static func places(of words: [PlacedWords?]) -> [[PlacedWords.Place]]? {
    guard let indexes = Disagreement.places(words.map { $0?.texts[...] }) else { return nil }
    return words.indices.map { side in
      indexes[side].enumerated().map { number, index in
        // A word goes on alike for a while.
        let other = side == 1 ? 2 : 1
        let counterpart = words[other].flatMap { words in
          indexes[other].dropFirst(number).first.flatMap { words.texts.dropFirst($0).first }
        }
        return words[side]?.place(ofWord: index, unlike: counterpart)
          ?? PlacedWords.Place(line: 0, column: 0)
      }
    }
  }

  /// Where sides with the same words have other blanks, or letters that look the same: the lines there
  /// are written with signs for them.
  private static func placesOfBlanks(_ sides: inout [[String]?]) -> [[PlacedWords.Place]] {
    if sides[1] == sides[2] { sides = sides.map { $0.map { $0.map(withNumbers) } } }
    let (local, upgrade) = (sides[1] ?? [], sides[2] ?? [])
    let line = zip(local, upgrade).prefix { $0 == $1 }.count
    var column = 0
    if line < local.count && line < upgrade.count {
      column = zip(local[line], upgrade[line]).prefix { $0 == $1 }.count
      sides = sides.map { lines in
        lines.map { $0.enumerated().map { $0 == line ? withSignsForBlanks($1) : $1 } }
      }
    }
    return sides.map { $0 == nil ? [] : [PlacedWords.Place(line: line, column: column)] }
  }

  // MARK: Cutting

  private static func around(_ texts: [[Character]?], width: Int) -> [[Character]?] {
    let isShort = texts.allSatisfy { $0?.count ?? 0 <= width }
    if isShort { return texts }
    let openings = texts.map { $0.map { PlacedWords.opening(of: $0) } ?? 0 }
    let rests = zip(texts, openings).map { text, opening in
      text.map { ArraySlice($0.dropFirst(opening)) }
    }
    // Where nothing else differs, how they are written does.
    if let places = Disagreement.places(rests) {
      return texts.indices.map { side in
        texts[side].map { text in
          Window.cut(text, around: places[side].map { openings[side] + $0 }, width: width)
        }
      }
    }
    return texts.map { $0.map { Window.cut($0, around: [0], width: width) } }
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

  /// So is anything but ASCII: two letters can look the same.
  private static func withNumbers(_ text: String) -> String {
    withSignsForBlanks(
      text.unicodeScalars.map { $0.isASCII ? String($0) : number($0) }.joined())
  }

  private static func number(_ scalar: Unicode.Scalar) -> String {
    "<U+\(String(scalar.value, radix: 16, uppercase: true))>"
  }
}
