/// The documents of the upgrade and of the base, each to be had with its lines.
struct DocumentTexts {
  private let sides: DocumentSides
  private let comments: DocumentComments
  private let upgrade: DocumentLayout?
  private let base: DocumentLayout?
  /// The place of each document in its text.
  private var places: [ObjectIdentifier: (isInBase: Bool, index: Int)] = [:]

  init(_ sides: DocumentSides, comments: DocumentComments) {
    self.sides = sides
    self.comments = comments
    upgrade = DocumentLayout(sides.upgrade)
    base = sides.base.flatMap { DocumentLayout($0) }
    for (index, node) in (sides.base?.documents ?? []).enumerated() {
      places[ObjectIdentifier(node)] = (true, index)
    }
    for (index, node) in sides.upgrade.documents.enumerated() {
      places[ObjectIdentifier(node)] = (false, index)
    }
  }

  /// `nil` if it is no document, or if it is unclear where that begins and ends.
  func text(of incoming: IncomingElement) -> DocumentText? {
    guard let place = places[ObjectIdentifier(incoming.element.value)],
      let part = (place.isInBase ? base : upgrade)?.parts[place.index]
    else { return nil }
    return DocumentText(
      incoming.element.value, in: incoming.text, at: part, comments: comments,
      lineBreak: sides.local.lineBreak)
  }

  /// Where the comments end that head the local file and the upgrade alike; `nil` if there are none.
  func endOfHeading(in layout: DocumentLayout) -> Int? {
    guard let part = layout.parts.first, let other = upgrade?.parts.first else { return nil }
    func heading(_ text: ParsedText, _ part: DocumentLayout.Part) -> [ParsedText.Comment] {
      text.comments(in: part.start..<part.head)
    }
    let (mine, theirs) = (heading(sides.local, part), heading(sides.upgrade, other))
    let shared = zip(mine, theirs).prefix { $0.text == $1.text }.last
    return shared.map { sides.local.lineEnd(of: $0.0.start) }
  }
}
