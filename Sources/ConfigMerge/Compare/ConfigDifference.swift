/// A key that two versions of a file do not have with the same value.
public struct ConfigDifference: Hashable, Sendable {
  /// How a key differs in the later version.
  public enum Kind: String, Encodable, Hashable, Sendable {
    case added, removed, modified
  }

  /// Empty for the whole file, where its structure cannot be used.
  public var path: String
  public var kind: Kind
  /// The value in one line, shortened where it is long; `nil` where it is not there.
  public var before: String?
  public var after: String?

  /// The differences, in the order of the new file; removed ones come last.
  public static func all(
    from old: [UInt8], to new: [UInt8], format: ConfigFormat
  ) -> [ConfigDifference] {
    guard old != new else { return [] }
    guard case .success(let before) = ParsedText.read(old, as: format),
      case .success(let after) = ParsedText.read(new, as: format)
    else {
      return [ConfigDifference(path: "", kind: .modified, before: nil, after: nil)]
    }
    var walk = DifferenceWalk()
    walk.compare(DocumentSides(base: nil, local: before, upgrade: after))
    return walk.found
  }
}

private struct DifferenceWalk {
  var found: [ConfigDifference] = []

  mutating func compare(_ sides: DocumentSides) {
    let (old, new) = (sides.local.documents, sides.upgrade.documents)
    if sides.isSingle, let old = old.first, let new = new.first { return compare(old, new, .root) }
    for (index, document) in new.enumerated() {
      let path = ConfigPath.root.appending(.document(index))
      if let former = sides.local(ofUpgrade: index) {
        compare(former, document, path)
      } else {
        note(path, .added, nil, document)
      }
    }
    for (index, document) in old.enumerated() where sides.upgrade(ofLocal: index) == nil {
      let path = ConfigPath.root.appending(.otherDocument(index, of: .older))
      note(path, .removed, document, nil)
    }
    if found.isEmpty, sides.numbers.local != sides.numbers.upgrade {
      // The same documents in another order.
      found.append(ConfigDifference(path: "", kind: .modified, before: nil, after: nil))
    }
  }

  mutating func compare(_ old: Node, _ new: Node, _ path: ConfigPath) {
    if old.isSame(as: new) { return }
    if old.isMap && new.isMap {
      return compare(old.elements, new.elements, name: \.name) { element in
        path.appending(.key(element.key?.inBracketsAsKey ?? ""))
      }
    }
    if old.isList && new.isList {
      let lists = [old.elements, new.elements]
      if let key = ListIdentity.key(of: lists) {
        return compare(
          old.elements, new.elements, name: { ElementName($0.value[key] ?? $0.value) }
        ) { path.appending(.identity(key: key, value: $0.value[key]?.text ?? "")) }
      }
      let count = found.count
      if ListIdentity.areSets(lists) {
        compare(old.elements, new.elements, name: \.name) {
          path.appending(.item($0.value.inBracketsAsKey))
        }
        // The same items in another order.
        if found.count > count { return }
      }
    }
    note(path, .modified, old, new)
  }

  private mutating func compare(
    _ old: [Element], _ new: [Element], name: (Element) -> ElementName,
    path: (Element) -> ConfigPath
  ) {
    let before = Dictionary(grouping: old, by: name)
    let after = Dictionary(grouping: new, by: name)
    for element in new {
      switch before[name(element)] {
      case nil: note(path(element), .added, nil, element.value)
      case .some(let group):
        // Of keys that occur twice, the last counts.
        guard let last = group.last, let newest = after[name(element)]?.last,
          newest.start == element.start
        else { continue }
        compare(last.value, element.value, path(element))
      }
    }
    for element in old where after[name(element)] == nil {
      note(path(element), .removed, element.value, nil)
    }
  }

  private mutating func note(
    _ path: ConfigPath, _ kind: ConfigDifference.Kind, _ old: Node?, _ new: Node?
  ) {
    found.append(
      ConfigDifference(
        path: path.description, kind: kind, before: old?.beginning(), after: new?.beginning()))
  }
}
