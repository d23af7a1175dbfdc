/// Edits the value of one document as a whole: where there was none, where none is left, and where
/// another one takes its place.
struct RootSplice {
  struct Replacement {
    var range: Range<Int>
    var bytes: [UInt8]
    var hasDirectives: Bool
    var hasMarker: Bool
  }

  /// Whether only its value distinguishes it from the documents after it.
  var isBare = false
  private let part: DocumentLayout.Part
  private let index: Int
  private let sides: DocumentSides
  private let comments: DocumentComments
  private let texts: DocumentTexts

  private var local: ParsedText { sides.local }
  private var node: Node { local.documents[index] }

  init(
    _ part: DocumentLayout.Part, of index: Int, sides: DocumentSides, comments: DocumentComments,
    texts: DocumentTexts
  ) {
    self.part = part
    self.index = index
    self.sides = sides
    self.comments = comments
    self.texts = texts
  }

  /// Carries out what leaves the document in its place.
  func carryOut(
    _ outcome: Outcome, in splice: inout Splice, _ path: ConfigPath
  ) throws(SpliceFailure) {
    if case .merged(let merged, let count) = outcome.change, node.style == .block,
      local.format == .yaml
    {
      if node.isUnwritten, !merged.isEmpty, outcome.anchor == nil {
        return try fill(merged, in: &splice, path)
      }
      if merged.isEmpty && count > 0, outcome.anchor == nil {
        return empty(in: &splice, path)
      }
    }
    try splice.carryOut(outcome, on: Element(root: node), isInFlow: false, path)
  }

  // MARK: Where there was nothing

  /// Writes the first entries of a document, each below the comments that it has above it in the
  /// upgrade.
  private func fill(
    _ merged: [MergedElement], in splice: inout Splice, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let floor = part.marker.map { local.lineEnd(of: $0.lowerBound) } ?? part.start
    let own = local.comments(in: floor..<part.foot)
    var place = part.foot
    var isPlaced = false
    for mergedElement in merged {
      guard let incoming = mergedElement.incoming else { continue }
      let above = incoming.text.comments(in: 0..<incoming.element.start).map(\.text)
      if let last = own.last(where: { above.contains($0.text) }) {
        let found = local.lineEnd(of: last.start)
        place = isPlaced ? max(place, found) : found
        isPlaced = true
      }
      var bytes = try region(incoming, in: &splice, mergedElement.path)
      if place == local.bytes.count, !(local.bytes.last?.isLineBreak ?? true), place > part.start {
        let isFirst = !splice.edits.contains { $0.range == place..<place }
        bytes = (isFirst ? local.lineBreak : []) + bytes
      }
      splice.add(place..<place, bytes, mergedElement.path)
    }
  }

  /// An entry with the comments above it that are new.
  private func region(
    _ incoming: IncomingElement, in splice: inout Splice, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    let element = incoming.element
    let lead = incoming.text.comments(in: element.lead..<element.start).filter {
      !comments.isKnown($0)
    }
    return lead.flatMap { Array($0.text.utf8) + local.lineBreak }
      + (try splice.elementLines(incoming, column: 0, path))
  }

  // MARK: Where nothing is left

  /// Takes all entries away; comments of the user, and those that the upgrade has, stay.
  ///
  /// Where the upgrade, or the base, has no value either, not even brackets are left.
  private func empty(in splice: inout Splice, _ path: ConfigPath) {
    guard let first = node.elements.first else { return }
    let start = splice.attachedStart(of: first)
    let base = sides.former(ofLocal: index)?.isUnwritten ?? false ? sides.base : nil
    let isUnwritten = base != nil || sides.upgrade(ofLocal: index)?.isUnwritten ?? false
    let known = Set((sides.upgrade.comments + (base?.comments ?? [])).map(\.text))
    let range = start..<part.bodyEnd
    let kept = local.comments(in: range).filter {
      known.contains($0.text) || splice.bounds.isOwn($0.exact)
    }
    var bytes = isUnwritten && isBare ? "---".utf8 + local.lineBreak : []
    bytes += kept.flatMap { Array($0.text.utf8) + local.lineBreak }
    if !isUnwritten { bytes += (node.isMap ? "{}" : "[]").utf8 + local.lineBreak }
    if !(local.bytes[..<part.bodyEnd].last?.isLineBreak ?? true) { bytes = bytes.droppingLineBreak }
    splice.add(range, bytes, path)
  }

  // MARK: Where another value comes

  /// The document with another value; `nil` if it gets none.
  func replacement(for outcome: Outcome, _ path: ConfigPath) throws(SpliceFailure) -> Replacement? {
    guard case .taken(let incoming) = outcome.change else { return nil }
    guard let text = texts.text(of: incoming) else {
      throw SpliceFailure(path: path, fault: .wholeDocument)
    }
    let needsMarker =
      part.marker == nil
      && (text.hasTextBesideMarker || text.hasDirectives
        || (incoming.element.value.isUnwritten && !sides.isSingle))
    let inside = comments.own(in: part.bodyStart..<part.bodyEnd)
    var bytes: [UInt8]
    var range = part.bodyStart..<part.bodyEnd
    if text.hasDirectives || part.hasDirectives {
      range = part.head..<part.bodyEnd
      bytes = (text.hasMarker ? [] : Array("---".utf8) + local.lineBreak) + text.whole
      bytes += inside
    } else if needsMarker || text.hasTextBesideMarker {
      bytes = (needsMarker ? Array("---".utf8) : []) + text.body + inside
    } else {
      bytes = (part.marker == nil ? [] : local.lineBreak) + inside + text.bodyBelowMarker
    }
    if let last = local.bytes[range].last, !last.isLineBreak { bytes = bytes.droppingLineBreak }
    return Replacement(
      range: range, bytes: bytes, hasDirectives: text.hasDirectives,
      hasMarker: part.marker != nil || needsMarker)
  }
}
