/// Which names somebody may have meant who typed another.
enum Nearest {
  /// The names that are nearest to a word, in their order; none if all are too far off.
  ///
  /// A name is near if few letters were mistyped, or if the word is its beginning. Capital letters are
  /// as small ones, and `_` is as `-`. Only names that are equally near are returned, at most three.
  static func names(to word: String, among names: [String]) -> [String] {
    let typed = letters(word)
    let ranked = names.compactMap { name in rank(typed, letters(name)).map { (name, $0) } }
    guard let best = ranked.map(\.1).min() else { return [] }
    var found: [String] = []
    for (name, rank) in ranked where rank == best && !found.contains(name) { found.append(name) }
    return Array(found.prefix(3))
  }

  /// How many letters have to be added, left out, exchanged or swapped with their neighbour to make one
  /// word of another (Damerau and Levenshtein; no letter is touched twice).
  static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for (row, letter) in first.enumerated() {
      var line = [row + 1]
      for (column, other) in second.enumerated() {
        var least = min(
          last[column + 1] + 1, line[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0 && column > 0 && letter == second[column - 1] && first[row - 1] == other {
          least = min(least, beforeLast[column - 1] + 1)
        }
        line.append(least)
      }
      (beforeLast, last) = (last, line)
    }
    return last[second.count]
  }

  /// The letters that count: of an option, those after its dashes.
  private static func letters(_ word: String) -> [Character] {
    word.drop { $0 == "-" }.lowercased().map { $0 == "_" ? "-" : $0 }
  }

  /// How far off a name is; `nil` if too far.
  private static func rank(_ typed: [Character], _ name: [Character]) -> Int? {
    let steps = distance(typed, name)
    if steps <= min(limit(typed.count), max(typed.count, name.count) - 1) || steps == 0 {
      return steps
    }
    return typed.count >= 2 && name.starts(with: typed) ? 1 : nil
  }

  /// How many mistakes are likely in a word of this length.
  private static func limit(_ length: Int) -> Int { length <= 4 ? 1 : length <= 8 ? 2 : 3 }
}
