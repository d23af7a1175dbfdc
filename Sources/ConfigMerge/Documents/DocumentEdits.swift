extension Splice {
  /// Carries out the decisions about the documents: each comes, goes and stays with its lines.
  mutating func carryOut(
    _ documents: [MergedElement], of sides: DocumentSides
  ) throws(SpliceFailure) {
    if sides.isSingle, case .local(_, let outcome) = documents.first?.source,
      case .taken(let incoming) = outcome.change, incoming.element.key == nil
    {
      // The file is one value, and comes unchanged.
      return replaceAll(by: incoming.text, .root)
    }
    let kept = documents.compactMap(\.localIndex)
    let isUnmoved = kept == Array(local.documents.indices) && kept.count == documents.count
    if isUnmoved, documents.allSatisfy({ isInside($0) }) { return try carryOutInside(documents) }
    guard let splice = DocumentSplice(of: sides, isUnmoved: isUnmoved) else {
      throw SpliceFailure(path: .root, fault: .unclearDocuments)
    }
    if zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 }) {
      try splice.splice(documents, into: &self)
    } else {
      try splice.reorder(documents, in: &self)
    }
  }

  /// Whether only something inside the value of a document changes, and never all of it.
  private func isInside(_ document: MergedElement) -> Bool {
    guard case .local(let index, let outcome) = document.source else { return false }
    return switch outcome.change {
    case .none: true
    case .taken: false
    case .merged(let merged, let count):
      count == 0 ? merged.isEmpty || !local.documents[index].isUnwritten : !merged.isEmpty
    }
  }

  private mutating func carryOutInside(_ documents: [MergedElement]) throws(SpliceFailure) {
    for document in documents {
      guard case .local(let index, let outcome) = document.source else { continue }
      try carryOut(
        outcome, on: Element(root: local.documents[index]), isInFlow: false, document.path)
    }
  }
}
