/// Three texts, by their documents: which of them is which, and what those without a value are.
struct DocumentSides {
  /// As they were read, but that a document without a value is an empty map beside maps, and an empty
  /// list beside lists. A file of comments has one such document where no side has several.
  private(set) var base: ParsedText?
  private(set) var local: ParsedText
  private(set) var upgrade: ParsedText
  /// Whether no side has more than one document: then there is one file, whatever is in it.
  let isSingle: Bool
  /// A number for each document, the same in all texts for the same one.
  let numbers: (base: [Int], local: [Int], upgrade: [Int])
  /// The place of each document by its number.
  private let basePlaces: [Int: Int]
  private let localPlaces: [Int: Int]
  private let upgradePlaces: [Int: Int]

  init(base: ParsedText?, local: ParsedText, upgrade: ParsedText) {
    (self.base, self.local, self.upgrade) = (base, local, upgrade)
    let isSingle = [base?.documents.count ?? 0, local.documents.count, upgrade.documents.count]
      .allSatisfy { $0 <= 1 }
    let classes =
      isSingle
      ? nil
      : DocumentClasses(
        base: base?.documents, local: local.documents, upgrade: upgrade.documents)
    self.isSingle = isSingle
    numbers = classes.map { ($0.base, $0.local, $0.upgrade) } ?? ([0], [0], [0])
    func places(_ numbers: [Int]) -> [Int: Int] {
      Dictionary(zip(numbers, numbers.indices)) { first, _ in first }
    }
    basePlaces = places(numbers.base)
    (localPlaces, upgradePlaces) = (places(numbers.local), places(numbers.upgrade))
    if isSingle {
      if base?.documents.isEmpty ?? false { self.base?.addEmptyDocument() }
      if local.documents.isEmpty { self.local.addEmptyDocument() }
      if upgrade.documents.isEmpty { self.upgrade.addEmptyDocument() }
    }
    fillEmptyDocuments()
  }

  /// A document of the local file, by its place in the upgrade.
  func local(ofUpgrade index: Int) -> Node? {
    localPlaces[numbers.upgrade[index]].map { local.documents[$0] }
  }

  /// A document of the upgrade, by its place in the local file.
  func upgrade(ofLocal index: Int) -> Node? {
    upgradePlaces[numbers.local[index]].map { upgrade.documents[$0] }
  }

  /// A document of the base, by its place in the local file.
  func former(ofLocal index: Int) -> Node? {
    basePlaces[numbers.local[index]].flatMap { base?.documents[$0] }
  }

  /// The numbers of the documents of a merged file; -1 for one that is nobody's.
  func numbers(of documents: [MergedElement]) -> [Int] {
    var known: [ObjectIdentifier: Int] = [:]
    for (text, numbers) in [(base, numbers.base), (upgrade, numbers.upgrade)] {
      for (node, number) in zip(text?.documents ?? [], numbers) {
        known[ObjectIdentifier(node)] = number
      }
    }
    return documents.map { document in
      switch document.source {
      case .local(let index, _): numbers.local[index]
      case .new(let incoming): known[ObjectIdentifier(incoming.element.value)] ?? -1
      }
    }
  }

  var named: NamedSides {
    func side(_ text: ParsedText?, _ numbers: [Int]) -> NamedSides.Side {
      let documents = text?.documents ?? []
      return .init(
        documents.map { Element(root: $0) },
        names: zip(documents, numbers).map { ElementName(document: $1) })
    }
    return NamedSides(
      base: side(base, numbers.base), local: side(local, numbers.local),
      upgrade: side(upgrade, numbers.upgrade), isOrdered: true)
  }

  // MARK: Documents without a value

  private mutating func fillEmptyDocuments() {
    let texts: [ParsedText?] = [base, local, upgrade]
    guard texts.contains(where: { $0?.documents.contains(where: \.isEmptyDocument) ?? false })
    else {
      return
    }
    let known = Set(base?.comments.map { ExactText($0.text) } ?? [])
    let layouts = texts.map { text in text.flatMap { DocumentLayout($0) } }
    for number in Set(numbers.base + numbers.local + numbers.upgrade) {
      let places = [basePlaces[number], localPlaces[number], upgradePlaces[number]]
      let nodes = zip(texts, places).map { text, place -> Node? in
        guard let text, let place else { return nil }
        return text.documents[place]
      }
      guard let content = EmptyRoot.content(beside: nodes.compactMap(\.self)) else { continue }
      func filled(_ side: Int) -> (Int, Node)? {
        guard let node = nodes[side], let place = places[side] else { return nil }
        guard node.isEmptyDocument else { return (place, node) }
        let foot = layouts[side]?.parts[place].foot ?? node.start
        return (place, Node(content, style: .block, start: foot, body: foot, end: foot))
      }
      if let (place, node) = filled(0) { base?.documents[place] = node }
      if let (place, node) = filled(1) { local.documents[place] = node }
      guard let (place, node) = filled(2) else { continue }
      upgrade.documents[place] =
        nodes[0]?.isEmptyDocument ?? false && !node.isUnwritten
        ? EmptyRoot.withoutComments(of: known, before: node, in: upgrade) : node
    }
  }
}

extension ParsedText {
  fileprivate mutating func addEmptyDocument() {
    documents = [.emptyDocument(at: bytes.count)]
  }
}

extension ElementName {
  fileprivate init(document number: Int) {
    self.init(text: ExactText(String(number)), kind: 5)
  }
}
