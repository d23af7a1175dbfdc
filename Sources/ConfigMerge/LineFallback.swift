extension MergedFile {
  /// Merges line by line, for files whose structure cannot be used.
  ///
  /// The result reads no worse than the local file does: where that can be read, so can it, and no key
  /// is there more often. Otherwise the file is one conflict.
  static func merged(
    byLines sides: MergeSides, _ answer: (Conflict) -> ThreeWayMerge.Answer?, reason: String
  ) -> MergedFile {
    let all = [sides.base ?? [], sides.local, sides.upgrade]
    guard let base = sides.base, !all.contains(where: { $0.contains(0) }) else {
      return whole(sides, answer, reason: reason)
    }
    let merge = LineMerge(base: base, local: sides.local, upgrade: sides.upgrade)
    var decided: [Decided] = []
    let bytes = merge.bytes { index in
      let conflict = merge.conflict(index, reason: reason)
      let given = answer(conflict)
      var resolution: Resolution?
      if case .given(let answer) = given { resolution = answer }
      decided.append(Decided(conflict: conflict, resolution: resolution))
      return switch given {
      case .given(.upgrade): .upgrade
      case .given(.both): .both
      case .given(.text(let text)): .bytes(Array(text.utf8))
      case .base: .base
      case .given(.local), nil: .local
      }
    }
    guard !isWorse(bytes, than: sides.local, sides.format) else {
      return whole(
        sides, answer, reason: reason + "; and merged by lines it could be read no more")
    }
    return MergedFile(
      bytes: bytes, method: .lines, reason: reason, conflicts: decided, changes: merge.changes)
  }

  private static func isWorse(
    _ bytes: [UInt8], than local: [UInt8], _ format: ConfigFormat
  ) -> Bool {
    guard bytes != local, case .success(let before) = ConfigText.read(local, format) else {
      return false
    }
    guard case .success(let after) = ConfigText.read(bytes, format) else { return true }
    return after.duplicateKeys > before.duplicateKeys
  }
}

extension LineMerge {
  /// The conflict at a place in ``conflicts``, as others show it.
  fileprivate func conflict(_ index: Int, reason: String) -> Conflict {
    let chunk = conflicts[index]
    func side(_ side: Side) -> Conflict.Side {
      Conflict.Side(
        line: firstLine(of: side, inChunk: chunk), column: 1,
        text: String(decoding: text(of: side, inChunk: chunk), as: UTF8.self))
    }
    let (base, local, upgrade) = (side(.base), side(.local), side(.upgrade))
    return Conflict(
      path: "line \(local.line)", kind: .lines, base: base, local: local, upgrade: upgrade,
      identity: ["lines", base.text, local.text, upgrade.text].joined(separator: "\0"),
      choices: [.local, .upgrade, .both], suggestion: .local, reason: reason)
  }

  /// What each side did, a run of lines as one change.
  fileprivate var changes: [ConfigChange] {
    chunks.indices.compactMap { index in
      let kind: ConfigChange.Kind
      switch chunks[index] {
      case .same, .agreed, .conflict: return nil
      case .local: kind = .kept
      case .upgrade(let base, _, let upgrade):
        kind = base.isEmpty ? .added : upgrade.isEmpty ? .removed : .replaced
      }
      return ConfigChange(
        path: "line \(firstLine(of: kind == .kept ? .local : .upgrade, inChunk: index))",
        kind: kind, container: "lines", isCustom: kind == .kept)
    }
  }
}
