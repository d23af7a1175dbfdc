/// Which comments around documents come, go and stay.
///
/// A comment above or below a document is not always about it. So one that the upgrade still has stays
/// when its document goes, and one that the base had does not come with a document that is new.
struct DocumentComments {
  private let sides: DocumentSides
  private let base: [ExactText: Int]?
  private let local: [ExactText: Int]
  private let upgrade: [ExactText: Int]

  init(_ sides: DocumentSides) {
    func counts(_ text: ParsedText) -> [ExactText: Int] {
      Dictionary(text.comments.map { (ExactText($0.text), 1) }, uniquingKeysWith: +)
    }
    self.sides = sides
    base = sides.base.map(counts)
    (local, upgrade) = (counts(sides.local), counts(sides.upgrade))
  }

  /// Whether the upgrade brings a comment that nobody had before.
  func isNew(_ comment: ParsedText.Comment) -> Bool {
    let text = ExactText(comment.text)
    return upgrade[text, default: 0] > (base ?? local)[text, default: 0]
  }

  func isKnown(_ comment: ParsedText.Comment) -> Bool {
    base?[ExactText(comment.text)] != nil || local[ExactText(comment.text)] != nil
  }

  private func isOwn(_ comment: ParsedText.Comment) -> Bool {
    base?[ExactText(comment.text)] == nil
  }

  /// The user's own comments in a range, each as a line.
  func own(in range: Range<Int>) -> [UInt8] {
    written(sides.local.comments(in: range).filter(isOwn))
  }

  /// The comments of a local document that stay when it goes: the user's own, and around it those that
  /// the upgrade has in another place.
  func kept(of index: Int, _ range: Range<Int>, _ layout: DocumentLayout) -> [UInt8] {
    let part = layout.parts[index]
    let text = sides.local
    let markerEnd = part.marker.map { text.lineEnd(of: $0.lowerBound) } ?? part.head
    let comments = text.comments(in: range)
    let gone = Dictionary(comments.map { (ExactText($0.text), 1) }, uniquingKeysWith: +)
    return written(
      comments.filter { comment in
        if isOwn(comment) { return true }
        let key = ExactText(comment.text)
        let isAround =
          comment.start < part.head || comment.start >= part.bodyEnd
          || (comment.start >= markerEnd && comment.start < text.documents[index].start)
        return isAround && upgrade[key, default: 0] > local[key, default: 0] - gone[key, default: 0]
      })
  }

  private func written(_ comments: [ParsedText.Comment]) -> [UInt8] {
    comments.flatMap { Array($0.text.utf8) + sides.local.lineBreak }
  }
}
