/// Identifies a key of a text: of several with one path the first, second and so on.
struct KeyLabel: Hashable {
  var path: [KeyedText.Step]
  var isHeader: Bool
  /// Counted from 1.
  var number: Int

  /// What it has in common with keys in other tables of the same name.
  var name: Name { Name(path: path.map(\.name), isHeader: isHeader) }

  struct Name: Hashable {
    var path: [String]
    var isHeader: Bool
  }
}

/// The keys of a text by what they are called.
struct LabelledKeys {
  /// In the order of the text.
  private(set) var order: [KeyLabel] = []
  private var entries: [KeyLabel: KeyedText.Entry] = [:]

  init(_ text: KeyedText) {
    var last: [KeyLabel: Int] = [:]
    for entry in text.entries {
      var label = KeyLabel(path: entry.path, isHeader: entry.isHeader, number: 1)
      let number = last[label, default: 0] + 1
      last[label] = number
      label.number = number
      order.append(label)
      entries[label] = entry
    }
  }

  subscript(_ label: KeyLabel) -> KeyedText.Entry? { entries[label] }

  /// How often each name is there, all tables of one name taken together.
  var counts: [KeyLabel.Name: Int] {
    order.reduce(into: [:]) { $0[$1.name, default: 0] += 1 }
  }
}

/// Lines of the three sides of a merge, counted from 0.
struct LineMarks: Hashable {
  private(set) var lines: [LineMerge.Side: Set<Int>] = [:]

  mutating func insert(_ range: Range<Int>, of side: LineMerge.Side) {
    lines[side, default: []].formUnion(range)
  }

  mutating func formUnion(_ other: LineMarks) {
    lines.merge(other.lines) { $0.union($1) }
  }

  func touch(_ range: Range<Int>, of side: LineMerge.Side) -> Bool {
    guard let marked = lines[side] else { return false }
    return range.contains(where: marked.contains)
  }
}
