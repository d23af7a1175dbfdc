extension JSONSplice {
  /// The result, or what of the decisions made a wrong file, or one that a reader of the local file may
  /// not be able to read, or one that lacks a comment of the user's own.
  func checked(_ documents: [MergedElement], base: ParsedText?) -> CheckedSplice {
    guard !edits.isEmpty else { return .right(local) }
    let result = result
    switch ParsedText.read(result.bytes, as: .json) {
    case .failure(let problem):
      let place = problem.place(in: result.bytes)
      return .wrong([edit(at: place, result.places).path: .notSpliceable(.unreadable)])
    case .success(let read):
      if let path = MergeCheck.difference(read, documents, local) {
        return .wrong([path: .notSpliceable(.otherMeaning)])
      }
      let foreign = read.features.subtracting(local.features)
      if !foreign.isEmpty {
        let place = read.firstPlace(of: foreign) ?? 0
        return .wrong([edit(at: place, result.places).path: .notSpliceable(foreign.asForeign)])
      }
      if let path = lostComment(read, base) { return .wrong([path: .notSpliceable(.commentLost)]) }
      return .right(read)
    }
  }

  private func edit(at place: Int, _ places: [Int]) -> Edit {
    edits[places.lastIndex { $0 <= place } ?? 0]
  }

  /// The path of an edit that takes a comment of the user's own away; `nil` if none does.
  private func lostComment(_ read: ParsedText, _ base: ParsedText?) -> ConfigPath? {
    func names(_ text: ParsedText?) -> Set<ExactText> {
      Set(text.map { $0.jsonComments(in: 0..<$0.bytes.count).map(\.name) } ?? [])
    }
    let known = names(base).union(names(read))
    let lost = local.jsonComments(in: 0..<local.bytes.count).first { !known.contains($0.name) }
    guard let lost else { return nil }
    return edits.first { $0.range.overlaps(lost.range) }?.path ?? .root
  }
}

extension ParsedText {
  /// Where something first is that JSON as RFC 8259 has it has not.
  fileprivate func firstPlace(of features: JSONFeatures) -> Int? {
    for index in tokens.indices {
      if tokens[index].kind == .comment, features.contains(jsonComment(atToken: index).feature) {
        return start(ofToken: index)
      }
      if features.contains(.trailingCommas), isTrailingComma(token: index) {
        return start(ofToken: index)
      }
    }
    return nil
  }
}
