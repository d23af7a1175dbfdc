/// A configuration that has nothing but some keys, and the maps that they are in.
struct KeySketch {
  /// A map, or an entry of the text that the keys are from.
  private final class Part {
    var names: [String] = []
    var parts: [String: Part] = [:]
    var entry: Element?
  }

  private let root = Part()

  /// Adds the maps of a path that ends with a map.
  func addMap(at path: some Collection<ConfigPath.Step>) { _ = part(at: path) }

  /// Adds an entry at a path; says whether it is the only one there.
  func add(_ element: Element, at path: ConfigPath) -> Bool {
    guard let part = part(at: path.steps), part.entry == nil, part.parts.isEmpty else {
      return false
    }
    part.entry = element
    return true
  }

  /// `nil` where a path leads into an entry, or is not one of keys.
  private func part(at path: some Collection<ConfigPath.Step>) -> Part? {
    var part = root
    for step in path {
      guard case .key(let name) = step, part.entry == nil else { return nil }
      let next = part.parts[name] ?? Part()
      if part.parts.updateValue(next, forKey: name) == nil { part.names.append(name) }
      part = next
    }
    return part
  }

  /// - Parameter text: What the entries are from.
  func bytes(_ text: ParsedText) -> [UInt8] {
    text.format == .json
      ? Array(Self.json(root).utf8) : Self.yaml(root, in: text, Indentation(of: text), depth: 0)
  }

  private static func json(_ part: Part) -> String {
    if let entry = part.entry { return entry.value.inBrackets(format: .json) }
    let entries = part.names.map { name in
      "\(ScalarText.doubleQuoted(name, escapingNonASCII: false)): "
        + (part.parts[name].map(json) ?? "")
    }
    return "{\(entries.joined(separator: ", "))}"
  }

  private static func yaml(
    _ map: Part, in text: ParsedText, _ indentation: Indentation, depth: Int
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for name in map.names {
      guard let part = map.parts[name] else { continue }
      if let entry = part.entry {
        bytes += lines(of: entry, in: text, indentation, named: name, column: 2 * depth)
        continue
      }
      bytes += Array(repeating: .space, count: 2 * depth) + RenamedText.key(name, like: nil, .yaml)
      bytes +=
        part.names.isEmpty
        ? Array(": {}\n".utf8)
        : Array(":\n".utf8) + yaml(part, in: text, indentation, depth: depth + 1)
    }
    return bytes
  }

  /// The lines of an entry under another name, with the comments that it has.
  private static func lines(
    of element: Element, in text: ParsedText, _ indentation: Indentation, named name: String,
    column: Int
  ) -> [UInt8] {
    let indent = Array(repeating: UInt8.space, count: column)
    let newKey = RenamedText.key(name, like: element.key, .yaml)
    guard element.isFirstOnLine, let old = element.key, old.start == element.start else {
      return indent + newKey + ": ".utf8 + element.value.inBrackets(format: .yaml).utf8
        + [.lineFeed]
    }
    let moved = MovedLines(of: element, in: text, to: column, indentation)
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
