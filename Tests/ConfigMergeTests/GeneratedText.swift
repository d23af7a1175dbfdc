/// Writes generated documents as YAML.
struct GeneratedText {
  var step: Int
  var lines: [String] = []

  static func yaml(_ entries: [GeneratedEntry], step: Int, lineBreak: String = "\n") -> [UInt8] {
    var text = GeneratedText(step: step)
    text.map(entries, column: 0)
    let all = text.lines.joined(separator: "\n") + "\n"
    return Array(
      all.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineBreak).utf8
    )
  }

  private mutating func map(_ entries: [GeneratedEntry], column: Int, first: String? = nil) {
    if entries.isEmpty { return }
    let indent = String(repeating: " ", count: column)
    for (index, entry) in entries.enumerated() {
      let start = index == 0 ? first ?? indent : indent
      if index > 0 || first == nil {
        if entry.hasGap { lines.append("") }
        if let comment = entry.comment { lines.append(indent + "# " + comment) }
      }
      value(entry.value, after: start + Self.key(entry.key) + ":", column, entry.beside)
    }
  }

  private static func key(_ key: String) -> String { key.contains(" ") ? "'\(key)'" : key }

  private mutating func value(
    _ value: GeneratedValue, after start: String, _ column: Int, _ beside: String?
  ) {
    let comment = beside.map { "  # \($0)" } ?? ""
    let inner = column + step
    switch value {
    case .scalar(let text, .literal):
      lines.append(start + " |")
      for line in text.split(separator: "\n") {
        lines.append(String(repeating: " ", count: inner) + line)
      }
    case .map(let entries, .block) where !entries.isEmpty:
      lines.append(start + comment)
      map(entries, column: inner)
    case .list(let items, let style) where style != .flow && !items.isEmpty:
      lines.append(start + comment)
      let at = style == .indentless ? column : inner
      for item in items { self.item(item, column: at) }
    default: lines.append(start + " " + Self.flow(value) + comment)
    }
  }

  private mutating func item(_ item: GeneratedValue, column: Int) {
    let start = String(repeating: " ", count: column) + "- "
    if case .map(let entries, .block) = item, !entries.isEmpty {
      map(entries, column: column + 2, first: start)
    } else {
      lines.append(start + Self.flow(item))
    }
  }

  private static func flow(_ value: GeneratedValue) -> String {
    switch value {
    case .scalar(let text, .plain): text
    case .scalar(let text, .single) where !text.contains("\n"):
      "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        + "'"
    case .scalar(let text, _):
      "\""
        + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0 == "\n" ? "\\n" : "\($0)" }.joined()
        + "\""
    case .map(let entries, _):
      "{" + entries.map { key($0.key) + ": " + flow($0.value) }.joined(separator: ", ") + "}"
    case .list(let items, _): "[" + items.map(flow).joined(separator: ", ") + "]"
    }
  }
}
