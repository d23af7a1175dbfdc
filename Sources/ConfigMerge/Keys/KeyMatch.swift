/// A key that fits a pattern.
struct KeyMatch {
  /// Where it is, and what the stars of the pattern stood for.
  var path: ConfigPath
  var stars: [ConfigPath.Step] = []
  var element: Element
  /// The map or list that it is in.
  var parent: Node
}

extension KeyPattern {
  /// All keys in a document that fit, in its order.
  func matches(in root: Node) -> [KeyMatch] {
    var found: [KeyMatch] = []
    search(root, steps[...], .root, [], &found)
    return found
  }

  private func search(
    _ node: Node, _ steps: ArraySlice<Step>, _ path: ConfigPath, _ stars: [ConfigPath.Step],
    _ found: inout [KeyMatch]
  ) {
    guard let step = steps.first else { return }
    for (index, element) in node.elements.enumerated() {
      guard let place = step.place(of: element, at: index) else { continue }
      let path = path.appending(place)
      let stars = step == .any ? stars + [place] : stars
      if steps.count == 1 {
        found.append(KeyMatch(path: path, stars: stars, element: element, parent: node))
      } else {
        search(element.value, steps.dropFirst(), path, stars, &found)
      }
    }
  }
}

extension KeyPattern.Step {
  /// What an entry or item is called, if it fits.
  fileprivate func place(of element: Element, at index: Int) -> ConfigPath.Step? {
    guard let key = element.key else {
      switch self {
      case .any: return element.value.text.map { .item($0) } ?? .index(index)
      case .item(let text):
        if element.value.text == text { return .item(text) }
        return text == String(index) ? .index(index) : nil
      case .identity(let key, let value):
        return element.value[key]?.text == value ? .identity(key: key, value: value) : nil
      case .key: return nil
      }
    }
    guard let text = key.text else { return nil }
    return self == .any || self == .key(text) ? .key(text) : nil
  }
}
