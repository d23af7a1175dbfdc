/// What becomes of a value of the local file: the decision, before anything is written.
struct Outcome {
  indirect enum Change {
    /// It stays unchanged.
    case none
    /// Another text's value takes its place.
    case taken(IncomingElement)
    /// A list or map, now of `count` elements, whose elements are these from now on.
    case merged([MergedElement], count: Int)
  }

  var change: Change
  /// An anchor that it gets besides.
  var anchor: String?

  static var local: Outcome { Outcome(change: .none) }

  static func taken(_ incoming: IncomingElement) -> Outcome { Outcome(change: .taken(incoming)) }
}

/// An element of a merged list or map.
struct MergedElement {
  enum Source {
    /// The local element at this index.
    case local(Int, Outcome)
    case new(IncomingElement)
  }

  var source: Source
  var path: ConfigPath
}

/// An element of another text that comes into the local file.
struct IncomingElement {
  let text: ParsedText
  let element: Element
  /// Whether it is in brackets there.
  let isInFlow: Bool
  /// The element after it there, with which it may share comments.
  let next: Element?

  init(_ element: Element, of text: ParsedText, isInFlow: Bool = false, next: Element? = nil) {
    self.text = text
    self.element = element
    self.isInFlow = isInFlow || text.format == .json
    self.next = next
  }
}

extension Outcome {
  /// Whether it leaves the local text unchanged.
  var isLocal: Bool {
    guard anchor == nil else { return false }
    return switch change {
    case .none: true
    case .taken: false
    case .merged(let merged, let count):
      merged.count == count
        && merged.enumerated().allSatisfy { index, mergedElement in
          if case .local(index, let outcome) = mergedElement.source {
            outcome.isLocal
          } else {
            false
          }
        }
    }
  }
}
