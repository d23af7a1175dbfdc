/// The lines of a YAML text with which it goes on at the top: keys, and marks between documents. What
/// is known where it cannot be read.
enum TopLevelKeys {
  /// Something that a merged text has more often than either side; `nil` if there is nothing.
  static func double(in merged: [UInt8], local: [UInt8], upgrade: [UInt8]) -> String? {
    let (local, upgrade) = (counts(local), counts(upgrade))
    return counts(merged).filter { $0.value > max(local[$0.key] ?? 0, upgrade[$0.key] ?? 0) }
      .map(\.key).min()
  }

  static func counts(_ bytes: [UInt8]) -> [String: Int] {
    let text = LineText(bytes)
    var counts: [String: Int] = [:]
    for line in text.lines.indices {
      guard let key = key(text.keyedContent(of: line)) else { continue }
      counts[key, default: 0] += 1
    }
    return counts
  }

  private static func key(_ content: ArraySlice<UInt8>) -> String? {
    if content.trimmed.elementsEqual("---".utf8) { return "---" }
    guard let first = content.first, !first.isBlank, first != UInt8(ascii: "#") else { return nil }
    var rest = content
    var key: ArraySlice<UInt8> = []
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard let end = content.dropFirst().firstIndex(of: first) else { return nil }
      key = content[(content.startIndex + 1)..<end]
      rest = content[(end + 1)...]
    }
    let end = rest.indices.first {
      rest[$0] == UInt8(ascii: ":") && ($0 + 1 == rest.endIndex || rest[$0 + 1].isBlank)
    }
    guard let end else { return nil }
    return (key.isEmpty ? rest[..<end].trimmed : key).asText
  }
}
