extension BalancedSplice {
  /// The result, or the decisions that made a wrong file.
  func checked(_ documents: [MergedElement], of sides: DocumentSides) -> CheckedSplice {
    guard !splice.edits.isEmpty else { return .right(splice.local) }
    switch read {
    case .failure(let error): return .wrong(refusals(because: error))
    case .success(let read):
      if let path = MergeCheck.difference(read, documents, splice.local) {
        return .wrong([path: .notSpliceable(.otherMeaning)])
      }
      if let name = MergeCheck.strayAlias(read, documents, sides) {
        return .wrong(refusals(ofAnchor: name) ?? [.root: .stray(name)])
      }
      return .right(read)
    }
  }

  /// Refuses what adds or takes away an anchor; `nil` if nothing does.
  private func refusals(ofAnchor name: String) -> [ConfigPath: ThreeWayMerge.Refusal]? {
    let anchor = Array("&\(name)".utf8)
    let paths = splice.edits.filter {
      $0.bytes.containsRun(anchor) || splice.local.bytes[$0.range].containsRun(anchor)
    }.map(\.path)
    guard !paths.isEmpty else { return nil }
    return Dictionary(paths.map { ($0, .stray(name)) }) { first, _ in first }
  }

  /// Refuses the edit that a parser stumbles over.
  private func refusals(because error: ParseError) -> [ConfigPath: ThreeWayMerge.Refusal] {
    let bytes = result.bytes
    let place = error.place(in: bytes)
    let index = result.places.lastIndex { $0 <= place } ?? 0
    let edit = splice.edits[index]
    guard place < bytes.count, bytes[place] == UInt8(ascii: "*") else {
      return [edit.path: .notSpliceable(.unreadable)]
    }
    let name = String(
      decoding: bytes[(place + 1)...].prefix {
        !$0.isBlank && !$0.isLineBreak && !",[]{}:".utf8.contains($0)
      }, as: UTF8.self)
    let isNew = place < result.places[index] + edit.bytes.count
    return (isNew ? nil : refusals(ofAnchor: name)) ?? [edit.path: .stray(name)]
  }
}

extension ThreeWayMerge.Refusal {
  /// Of what leaves an alias without its anchor.
  fileprivate static func stray(_ name: String) -> Self {
    Self(kind: .anchor, reason: .strayAlias(name))
  }
}
