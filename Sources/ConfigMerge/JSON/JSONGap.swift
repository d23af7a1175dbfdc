/// The place between two elements that stay, where others come in.
struct JSONGap {
  let next: JSONRow?
  let hasPrevious: Bool
  /// Where an element goes that is below no comment in it.
  let place: Int
  private let lines: [JSONLine]

  /// - Parameter place: What came in there before ends here.
  init(_ rows: JSONRows, after previous: Int?, before next: Int?, from place: Int?) {
    self.next = next.map { rows.rows[$0] }
    hasPrevious = previous != nil
    lines = self.next?.above ?? rows.below
    self.place =
      place ?? self.next?.attachedStart ?? rows.rows.last?.range.upperBound ?? rows.closing
  }

  /// Where a line of these comments ends here; `nil` if there is none.
  func end(of line: JSONLine) -> Int? {
    let names = line.comments.map(\.name)
    return lines.last { $0.comments.map(\.name) == names }?.range.upperBound
  }

  /// The comment that has an entry with the incoming element's key in it, which the release has in the comment's
  /// place now; `nil` if there is none.
  func line(standingFor incoming: IncomingElement) -> JSONLine? {
    guard let key = incoming.element.key else { return nil }
    let written = incoming.text.bytes[key.start..<key.end]
    return lines.first { line in
      guard let comment = line.comments.first, comment.feature == .lineComments else {
        return false
      }
      return comment.name.string.utf8.drop { $0 == UInt8(ascii: "/") || $0.isBlank }
        .starts(with: written)
    }
  }

  /// Whether the element that follows has the same comment above it in the release as well.
  func isNextsToo(_ line: JSONLine, incoming: IncomingElement) -> Bool {
    guard let next, let following = incoming.next, following.name == next.element.name,
      let row = JSONRow(of: following, in: incoming.text)
    else { return false }
    let names = line.comments.map(\.name)
    return row.attached.contains { $0.comments.map(\.name) == names }
  }
}
