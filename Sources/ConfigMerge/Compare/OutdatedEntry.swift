/// An entry of the user's own beside entries of the release that are made in another way than it.
///
/// A release that changes how, say, operations are written changes its own; one that the user added
/// stays as it was, and somebody has to look at it.
public struct OutdatedEntry: Hashable, Sendable {
  public var path: String
  /// Keys that all entries of the release beside it have now, and it has not.
  public var missing: [String]
  /// Keys that it has, that all entries of the base had, and that none of the release has any more.
  public var dropped: [String]

  /// Looks at every map of maps, and list of maps, in which the release changed what its entries have
  /// in common. Needs two entries of the release at least: a single one does not show what is common.
  public static func all(in merged: [UInt8], sides: MergeSides) -> [OutdatedEntry] {
    guard let base = sides.base,
      case .success(let base) = ParsedText.read(base, as: sides.format),
      case .success(let upgrade) = ParsedText.read(sides.upgrade, as: sides.format),
      case .success(let merged) = ParsedText.read(merged, as: sides.format)
    else { return [] }
    return all(in: merged, base: base, upgrade: upgrade)
  }

  /// The same, of texts that are read already.
  static func all(
    in merged: ParsedText, base: ParsedText, upgrade: ParsedText
  ) -> [OutdatedEntry] {
    guard let (b, u, m) = only(base, upgrade, merged) else { return [] }
    var found: [OutdatedEntry] = []
    look(b, u, m, .root, &found)
    return found
  }

  private static func only(
    _ base: ParsedText, _ upgrade: ParsedText, _ merged: ParsedText
  ) -> (Node, Node, Node)? {
    guard [base, upgrade, merged].allSatisfy({ $0.documents.count == 1 }),
      let b = base.documents.first, let u = upgrade.documents.first, let m = merged.documents.first
    else { return nil }
    return (b, u, m)
  }

  private static func look(
    _ base: Node, _ upgrade: Node, _ merged: Node, _ path: ConfigPath,
    _ found: inout [OutdatedEntry]
  ) {
    // Where the release changed nothing, no entry is made in another way than before.
    guard base.digest != upgrade.digest, let names = Names(base, upgrade, merged) else { return }
    let (common, was) = (commonKeys(upgrade), commonKeys(base))
    let used = Set(upgrade.elements.flatMap { keys($0.value) })
    for element in merged.elements {
      let name = names.of(element)
      let place = path.appending(names.step(element))
      if let b = names.base[name], let u = names.upgrade[name] {
        look(b.value, u.value, element.value, place, &found)
      } else if names.base[name] == nil, names.upgrade[name] == nil, element.value.isMap,
        !element.value.elements.contains(where: { $0.key?.text == "<<" }),
        let common, let was, common != was
      {
        let own = keys(element.value)
        let missing = common.subtracting(was).subtracting(own).sorted()
        let dropped = was.subtracting(used).intersection(own).sorted()
        if !missing.isEmpty || !dropped.isEmpty {
          found.append(
            OutdatedEntry(path: place.description, missing: missing, dropped: dropped))
        }
      }
    }
  }

  private static func keys(_ node: Node) -> Set<String> {
    Set(node.elements.compactMap { $0.key?.text })
  }

  /// The keys that all entries have; `nil` where there are none to compare.
  private static func commonKeys(_ node: Node) -> Set<String>? {
    let maps = node.elements.map(\.value)
    guard maps.count > 1, maps.allSatisfy(\.isMap), let first = maps.first else { return nil }
    return maps.dropFirst().reduce(keys(first)) { $0.intersection(keys($1)) }
  }

  /// How the entries of three maps, or of three lists, are told apart.
  private struct Names {
    let identity: String?
    let base: [ElementName: Element]
    let upgrade: [ElementName: Element]

    init?(_ base: Node, _ upgrade: Node, _ merged: Node) {
      let nodes = [base, upgrade, merged]
      if nodes.allSatisfy(\.isMap) {
        identity = nil
      } else if nodes.allSatisfy(\.isList), let key = ListIdentity.key(of: nodes.map(\.elements)) {
        identity = key
      } else {
        return nil
      }
      let identity = identity
      func named(_ node: Node) -> [ElementName: Element] {
        Dictionary(node.elements.map { (Self.name($0, identity), $0) }) { _, last in last }
      }
      (self.base, self.upgrade) = (named(base), named(upgrade))
    }

    func of(_ element: Element) -> ElementName { Self.name(element, identity) }

    func step(_ element: Element) -> ConfigPath.Step {
      identity.map { .identity(key: $0, value: element.value[$0]?.text ?? "") }
        ?? .key(element.key?.inBracketsAsKey ?? "")
    }

    private static func name(_ element: Element, _ identity: String?) -> ElementName {
      identity.map { ElementName(element.value[$0] ?? element.value) } ?? element.name
    }
  }
}
