/// Which words of two versions of a line differ.
struct ChangedWords: Hashable {
  /// A piece of a line.
  struct Piece: Hashable {
    var text: Substring
    var isChanged: Bool
  }

  private(set) var old: [Piece]
  private(set) var new: [Piece]

  /// Beyond so many words between the first and the last that differ, all of these are taken for changed.
  private static let most = 80

  /// Lines that have no word in common are marked nowhere: they are other lines.
  init(from old: String, to new: String) {
    let (a, b) = (Self.words(of: old), Self.words(of: new))
    let start = zip(a, b).prefix { $0 == $1 }.count
    let room = min(a.count, b.count) - start
    let end = zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.prefix(room).count
    var changed = (
      old: Set(start..<a.count - end), new: Set(start..<b.count - end)
    )
    if changed.old.count <= Self.most, changed.new.count <= Self.most {
      let difference = b[start..<b.count - end].difference(from: a[start..<a.count - end])
      changed = (
        Set(difference.removals.map { start + $0.place }),
        Set(difference.insertions.map { start + $0.place })
      )
    }
    let isAlike = a.indices.contains { !changed.old.contains($0) && Self.says(a[$0]) }
    if !isAlike { changed = ([], []) }
    self.old = Self.pieces(a, changed.old)
    self.new = Self.pieces(b, changed.new)
  }

  /// Whether a word is more than a blank or a sign.
  private static func says(_ word: Substring) -> Bool {
    word.first.map { $0.isLetter || $0.isNumber } ?? false
  }

  /// Letters and digits that are together are one word, each other character is one by itself.
  private static func words(of line: String) -> [Substring] {
    var words: [Substring] = []
    var start = line.startIndex
    while start < line.endIndex {
      let word = line[start...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      let end = word.isEmpty ? line.index(after: start) : word.endIndex
      words.append(line[start..<end])
      start = end
    }
    return words
  }

  /// Neighbours of one kind as one piece.
  private static func pieces(_ words: [Substring], _ changed: Set<Int>) -> [Piece] {
    var pieces: [Piece] = []
    for (index, word) in words.enumerated() {
      let isChanged = changed.contains(index)
      if let last = pieces.last, last.isChanged == isChanged {
        pieces[pieces.count - 1].text =
          word.base[last.text.startIndex..<word.endIndex]
      } else {
        pieces.append(Piece(text: word, isChanged: isChanged))
      }
    }
    return pieces
  }
}

extension CollectionDifference.Change {
  fileprivate var place: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
