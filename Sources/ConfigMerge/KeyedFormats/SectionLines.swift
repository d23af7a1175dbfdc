/// Locates the keys of a file with sections: INI and its many relatives.
///
/// Where two readers of such files do not agree, more is taken for one value, so that less of it can be
/// merged unseen. Keys and names of sections that differ only in case are the same.
struct SectionLines {
  private let rules: SectionRules
  private var found = KeyedText()
  private var section: KeyedText.Step?
  private var table = ""
  private var counts: [String: Int] = [:]
  /// Whether the last entry can go on.
  private var isOpen = false
  /// How far the key of the last entry is indented.
  private var indentation = 0
  private var blankLines = 0

  static func read(_ bytes: [UInt8], _ rules: SectionRules) -> KeyedText {
    let text = LineText(bytes)
    var reader = SectionLines(rules: rules)
    var isContinued = false
    for line in text.lines.indices {
      let content = text.keyedContent(of: line)
      let trimmed = content.trimmed
      if isContinued {
        reader.extend(trimmed, line)
      } else if trimmed.isEmpty {
        reader.blankLines += 1
        continue
      } else if trimmed.first == UInt8(ascii: ";") || trimmed.first == UInt8(ascii: "#") {
        continue
      } else {
        reader.read(trimmed, indented: content.prefix { $0.isBlank }.count, line)
      }
      isContinued = rules.continuesEscaped && reader.isOpen && trimmed.isContinued
      reader.blankLines = 0
    }
    return reader.found
  }

  private init(rules: SectionRules) { self.rules = rules }

  private mutating func read(_ content: ArraySlice<UInt8>, indented: Int, _ line: Int) {
    if rules.continuesIndented, isOpen, indented > indentation {
      extend(content, line)
    } else if content.first == UInt8(ascii: "["), let end = Self.endOfHeader(content) {
      begin(content[content.index(after: content.startIndex)..<end].trimmed.asText, line)
      let rest = content[content.index(after: end)...].trimmed
      if let first = rest.first, first != UInt8(ascii: ";"), first != UInt8(ascii: "#") {
        add(rest, line)
      }
    } else {
      indentation = indented
      add(content, line)
    }
  }

  /// The bracket that ends a header: the last one on the line, or the first that is not in quotes.
  private static func endOfHeader(_ content: ArraySlice<UInt8>) -> Int? {
    if content.last == UInt8(ascii: "]") { return content.endIndex - 1 }
    var isQuoted = false
    return content.firstIndex { byte in
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      return byte == UInt8(ascii: "]") && !isQuoted
    }
  }

  private mutating func begin(_ name: String, _ line: Int) {
    let folded = name.lowercased()
    counts[folded, default: 0] += 1
    let step = KeyedText.Step(name: folded, instance: "\(counts[folded] ?? 1)")
    (section, table, isOpen, indentation) = (step, name, false, 0)
    found.entries.append(
      KeyedText.Entry(
        path: [step], isHeader: true, lines: line..<line + 1, key: name, table: name))
  }

  private mutating func add(_ content: ArraySlice<UInt8>, _ line: Int) {
    var end = content.firstIndex { rules.separators.contains($0) }
    var isWord = false
    if end == nil, rules.splitsWords {
      end = content.firstIndex { $0.isBlank || $0 == UInt8(ascii: ":") }
      isWord = end.map { content[$0].isBlank } ?? false
    }
    let key = content[..<(end ?? content.endIndex)].trimmed.asText
    let value = end.map { Array(content[(isWord ? $0 : $0 + 1)...].trimmed) }
    let path = [section].compactMap(\.self) + [KeyedText.Step(name: key.lowercased())]
    found.entries.append(
      KeyedText.Entry(path: path, value: value, lines: line..<line + 1, key: key, table: table))
    isOpen = true
  }

  private mutating func extend(_ content: ArraySlice<UInt8>, _ line: Int) {
    let last = found.entries.count - 1
    if found.entries[last].value == nil { found.entries[last].value = [] }
    found.entries[last].value?.append(
      contentsOf: repeatElement(.lineFeed, count: blankLines + 1))
    found.entries[last].value?.append(contentsOf: content)
    found.entries[last].lines = found.entries[last].lines.lowerBound..<line + 1
  }
}
