/// The words of a value with their places, to find where two values begin to differ.
///
/// How a value is written says nothing: blanks, where its lines break, the header of a block text, a
/// quotation mark at its beginning.
struct PlacedWords {
  /// Counted from 0, the column in characters.
  struct Place: Hashable {
    var line: Int
    var column: Int
  }

  private(set) var texts: [Substring] = []
  private var places: [Place] = []
  private var end = Place(line: 0, column: 0)

  init(_ lines: [String]) {
    for (number, line) in lines.enumerated() {
      var column = number == 0 ? Self.opening(of: Array(line)) : 0
      var rest = line.dropFirst(column)
      while !rest.isEmpty {
        let word = rest.prefix { !$0.isWhitespace }
        if !word.isEmpty {
          texts.append(word)
          places.append(Place(line: number, column: column))
          end = Place(line: number, column: column + word.count)
        }
        // The word, and the blank behind it.
        column += word.count + 1
        rest = rest.dropFirst(word.count + 1)
      }
    }
  }

  /// Where the word with that number begins to be another one than `other`, or where the words end.
  func place(ofWord index: Int, unlike other: Substring?) -> Place {
    guard index < texts.count else { return end }
    var place = places[index]
    place.column += zip(texts[index], other ?? "").prefix { $0 == $1 }.count
    return place
  }

  /// How many characters at the beginning only say how a text is written: `|-`, or a quotation mark.
  static func opening(of text: [Character]) -> Int {
    switch text.first {
    case "\"", "'": return 1
    case "|", ">":
      let header = 1 + text.dropFirst().prefix { "+-0123456789".contains($0) }.count
      let blanks = text[header...].prefix { $0.isWhitespace || "·⏎".contains($0) }.count
      return blanks > 0 || header == text.count ? header + blanks : 0
    default: return 0
    }
  }
}
