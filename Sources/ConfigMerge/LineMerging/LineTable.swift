/// Numbers for lines: equal lines have equal numbers, in every text that the same table has seen.
///
/// The numbers count up from 0 in the order in which the lines were first seen, so that they do not
/// depend on the hash. Each line is hashed once, and none is copied.
struct LineTable {
  /// The part of a line that is compared.
  enum Comparison: Hashable, Sendable {
    /// All its bytes.
    case exact
    /// Its bytes without the terminator.
    case content
  }

  private let comparison: Comparison
  private var texts: [LineText] = []
  /// Where each numbered line was first seen.
  private var places: [(text: Int, range: Range<Int>)] = []
  /// The last number given to a line of that hash.
  private var newest: [Int: Int] = [:]
  /// For each number, the one given before it to a line of the same hash.
  private var older: [Int?] = []

  init(comparing comparison: Comparison) {
    self.comparison = comparison
  }

  /// How many different lines there are.
  var count: Int { places.count }

  /// The numbers of all lines of a text.
  mutating func numbers(of text: LineText) -> [Int] {
    texts.append(text)
    var numbers: [Int] = []
    numbers.reserveCapacity(text.lines.count)
    for line in text.lines.indices {
      let range = comparison == .exact ? text.lines[line] : text.content(of: line)
      numbers.append(number(of: range))
    }
    return numbers
  }

  /// The number of a line of the last text.
  private mutating func number(of range: Range<Int>) -> Int {
    let text = texts.count - 1
    let hash = texts[text].bytes.withUnsafeBytes { bytes in
      var hasher = Hasher()
      hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]))
      return hasher.finalize()
    }
    var candidate = newest[hash]
    while let number = candidate {
      let place = places[number]
      if texts[place.text].bytes[place.range] == texts[text].bytes[range] { return number }
      candidate = older[number]
    }
    let number = places.count
    places.append((text, range))
    older.append(newest.updateValue(number, forKey: hash))
    return number
  }
}
