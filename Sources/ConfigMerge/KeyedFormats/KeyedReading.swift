extension KeyGrammar {
  /// Why no program could load a text, as far as can be told; `nil` if one could.
  func problem(in bytes: [UInt8]) -> String? {
    guard fits([bytes]) else { return nil }
    let text = LineText(bytes)
    var opening: Int?
    for line in text.lines.indices {
      let content = text.keyedContent(of: line)
      if content.starts(with: "<<<<<<< ".utf8) { opening = line }
      if content.starts(with: ">>>>>>> ".utf8), let opening {
        return "line \(opening + 1): it contains conflict markers"
      }
    }
    guard self == .toml else { return nil }
    let keyed: KeyedText
    do { keyed = try read(bytes) } catch { return "line \(error.line): \(error.reason)" }
    var known: Set<[KeyedText.Step]> = []
    for entry in keyed.entries where !entry.isHeader && !known.insert(entry.path).inserted {
      return "line \(entry.lines.lowerBound + 1): \(entry.key) is defined twice"
    }
    return keyed.clash.map { clash in
      "\(clash.map(\.name).joined(separator: ".")) is defined in two incompatible ways"
    }
  }
}
