extension Node {
  /// The value on one line, as YAML writes it in brackets; of a long one so many scalars, the last of them `…`.
  /// However much is in it, little more than that is looked at.
  func beginning(_ limit: Int = 80) -> String {
    var text = ""
    write(to: &text, until: limit)
    guard text.unicodeScalars.count > limit else { return text }
    return String(text.unicodeScalars.prefix(limit - 1)) + "…"
  }

  private func write(to text: inout String, until limit: Int) {
    // No scalar has more than four bytes, so whatever ends here early is cut above.
    func isEnough() -> Bool { text.utf8.count > 4 * limit }
    let name = tag.map { $0.hasPrefix("!") ? "\($0) " : "!<\($0)> " } ?? ""
    switch content {
    case .scalar(let exact, _) where exact.string.utf8.count > 16 * limit:
      text += name + String(exact.string.unicodeScalars.prefix(4 * limit + 1))
    case .scalar, .alias: text += inBrackets(format: .yaml)
    case .list(let items):
      text += name + "["
      for (index, item) in items.enumerated() {
        if isEnough() { return }
        if index > 0 { text += ", " }
        item.value.write(to: &text, until: limit)
      }
      text += "]"
    case .map(let entries):
      text += name + "{"
      for (index, entry) in entries.enumerated() {
        if isEnough() { return }
        if index > 0 { text += ", " }
        entry.key?.write(to: &text, until: limit)
        text += ": "
        entry.value.write(to: &text, until: limit)
      }
      text += "}"
    }
  }
}
