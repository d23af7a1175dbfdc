/// Where a document has which keys, as far as maps alone lead there.
struct KeyIndex {
  private let root: Node
  private var elements: [ConfigPath: Element] = [:]
  /// Paths that a map has more than once: nobody can say which is meant.
  private var repeated: Set<ConfigPath> = []

  init(of root: Node) {
    self.root = root
    add(root, at: .root)
  }

  private mutating func add(_ map: Node, at path: ConfigPath) {
    guard map.isMap else { return }
    for element in map.elements {
      guard let key = element.key?.text else { continue }
      let path = path.appending(.key(key))
      if elements.updateValue(element, forKey: path) != nil { repeated.insert(path) }
      add(element.value, at: path)
    }
  }

  /// The entry at a path; `nil` where there is none, or more than one.
  subscript(path: ConfigPath) -> Element? { repeated.contains(path) ? nil : elements[path] }

  /// Whether nothing is at a path, and what is there of the way to it are maps.
  func hasRoom(at path: ConfigPath) -> Bool {
    guard root.isMap, elements[path] == nil else { return false }
    for length in 1..<max(path.steps.count, 1) {
      let parent = ConfigPath(steps: Array(path.steps[..<length]))
      guard elements[parent] != nil else { return true }
      guard self[parent]?.value.isMap ?? false else { return false }
    }
    return true
  }
}
