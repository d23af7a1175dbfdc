extension ThreeWayMerge {
  /// Enters a conflict and returns how it is answered.
  mutating func ask(
    _ kind: MergeConflict.Kind, at path: ConfigPath, base: Element? = nil, local: Element? = nil,
    upgrade: Element? = nil, choices: [Resolution], suggestion: Resolution = .local,
    reason: MergeReason? = nil
  ) -> Answer? {
    let values = [base, local, upgrade].map {
      $0?.value.inBrackets(format: .json, isCanonical: true) ?? ""
    }
    let conflict = MergeConflict(
      path: path.description, kind: kind,
      base: self.base.flatMap { text in base.map { text.side($0) } },
      local: local.map { self.local.side($0) }, upgrade: upgrade.map { self.upgrade.side($0) },
      identity: ([path.description] + values).joined(separator: "\0"), choices: choices,
      suggestion: suggestion, reason: reason)
    let answer = answer(conflict)
    var decided = MergedFile.Decided(conflict: conflict, resolution: nil)
    switch answer {
    case .given(.text(let text)):
      // A text that is no value, or has no place, is no answer.
      decided.problem = UnusableAnswer(
        text, local: local, upgrade: upgrade, format: self.local.format)
      let hasPlace = local != nil && choices != [.local] && kind != .duplicateKey
      if hasPlace, decided.problem == nil { decided.resolution = .text(text) }
    case .given(let given) where choices.contains(given): decided.resolution = given
    // Where there are not two lists, it is the user's.
    case .given(.both): decided.resolution = .local
    case .given, .base, nil: break
    }
    conflicts.append(decided)
    places.append(path)
    return answer
  }

  /// Enters a conflict where a decision turned out not to be possible: the user's value stays. Whether
  /// there is one at `path`.
  mutating func askAboutRefusal(
    at path: ConfigPath, base: Element? = nil, local: Element? = nil, upgrade: Element? = nil
  ) -> Bool {
    guard let refusal = refused[path] else { return false }
    _ = ask(
      refusal.kind, at: path, base: base, local: local, upgrade: upgrade, choices: [.local],
      reason: refusal.reason)
    return true
  }
}
