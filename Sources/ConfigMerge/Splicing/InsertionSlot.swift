/// An element that comes in.
struct Arrival {
  var incoming: IncomingElement
  var path: ConfigPath
}

/// A place between two elements of the local file that stay.
struct Slot {
  let previous: Element?
  let next: Element?
  /// What becomes of the element before.
  private let outcome: Outcome
  /// The part of the local file that goes.
  private let gone: [Range<Int>]

  init(
    after previous: (element: Element, outcome: Outcome)?, before next: Element?,
    without gone: [Range<Int>]
  ) {
    self.gone = gone
    outcome = previous?.outcome ?? .local
    (self.previous, self.next) = (previous?.element, next)
  }

  /// The comments on the lines of the place, without those that go.
  func comments(in local: ParsedText) -> [ParsedText.Comment] {
    var gap = 0..<0
    if let previous {
      var start = local.contentEnd(of: previous)
      // What changes may take its comments along.
      if case .taken(let incoming) = outcome.change, incoming.endsInBlockScalar {
        start = previous.end
      } else if !outcome.isLocal, previous.value.style == .block {
        start = previous.value.elements.last?.end ?? start
      }
      gap = local.gap(after: start)
    } else if let next {
      gap = local.gap(before: next.start)
    }
    return local.comments(in: gap).filter { comment in
      !gone.contains { $0.contains(comment.start) }
    }
  }

  /// Whether what is before `place` goes, and what is behind it as well.
  func isGone(_ place: Int) -> Bool {
    gone.contains { $0.lowerBound < place && place < $0.upperBound }
  }

  /// Whether the blank lines from `place` on belong to the text before it.
  func keepsBlankLines(at place: Int, in local: ParsedText) -> Bool {
    guard let previous else { return false }
    if case .taken(let incoming) = outcome.change {
      return incoming.keepsBlankLines && place <= previous.end
    }
    return local.keepsBlankLines(previous.value) && place == local.contentEnd(of: previous)
  }
}
