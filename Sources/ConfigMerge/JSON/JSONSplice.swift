/// Turns decisions about JSON into edits of the local text, with its comments where they belong.
///
/// A list or map whose elements have their lines to themselves is edited by lines, comments with
/// the elements that they are at. Any other is edited within its lines.
struct JSONSplice: TextEditing {
  let local: ParsedText
  let writer: JSONWriter
  var ledger: JSONCommentLedger
  var edits: [Edit] = []

  /// - Throws: ``SpliceFailure``.
  init(
    _ outcome: Outcome, base: ParsedText?, local: ParsedText, upgrade: ParsedText
  ) throws(SpliceFailure) {
    self.local = local
    writer = JSONWriter(local: local)
    ledger = JSONCommentLedger(outcome, base: base, local: local, upgrade: upgrade)
    guard let root = local.documents.first else { return }
    try carryOut(outcome, on: Element(root: root), .root)
    edits = try edits.ordered()
  }

  mutating func carryOut(
    _ outcome: Outcome, on element: Element, _ path: ConfigPath
  ) throws(SpliceFailure) {
    switch outcome.change {
    case .none: break
    case .taken(let incoming): replace(element, by: incoming, path)
    case .merged(let merged, let count):
      // Where there was nothing and is nothing, not even the blanks change.
      if merged.isEmpty && count == 0 { break }
      if let rows = JSONRows(of: element.value, in: local) {
        try merge(merged, rows, in: element.value, path)
      } else {
        try mergeInline(merged, in: element.value, path)
      }
    }
  }

  // MARK: One value

  /// Puts another text's value in the place of one. The user's own comments in it move above.
  private mutating func replace(
    _ element: Element, by incoming: IncomingElement, _ path: ConfigPath
  ) {
    let (old, new) = (element.value, incoming.element.value)
    let indent = local.indent(ofLine: element.start)
    add(old.start..<old.end, writer.value(incoming, indent: indent), path)
    let coming = incoming.text.jsonComments(in: new.start..<new.end)
    let names = Set(coming.filter { local.features.contains($0.feature) }.map(\.name))
    let own = staying(in: old.start..<old.end).filter { !names.contains($0.name) }
    guard !own.isEmpty else { return }
    let line = local.jsonLineStart(of: element.start)
    add(line..<line, lines(of: own, indent: indent), path)
  }

  // MARK: Comments

  /// The comments of a range that stay though what they are beside or in goes.
  mutating func staying(in range: Range<Int>) -> [JSONComment] {
    var staying: [JSONComment] = []
    for comment in local.jsonComments(in: range) where !ledger.letsGo(comment, isAbove: false) {
      staying.append(comment)
    }
    return staying
  }

  /// Comments of the local file, each on a line of its own.
  func lines(of comments: [JSONComment], indent: [UInt8]) -> [UInt8] {
    comments.flatMap { indent + local.bytes[$0.range] + local.lineBreak }
  }
}
