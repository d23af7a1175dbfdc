extension KeyGrammar {
  /// Why no program could load a text, as far as is known; `nil` if one could.
  func problem(in bytes: [UInt8]) -> ConfigFault? {
    guard fits([bytes]) else { return nil }
    let text = LineText(bytes)
    var opening: Int?
    for line in text.lines.indices {
      let content = text.keyedContent(of: line)
      if content.starts(with: "<<<<<<< ".utf8) { opening = line }
      if content.starts(with: ">>>>>>> ".utf8), let opening {
        return .conflictMarkers(line: opening + 1)
      }
    }
    guard self == .toml else { return nil }
    let keyed: KeyedText
    do { keyed = try read(bytes) } catch { return .keys(error.fault, line: error.line) }
    var known: Set<[KeyedText.Step]> = []
    for entry in keyed.entries where !entry.isHeader && !known.insert(entry.path).inserted {
      return .definedTwice(key: entry.key, line: entry.lines.lowerBound + 1)
    }
    return keyed.clash.map { clash in
      .definedInTwoWays(name: clash.map(\.name).joined(separator: "."))
    }
  }
}
