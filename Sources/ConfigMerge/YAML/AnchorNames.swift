/// What the anchors of a text are called, and where they are.
///
/// A name has no meaning beyond its file: a release that renames an anchor with all its aliases has
/// changed nothing.
struct AnchorNames {
  private struct Anchor {
    var path: ConfigPath
    var node: Node
  }

  private var anchors: [String: Anchor] = [:]
  /// Whether every name is given to one value.
  private var areUnique = true

  init(of text: ParsedText) {
    var steps: [ConfigPath.Step] = []
    func walk(_ node: Node) {
      guard node.hasAnchors else { return }
      if let name = node.anchor {
        let anchor = Anchor(path: ConfigPath(steps: steps), node: node)
        if anchors.updateValue(anchor, forKey: name) != nil { areUnique = false }
      }
      for (index, element) in node.elements.enumerated() {
        steps.append(element.key.map { .key($0.inBracketsAsKey) } ?? .index(index))
        element.key.map(walk)
        walk(element.value)
        steps.removeLast()
      }
    }
    for (index, document) in text.documents.enumerated() where document.hasAnchors {
      steps = [.document(index)]
      walk(document)
    }
  }

  /// The names of another text for the same values, by those of this one; none where a name would be
  /// given twice.
  ///
  /// Anchors at the same path are the same one, and those whose value no other has.
  ///
  /// A name that the other text has given to something else, and `base` does not know, gets a number.
  func renamed(to other: AnchorNames, base: AnchorNames?) -> [String: String] {
    guard areUnique, other.areUnique else { return [:] }
    let paths = Dictionary(other.anchors.map { ($1.path, $0) }) { first, _ in first }
    let (values, others) = (namesByValue, other.namesByValue)
    var names: [String: String] = [:]
    for (name, anchor) in anchors {
      if let found = paths[anchor.path], !anchor.path.hasIndex {
        names[name] = found
      } else if other.anchors[name] == nil, values[anchor.node.digest]?.count == 1,
        let found = others[anchor.node.digest], found.count == 1, anchors[found[0]] == nil
      {
        names[name] = found[0]
      }
    }
    names = names.filter { $0.key != $0.value }
    for (name, anchor) in anchors.sorted(by: { $0.key < $1.key }) where names[name] == nil {
      guard let base, let namesake = other.anchors[name], base.anchors[name] == nil,
        namesake.path != anchor.path, !namesake.node.isSame(as: anchor.node)
      else { continue }
      let taken = Set(anchors.keys).union(other.anchors.keys).union(names.values)
      names[name] = (2...).lazy.map { "\(name)\($0)" }.first { !taken.contains($0) }
    }
    let after = anchors.keys.map { names[$0] ?? $0 }
    return Set(after).count == after.count ? names : [:]
  }

  private var namesByValue: [Int: [String]] {
    Dictionary(grouping: anchors.keys) { anchors[$0]?.node.digest ?? 0 }
  }
}

extension ConfigPath {
  fileprivate var hasIndex: Bool {
    steps.contains { if case .index = $0 { true } else { false } }
  }
}

extension ParsedText {
  /// The same text with the anchors called as another text calls them, if that can be read.
  func namingAnchors(as other: ParsedText, base: ParsedText? = nil) -> ParsedText {
    guard documents.contains(where: \.hasAnchors), other.documents.contains(where: \.hasAnchors)
    else { return self }
    let names = AnchorNames(of: self).renamed(
      to: AnchorNames(of: other), base: base.map { AnchorNames(of: $0) })
    guard !names.isEmpty else { return self }
    var renamed: [UInt8] = []
    var start = 0
    for token in tokens {
      let written = bytes[start..<token.end]
      start = token.end
      guard token.kind == .property || token.kind == .alias, let sign = written.first,
        sign == UInt8(ascii: "&") || sign == UInt8(ascii: "*"),
        let name = names[String(decoding: written.dropFirst(), as: UTF8.self)]
      else {
        renamed += written
        continue
      }
      renamed.append(sign)
      renamed += name.utf8
    }
    return (try? ParsedText(yaml: renamed)) ?? self
  }
}
