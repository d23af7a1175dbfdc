/// A splice with what a reader makes of it, in which no comment is lost or there twice.
struct BalancedSplice {
  let splice: Splice
  let result: (bytes: [UInt8], places: [Int])
  let read: Result<ParsedText, ParseError>

  /// Carries decisions out, and once more where that lost a comment or doubled one.
  ///
  /// - Throws: ``SpliceFailure`` where a comment has no place.
  init(
    _ documents: [MergedElement], of sides: DocumentSides, bounds: CommentBounds
  ) throws(SpliceFailure) {
    self.init(try Splice(documents, of: sides, bounds: bounds))
    guard let care = imbalance else { return }
    self.init(try Splice(documents, of: sides, bounds: bounds, care: care))
    if let failure = imbalance.flatMap(failure) { throw failure }
  }

  private init(_ splice: Splice) {
    self.splice = splice
    result = splice.result
    read =
      splice.edits.isEmpty
      ? .success(splice.local) : ParsedText.read(result.bytes, as: splice.local.format)
  }

  /// A comment that is missing or doubled; `nil` if none is, or it cannot be read.
  private var imbalance: CommentCare? {
    guard !splice.bounds.areEmpty, !splice.edits.isEmpty, case .success(let read) = read else {
      return nil
    }
    let care = splice.bounds.imbalance(of: read)
    return care.isEmpty ? nil : care
  }

  private func failure(_ care: CommentCare) -> SpliceFailure? {
    func path(_ text: ExactText, where isCulprit: (Edit) -> Bool) -> ConfigPath {
      splice.edits.first(where: isCulprit)?.path ?? .root
    }
    if let text = care.kept.keys.map(\.string).min().map({ ExactText($0) }) {
      let path = path(text) { edit in
        splice.local.comments(in: edit.range).contains { $0.exact == text }
      }
      return SpliceFailure(path: path, fault: .commentMoved)
    }
    guard let text = care.leftOut.keys.map(\.string).min() else { return nil }
    let path = path(ExactText(text)) { $0.bytes.containsRun(Array(text.utf8)) }
    return SpliceFailure(path: path, fault: .commentTwice)
  }
}
