extension Splice {
  /// The comments of `range` that stay though what they belong to goes: the user's own, and those that
  /// would be missing.
  ///
  /// - Parameter present: The texts of comments that come in the place of `range`: with them these need
  ///   not stay.
  mutating func staying(
    in range: Range<Int>, besides present: [ExactText] = []
  ) -> [ParsedText.Comment] {
    staying(local.comments(in: range), besides: present)
  }

  mutating func staying(
    _ comments: [ParsedText.Comment], besides present: [ExactText] = []
  ) -> [ParsedText.Comment] {
    var present = Dictionary(present.map { ($0, 1) }, uniquingKeysWith: +)
    return comments.filter { comment in
      if let count = present[comment.exact], count > 0 {
        present[comment.exact] = count - 1
        return false
      }
      return stays(comment)
    }
  }

  mutating func stays(_ comment: ParsedText.Comment) -> Bool {
    bounds.isOnlyLocal(comment.exact) || care.keeps(comment.exact)
  }

  /// Whether a comment of another text does not come along with what it belongs to.
  mutating func isLeftOut(_ comment: ParsedText.Comment) -> Bool {
    bounds.isDeleted(comment.exact) || care.leavesOut(comment.exact)
  }

  /// Comments as lines at this column.
  func lines(of comments: [ParsedText.Comment], column: Int) -> [UInt8] {
    comments.flatMap {
      Array(repeating: .space, count: column) + $0.text.utf8 + local.lineBreak
    }
  }

  /// Puts comments on lines of their own above the line of `place`.
  mutating func putAbove(_ place: Int, _ comments: [ParsedText.Comment], _ path: ConfigPath) {
    guard !comments.isEmpty else { return }
    let line = local.lineStart(of: place)
    add(line..<line, lines(of: comments, column: local.afterBlanks(line) - line), path)
  }
}
