extension ThreeWayMerge {
  /// Decides about all documents: those of the merged file, in order.
  ///
  /// Documents that only the user has stay. A file with one document on all sides is that document.
  mutating func merge(_ sides: DocumentSides) -> [MergedElement] {
    guard sides.isSingle else {
      return named(sides.named, isInFlow: false) { _, index in
        let count = sides.local.documents.count
        return ConfigPath.root.appending(
          index < count
            ? .document(index) : .otherDocument(index - count, of: .release))
      }
    }
    let outcome = value(
      base: sides.base?.documents.first.map { Element(root: $0) },
      local: Element(root: sides.local.documents[0]),
      upgrade: Element(root: sides.upgrade.documents[0]), at: .root)
    return [MergedElement(source: .local(0, outcome ?? .local), path: .root)]
  }
}
