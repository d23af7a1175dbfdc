/// Which items of three lists of maps are one and the same.
struct ItemClasses {
  /// For each item of each side, the class that it belongs to.
  let base: [ElementName]
  let local: [ElementName]
  let upgrade: [ElementName]
  /// Classes whose items cannot be told apart, or are perhaps not the same one: nothing may be merged
  /// inside of them.
  let doubtful: Set<ElementName>
  /// A key that names the items as paired; `nil` if there is none.
  let key: String?

  init(base: [Element], local: [Element], upgrade: [Element]) {
    var joining = ItemJoining(base: base, local: local, upgrade: upgrade)
    self.base = joining.names(of: joining.base)
    self.local = joining.names(of: joining.local)
    self.upgrade = joining.names(of: joining.upgrade)
    doubtful = Set(joining.names(of: joining.doubts))
    key = Self.key(naming: [(base, self.base), (local, self.local), (upgrade, self.upgrade)])
  }

  /// The first key that has one value in all items of a class, and another in those of any other.
  private static func key(naming sides: [(items: [Element], classes: [ElementName])]) -> String? {
    let keys = sides.lazy.flatMap(\.items).first?.value.elements.compactMap { $0.key?.text } ?? []
    let ordered =
      keys.filter { $0 == "id" } + keys.filter { $0 != "id" && $0.hasSuffix("_id") }
      + keys.filter { $0 == "name" || $0 == "key" } + keys
    let candidates = ordered.filter { ListIdentity.isUnique($0, in: sides.map(\.items)) }
    return candidates.first { key in
      var classes: [ElementName: ElementName] = [:]
      return sides.allSatisfy { items, names in
        zip(items, names).allSatisfy { item, name in
          guard let value = item.value[key].map({ ElementName($0) }) else { return false }
          return classes.updateValue(name, forKey: value).map { $0 == name } ?? true
        }
      }
    } ?? candidates.first
  }
}
