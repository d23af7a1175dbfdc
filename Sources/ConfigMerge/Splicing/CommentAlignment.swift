/// A line before an element of another text.
enum LeadLine {
  case blank
  /// `isAttached`: whether nothing but comments is between it and the element.
  case comment(ParsedText.Comment, isAttached: Bool)
}

extension IncomingElement {
  /// The lines before it that belong to it, in its text.
  var lead: [LeadLine] {
    guard !isInFlow, element.isFirstOnLine else { return [] }
    let attached = text.attachedComments(of: element).first?.start ?? element.start
    var lines: [LeadLine] = []
    var place = element.lead
    let end = text.lineStart(of: element.start)
    while place < end {
      let next = text.lineEnd(of: place)
      let comment = text.comments(in: place..<next).first
      lines.append(
        comment.map { .comment($0, isAttached: $0.start >= attached) } ?? .blank)
      place = next
    }
    return lines
  }
}

/// Which comments around elements that come in are in the place already where they come in.
///
/// They are compared in their order: those that another text has before each of the elements and behind
/// the last one with those of the place. Where a comment could be one of several, it is rather one
/// that is behind: so the others come along.
struct CommentAlignment {
  /// The comments of the place, in order.
  let present: [ParsedText.Comment]
  /// By incoming element and place of the comment, which of `present` it is.
  private var partners: [[Int: Int]]
  /// The first of `present` that is behind all that comes in.
  private(set) var following: Int?

  init(_ incoming: [IncomingElement], to present: [ParsedText.Comment]) {
    self.present = present
    partners = Array(repeating: [:], count: incoming.count)
    guard !present.isEmpty, let first = incoming.first, let last = incoming.last else { return }
    var theirs: [(owner: Int?, comment: ParsedText.Comment)] = []
    // Those below the element before the first do not come along, but may be there.
    theirs += first.commentsBefore.map { (nil, $0) }
    let before = theirs.count
    for (index, incoming) in incoming.enumerated() {
      for case .comment(let comment, _) in incoming.lead { theirs.append((index, comment)) }
    }
    theirs += last.commentsBehind.map { (nil, $0) }

    var numbers: [ExactText: Int] = [:]
    func number(_ text: ExactText) -> Int {
      let number = numbers[text] ?? numbers.count
      numbers[text] = number
      return number
    }
    // From the end: both ends are matched first.
    var matching = LineMatching(
      theirs.reversed().map { number($0.comment.exact) },
      present.reversed().map { number($0.exact) })
    for (index, partner) in matching.partners().reversed().enumerated() {
      guard let partner else { continue }
      let place = present.count - 1 - partner
      if let owner = theirs[index].owner {
        partners[owner][theirs[index].comment.start] = place
      } else if index >= before, following == nil {
        following = place
      }
    }
  }

  /// Which of ``present`` a comment before the incoming element is.
  func partner(of comment: ParsedText.Comment, ofDonor index: Int) -> Int? {
    partners[index][comment.start]
  }

  /// Whether it is one of ``present`` that a comment before the incoming element is.
  func isTaken(_ index: Int) -> Bool {
    index == following || partners.contains { $0.values.contains(index) }
  }
}

extension IncomingElement {
  /// The comments on lines between the element before it and what belongs to it.
  fileprivate var commentsBefore: [ParsedText.Comment] {
    guard !isInFlow, element.isFirstOnLine else { return [] }
    let gap = text.gap(before: element.start)
    return text.comments(in: gap.lowerBound..<max(gap.lowerBound, element.lead))
  }

  /// The comments on the lines below it.
  fileprivate var commentsBehind: [ParsedText.Comment] {
    guard !isInFlow else { return [] }
    return text.comments(in: text.gap(after: text.contentEnd(of: element)))
  }
}
