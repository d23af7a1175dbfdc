/// Puts the documents of a merged file in the place of the local ones.
struct DocumentSplice {
  let layout: DocumentLayout
  let sides: DocumentSides
  /// Where the first document begins: below comments that head the file on both sides.
  let origin: Int
  private let comments: DocumentComments
  private let texts: DocumentTexts

  private var local: ParsedText { sides.local }

  /// `nil` if it is unclear where the local documents begin.
  init?(of sides: DocumentSides, isUnmoved: Bool) {
    guard let layout = DocumentLayout(sides.local) else { return nil }
    self.layout = layout
    self.sides = sides
    comments = DocumentComments(sides)
    texts = DocumentTexts(sides, comments: comments)
    let start = layout.parts.first?.start ?? sides.local.bytes.count
    origin = isUnmoved ? start : texts.endOfHeading(in: layout) ?? start
  }

  private func lines(_ index: Int) -> Range<Int> {
    (index == 0 ? origin : layout.parts[index].start)..<layout.parts[index].end
  }

  // MARK: In their order

  func splice(_ documents: [MergedElement], into splice: inout Splice) throws(SpliceFailure) {
    var end = DocumentEnd()
    var next = 0
    var lacksBreak = layout.parts.isEmpty && !(local.bytes.last?.isLineBreak ?? true)
    for (count, document) in documents.enumerated() {
      switch document.source {
      case .local(let index, let outcome):
        remove(next..<index, in: &splice)
        let mark = splice.edits.count
        try keep(index, outcome, document.path, after: &end, in: &splice)
        next = index + 1
        if next == layout.parts.count, count + 1 < documents.count {
          // What the document ends with once its own changes are made.
          var trial = splice
          let bytes = try trial.takeBack(since: mark, in: lines(index), document.path)
          lacksBreak = !(bytes.last?.isLineBreak ?? true)
        }
      case .new(let incoming):
        let place = next == 0 ? origin : layout.parts[next - 1].end
        var bytes = try text(of: incoming, document.path, after: &end)
        if place == local.bytes.count, !(local.bytes.last?.isLineBreak ?? true) {
          if lacksBreak {
            try checkBreak(after: next - 1, document.path)
            bytes = local.lineBreak + bytes
          }
          if count + 1 == documents.count && !end.isText { bytes = bytes.droppingLineBreak }
          lacksBreak = false
        }
        splice.add(place..<place, bytes, document.path)
      }
    }
    remove(next..<layout.parts.count, in: &splice)
  }

  /// A line break at the end of the file would belong to a text that ends there.
  private func checkBreak(after index: Int, _ path: ConfigPath) throws(SpliceFailure) {
    guard index >= 0, local.documents[index].lastScalar.style == .blockScalar else { return }
    throw SpliceFailure(path: path, fault: .lineBreakAbove)
  }

  private func remove(_ indices: Range<Int>, in splice: inout Splice) {
    for index in indices {
      let path = ConfigPath.root.appending(.document(index))
      splice.add(lines(index), comments.kept(of: index, lines(index), layout), path)
    }
  }

  // MARK: In another order

  func reorder(_ documents: [MergedElement], in splice: inout Splice) throws(SpliceFailure) {
    var end = DocumentEnd()
    var chunks: [[UInt8]] = []
    for document in documents {
      switch document.source {
      case .new(let incoming): chunks.append(try text(of: incoming, document.path, after: &end))
      case .local(let index, let outcome):
        let mark = splice.edits.count
        try keep(index, outcome, document.path, after: &end, in: &splice)
        chunks.append(try splice.takeBack(since: mark, in: lines(index), document.path))
      }
    }
    let kept = Set(documents.compactMap(\.localIndex))
    for index in layout.parts.indices where !kept.contains(index) {
      chunks.append(comments.kept(of: index, lines(index), layout))
    }
    chunks.removeAll(where: \.isEmpty)
    var bytes = chunks.joinedAsLines(local.lineBreak)
    if local.bytes.last?.isLineBreak ?? true {
      if let last = bytes.last, !last.isLineBreak { bytes += local.lineBreak }
    } else if !end.isText {
      bytes = bytes.droppingLineBreak
    }
    splice.add(origin..<local.bytes.count, bytes, .root)
  }

  // MARK: One document

  /// Keeps a local document, with the markers that it needs where it is now.
  private func keep(
    _ index: Int, _ outcome: Outcome, _ path: ConfigPath, after end: inout DocumentEnd,
    in splice: inout Splice
  ) throws(SpliceFailure) {
    let part = layout.parts[index]
    var root = RootSplice(part, of: index, sides: sides, comments: comments, texts: texts)
    root.isBare = part.marker == nil && end.isStart && !sides.isSingle
    let replaced = try root.replacement(for: outcome, path)
    let start = lines(index).lowerBound
    let hasDirectives = replaced?.hasDirectives ?? part.hasDirectives
    let hasMarker = replaced?.hasMarker ?? (part.marker != nil)
    if !end.isStart && !end.isClosed && (hasDirectives || !hasMarker) {
      splice.add(start..<start, (hasDirectives ? "..." : "---").utf8 + local.lineBreak, path)
    }
    if index == 0 ? !end.isStart : end.index != index - 1 {
      // Blank lines set it off from what is no longer above it, or would be part of what is.
      var line = start
      while line < part.head, local.isBlank(line: local.line(of: line)) {
        line = local.lineEnd(of: line)
      }
      let isPartOfText =
        end.keepsBlankLines || (end.isText && local.bytes[start..<line].contains(where: \.isBlank))
      if line > start, end.isStart || isPartOfText { splice.add(start..<line, [], path) }
    }
    if let replaced {
      splice.add(replaced.range, replaced.bytes, path)
    } else {
      try root.carryOut(outcome, in: &splice, path)
    }
    let other = outcome.isLocal ? nil : sides.upgrade(ofLocal: index)
    end = DocumentEnd(isStart: false, isClosed: part.close != nil, index: index)
    end.note(other ?? local.documents[index], in: other == nil ? local : sides.upgrade)
  }

  /// The lines of a document from another text, with the markers that it needs here.
  private func text(
    of incoming: IncomingElement, _ path: ConfigPath, after end: inout DocumentEnd
  ) throws(SpliceFailure) -> [UInt8] {
    guard let moved = texts.text(of: incoming) else {
      throw SpliceFailure(path: path, fault: .unclearStart)
    }
    let bytes = moved.bytes(after: end)
    end = DocumentEnd(isStart: false)
    end.note(incoming.element.value, in: incoming.text)
    return bytes
  }
}

extension [[UInt8]] {
  /// All of them, each but the last with a line break at its end.
  fileprivate func joinedAsLines(_ lineBreak: [UInt8]) -> [UInt8] {
    dropLast().flatMap { $0.last?.isLineBreak ?? true ? $0 : $0 + lineBreak } + (last ?? [])
  }
}
