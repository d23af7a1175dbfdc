/// How a key is moved to another map: as a release would that has it there, by a merge of its own. So it is
/// spliced, and checked, as everything else is.
extension RenamedText {
  static func moved(
    _ text: ParsedText, _ root: Node, _ match: KeyMatch, _ target: ConfigPath
  ) -> [UInt8]? {
    let (from, to) = (match.path.steps, target.steps)
    // A map cannot go into itself, nor take the place of one that it is in.
    guard let element = root.element(at: from), !element.value.hasAnchors,
      !element.value.hasAliases, !to.starts(with: from), !from.starts(with: to),
      parentsAreMaps(of: to, in: root)
    else { return nil }
    guard let here = Sketch(text.format, element, in: text, at: from, besides: []),
      let there = Sketch(text.format, element, in: text, at: to, besides: Array(from.dropLast()))
    else { return nil }
    let merged = MergedFile(
      merging: MergeSides(
        base: here.bytes, local: text.bytes, upgrade: there.bytes, format: text.format)
    ) { _ in nil }
    guard merged.method == .structure, merged.conflicts.isEmpty,
      case .success(let result) = ParsedText.read(merged.bytes, as: text.format),
      let after = result.documents.first, let value = after.value(at: target),
      value.isSame(as: element.value), after.value(at: match.path) == nil
    else { return nil }
    return merged.bytes
  }

  /// Whether what is there of the way to a key can take it.
  private static func parentsAreMaps(of steps: [ConfigPath.Step], in root: Node) -> Bool {
    var node = root
    for step in steps.dropLast() {
      guard node.isMap, case .key(let key) = step else { return false }
      let found = node.elements.filter { $0.key?.text == key }
      if found.isEmpty { return true }
      guard found.count == 1 else { return false }
      node = found[0].value
    }
    return node.isMap
  }
}

/// A configuration that has nothing but one key, and the maps that it is in.
private struct Sketch {
  let bytes: [UInt8]

  /// - Parameter others: A map that is there as well, empty.
  init?(
    _ format: ConfigFormat, _ element: Element, in text: ParsedText, at steps: [ConfigPath.Step],
    besides others: [ConfigPath.Step]
  ) {
    var names: [String] = []
    for step in steps {
      guard case .key(let name) = step else { return nil }
      names.append(name)
    }
    var others = others.compactMap { if case .key(let name) = $0 { name } else { nil } }
    // Maps that both are in are there once.
    var shared = 0
    while shared < others.count, shared < names.count - 1, others[shared] == names[shared] {
      shared += 1
    }
    others.removeFirst(shared)
    bytes =
      format == .json
      ? Self.json(element, names, others, shared)
      : Self.yaml(element, in: text, names, others, shared)
  }

  private static func json(
    _ element: Element, _ names: [String], _ others: [String], _ shared: Int
  ) -> [UInt8] {
    func quoted(_ name: String) -> String { ScalarText.doubleQuoted(name, escapingNonASCII: false) }
    func nested(_ names: ArraySlice<String>, _ value: String) -> String {
      names.reversed().reduce(value) { "{\(quoted($1)): \($0)}" }
    }
    let value = element.value.inBrackets(format: .json)
    var inner = String(nested(names[shared...], value).dropFirst().dropLast())
    if let first = others.first {
      inner = "\(quoted(first)): \(nested(others.dropFirst(), "{}")), \(inner)"
    }
    return Array(nested(names[..<shared], "{\(inner)}").utf8)
  }

  private static func yaml(
    _ element: Element, in text: ParsedText, _ names: [String], _ others: [String], _ shared: Int
  ) -> [UInt8] {
    func key(_ name: String) -> [UInt8] { RenamedText.key(name, like: nil, .yaml) }
    func line(_ name: String, _ depth: Int) -> [UInt8] {
      Array(repeating: .space, count: 2 * depth) + key(name) + ":\n".utf8
    }
    var bytes: [UInt8] = []
    for (depth, name) in names[..<shared].enumerated() { bytes += line(name, depth) }
    // First what it comes from: a key that moves goes behind that.
    for (index, name) in others.enumerated() {
      let line = line(name, shared + index)
      bytes += index == others.count - 1 ? line.dropLast() + " {}\n".utf8 : line
    }
    for (depth, name) in zip(shared..., names[shared...].dropLast()) { bytes += line(name, depth) }
    bytes += lines(of: element, in: text, named: names.last ?? "", column: 2 * (names.count - 1))
    return bytes
  }

  /// The lines of an entry under another name, with the comments that it has.
  private static func lines(
    of element: Element, in text: ParsedText, named name: String, column: Int
  ) -> [UInt8] {
    let indent = Array(repeating: UInt8.space, count: column)
    let newKey = RenamedText.key(name, like: element.key, .yaml)
    guard element.isFirstOnLine, let old = element.key, old.start == element.start else {
      return indent + newKey + ": ".utf8 + element.value.inBrackets(format: .yaml).utf8
        + [.lineFeed]
    }
    let moved = MovedLines(of: element, in: text, to: column, Indentation(of: text))
    let lead = moved.bytes(
      from: text.lineStart(of: element.lead), to: text.lineStart(of: element.start),
      lineBreak: [.lineFeed])
    var lines =
      lead + indent + newKey
      + moved.bytes(from: old.end, to: element.end, lineBreak: [.lineFeed])
    if lines.last != .lineFeed { lines.append(.lineFeed) }
    return lines
  }
}
