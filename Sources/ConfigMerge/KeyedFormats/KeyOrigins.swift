/// Which lines of the three sides a key in a merged text comes from.
struct KeyOrigins {
  private let sides: [(side: LineMerge.Side, keys: LabelledKeys)]
  private var named: [KeyLabel.Name: LineMarks] = [:]

  /// Takes base, local and upgrade.
  init(_ keys: some Sequence<LabelledKeys>) {
    sides = zip([.base, .local, .upgrade], keys).map { (side: $0, keys: $1) }
    for (side, keys) in sides {
      for label in keys.order {
        guard let lines = keys[label]?.lines else { continue }
        named[label.name, default: LineMarks()].insert(lines, of: side)
      }
    }
  }

  /// The lines of a key; of one that no side has there, those of keys and tables of its name.
  func lines(of label: KeyLabel) -> LineMarks {
    var marks = LineMarks()
    var isKnown = false
    for (side, keys) in sides {
      guard let lines = keys[label]?.lines else { continue }
      marks.insert(lines, of: side)
      isKnown = true
    }
    if isKnown { return marks }
    var name = label.name
    marks = named[name] ?? LineMarks()
    name.isHeader = true
    while !name.path.isEmpty {
      name.path.removeLast()
      guard let header = named[name] else { continue }
      marks.formUnion(header)
      break
    }
    return marks
  }

  /// The lines of all keys that a path leads to, or through.
  func lines(around path: [KeyedText.Step]) -> LineMarks {
    let names = path.map(\.name)
    return named.reduce(into: LineMarks()) { marks, other in
      let path = other.key.path
      if path.starts(with: names) || names.starts(with: path) { marks.formUnion(other.value) }
    }
  }
}
