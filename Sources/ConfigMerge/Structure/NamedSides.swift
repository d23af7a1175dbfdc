/// Three lists of elements, each with a name that distinguishes it.
struct NamedSides {
  struct Side {
    var elements: [Element]
    var names: [ElementName]

    init(_ elements: [Element], names: [ElementName]? = nil) {
      self.elements = elements
      self.names = names ?? elements.map(\.name)
    }
  }

  var base: Side
  var local: Side
  var upgrade: Side
  /// Names under which there may be different things: nothing is merged inside of them.
  var doubtful: Set<ElementName> = []
  /// Whether a change of order counts.
  var isOrdered = false
}

extension NamedSides {
  /// One name, with what each side has under it.
  struct Entry {
    let name: ElementName
    var base: [Element] = []
    /// Places in the side's list.
    var local: [Int] = []
    var upgrade: [Int] = []

    /// Whether a side has the name more than once.
    var isRepeated: Bool { base.count > 1 || local.count > 1 || upgrade.count > 1 }
  }

  /// Each name that local or upgrade has: in the order of the local file, then of the upgrade. Conflicts
  /// come in this order.
  var entries: [Entry] {
    var entries: [Entry] = []
    var numbers: [ElementName: Int] = [:]
    func number(of name: ElementName) -> Int {
      if let number = numbers[name] { return number }
      numbers[name] = entries.count
      entries.append(Entry(name: name))
      return entries.count - 1
    }
    for (place, name) in local.names.enumerated() {
      entries[number(of: name)].local.append(place)
    }
    for (place, name) in upgrade.names.enumerated() {
      entries[number(of: name)].upgrade.append(place)
    }
    for (element, name) in zip(base.elements, base.names) {
      if let number = numbers[name] { entries[number].base.append(element) }
    }
    return entries
  }

  /// Where an element is; what only the upgrade has counts on from the local elements.
  func path(of place: KeyOrder.Place, step: (Element, Int) -> ConfigPath) -> ConfigPath {
    switch place {
    case .local(let index): step(local.elements[index], index)
    case .upgrade(let index): step(upgrade.elements[index], local.elements.count + index)
    }
  }

  /// An element of the upgrade, on its way into the local file.
  func incoming(at index: Int, of text: ParsedText, isInFlow: Bool) -> IncomingElement {
    let next = index + 1 < upgrade.elements.count ? upgrade.elements[index + 1] : nil
    return IncomingElement(upgrade.elements[index], of: text, isInFlow: isInFlow, next: next)
  }

  /// The elements of the merged list or map: the local ones that stay, and added ones.
  func inOrder(
    kept: [Int: Outcome], added: [Int: IncomingElement], step: (Element, Int) -> ConfigPath
  ) -> [MergedElement] {
    let order = KeyOrder(
      base: base.names, local: local.names, upgrade: upgrade.names, kept: Set(kept.keys),
      added: Set(added.keys), isOrdered: isOrdered)
    return order.places.compactMap { place in
      let path = path(of: place, step: step)
      return switch place {
      case .local(let index):
        MergedElement(source: .local(index, kept[index] ?? .local), path: path)
      case .upgrade(let index):
        added[index].map { MergedElement(source: .new($0), path: path) }
      }
    }
  }
}
