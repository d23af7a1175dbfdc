/// Which comments go with what the release takes away, and which come with what it brings.
///
/// A comment is identified by its text, and counted: one that the base does not have, or that is there
/// more often than in the base, is the user's own and never goes. What the release still has stays, and
/// what the local file has already does not come a second time.
struct JSONCommentLedger {
  private var base: [ExactText: Int] = [:]
  private var local: [ExactText: Int] = [:]
  private var upgrade: [ExactText: Int] = [:]
  /// How many stand at elements that come in.
  private var carried: [ExactText: Int] = [:]
  /// How many stand above elements that go, and beside or in them.
  private var above: [ExactText: Int] = [:]
  private var beside: [ExactText: Int] = [:]
  private var gone: [ExactText: Int] = [:]
  private var brought: [ExactText: Int] = [:]

  init(_ outcome: Outcome, base: ParsedText?, local: ParsedText, upgrade: ParsedText) {
    func count(_ text: ParsedText?, _ counts: inout [ExactText: Int]) {
      guard let text else { return }
      for comment in text.jsonComments(in: 0..<text.bytes.count) {
        counts[comment.name, default: 0] += 1
      }
    }
    count(base, &self.base)
    count(local, &self.local)
    count(upgrade, &self.upgrade)
    guard !(self.local.isEmpty && self.upgrade.isEmpty), let root = local.documents.first else {
      return
    }
    enter(outcome, of: root, in: local)
  }

  // MARK: Planned changes

  private mutating func enter(_ outcome: Outcome, of node: Node, in local: ParsedText) {
    switch outcome.change {
    case .none: break
    case .taken(let incoming):
      let value = incoming.element.value
      for comment in incoming.text.jsonComments(in: value.start..<value.end) {
        carried[comment.name, default: 0] += 1
      }
      for comment in local.jsonComments(in: node.start..<node.end) {
        beside[comment.name, default: 0] += 1
      }
    case .merged(let merged, _):
      var left = Set(node.elements.indices)
      for mergedElement in merged {
        switch mergedElement.source {
        case .new(let incoming): enter(incoming)
        case .local(let index, let outcome):
          left.remove(index)
          enter(outcome, of: node.elements[index].value, in: local)
        }
      }
      for index in left { enter(node.elements[index], leaving: local) }
    }
  }

  private mutating func enter(_ incoming: IncomingElement) {
    let element = incoming.element
    let row = JSONRow(of: element, in: incoming.text)
    let range = row.map { $0.lead..<$0.range.upperBound } ?? element.start..<element.value.end
    for comment in incoming.text.jsonComments(in: range) { carried[comment.name, default: 0] += 1 }
  }

  private mutating func enter(_ element: Element, leaving local: ParsedText) {
    let row = JSONRow(of: element, in: local)
    for comment in row?.attached.flatMap(\.comments) ?? [] { above[comment.name, default: 0] += 1 }
    for comment in local.jsonComments(in: row?.range ?? element.start..<element.value.end) {
      beside[comment.name, default: 0] += 1
    }
  }

  // MARK: What follows

  /// How many of the base's, above elements, the release has no more, where they were.
  private func withdrawn(_ name: ExactText) -> Int {
    max(0, base[name, default: 0] - upgrade[name, default: 0] + carried[name, default: 0])
  }

  /// Whether a comment goes with the element that it is at; it is then counted as gone.
  mutating func letsGo(_ comment: JSONComment, isAbove: Bool) -> Bool {
    let name = comment.name
    let limit = min(base[name, default: 0], isAbove ? withdrawn(name) : .max)
    guard gone[name, default: 0] < limit else { return false }
    gone[name, default: 0] += 1
    return true
  }

  /// Whether all of a line's comments go; they are then counted as gone.
  mutating func letsGo(_ line: JSONLine) -> Bool {
    var tried = self
    guard line.comments.allSatisfy({ tried.letsGo($0, isAbove: true) }) else { return false }
    self = tried
    return true
  }

  /// Whether the release has a comment more often than it is going to be here.
  func isMissing(_ comment: JSONComment) -> Bool {
    let name = comment.name
    let leaving =
      min(above[name, default: 0], withdrawn(name))
      + min(beside[name, default: 0], base[name, default: 0])
    let staying = max(0, local[name, default: 0] - leaving)
    return upgrade[name, default: 0] > staying + brought[name, default: 0]
  }

  /// Enters comments that come in.
  mutating func bring(_ comments: [JSONComment]) {
    for comment in comments { brought[comment.name, default: 0] += 1 }
  }
}
