extension MergedFile {
  /// Merges line by line, for files whose structure cannot be used.
  ///
  /// The result reads no worse than the local file does: where that can be read, so can it, and no key
  /// occurs more often. Where keys can at least be found, each has what one side means it to have.
  /// Otherwise the file is one conflict.
  static func merged(
    byLines sides: MergeSides, _ answer: (MergeConflict) -> ThreeWayMerge.Answer?,
    reason: MergeReason?
  ) -> MergedFile {
    // Of a text nobody expects a structure.
    let reason = sides.format == .text ? nil : reason
    func whole(because problem: MergeReason?) -> MergedFile {
      let both = reason.flatMap { reason in problem.map { MergeReason.both(reason, $0) } }
      return self.whole(sides, answer, reason: both ?? reason ?? problem)
    }
    let all = [sides.base ?? [], sides.local, sides.upgrade]
    guard sides.base != nil else { return whole(because: nil) }
    guard !all.contains(where: { $0.contains(0) }) else {
      return whole(because: reason == nil ? .notText : nil)
    }
    do throws(MergeRefusal) {
      var merge = CheckedLineMerge(sides, try sides.keyCheck(), reason: reason)
      return try merge.file(answer)
    } catch { return whole(because: error.reason) }
  }
}

extension LineMerge {
  /// The conflict at a place in ``conflicts``, as others show it.
  func conflict(
    _ index: Int, reason: MergeReason?, choices: [Resolution]
  ) -> MergeConflict {
    let chunk = conflicts[index]
    func side(_ side: Side) -> MergeConflict.Side {
      MergeConflict.Side(
        line: firstLine(of: side, inChunk: chunk), column: 1,
        text: String(decoding: text(of: side, inChunk: chunk), as: UTF8.self))
    }
    let (base, local, upgrade) = (side(.base), side(.local), side(.upgrade))
    return MergeConflict(
      path: "line \(local.line)", kind: .lines, base: base, local: local, upgrade: upgrade,
      identity: ["lines", base.text, local.text, upgrade.text].joined(separator: "\0"),
      choices: choices, suggestion: .local, reason: reason)
  }

  /// What each side did, a run of lines as one change.
  var changes: [ConfigChange] {
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
