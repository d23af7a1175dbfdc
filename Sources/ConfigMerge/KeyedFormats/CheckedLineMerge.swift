/// A merge by lines whose result is looked at.
///
/// Lines that only one side changed are asked about too, where with them the text would say what no
/// side meant.
struct CheckedLineMerge {
  private let sides: MergeSides
  private let check: KeyCheck?
  private let reason: MergeReason?
  private var merge: LineMerge
  /// Why lines are asked about that only one side changed, by their chunk.
  private var reasons: [Int: MergeReason] = [:]

  /// How often more lines are asked about.
  private static let rounds = 20

  init(_ sides: MergeSides, _ check: KeyCheck?, reason: MergeReason?) {
    self.sides = sides
    self.check = check
    self.reason = reason
    merge = LineMerge(base: sides.base ?? [], local: sides.local, upgrade: sides.upgrade)
  }

  /// The merged file; `answer` is asked for the same conflict again as often as lines are merged.
  mutating func file(
    _ answer: (MergeConflict) -> ThreeWayMerge.Answer?
  ) throws(MergeRefusal) -> MergedFile {
    var problem: MergeReason?
    for _ in 0..<Self.rounds {
      let asked = asked(answer)
      // What the base had is only ever shown, beside what stands for it here.
      let bytes = merge.bytes { asked[$0].choice(orBase: .local) }
      if let worse = isWorse(bytes) { throw MergeRefusal(reason: .lines(worse)) }
      let faults =
        check?.faults(
          in: bytes, asked: marks, hasOwnText: asked.contains(where: \.isOwnText)) ?? []
      guard let first = faults.first else {
        return MergedFile(
          bytes: merge.bytes { asked[$0].choice(orBase: .base) }, method: .lines, reason: reason,
          conflicts: asked.map(\.decided), changes: merge.changes)
      }
      problem = .lines(first.reason)
      if !ask(about: faults) { break }
    }
    throw MergeRefusal(reason: problem)
  }

  /// The conflicts with their answers.
  private func asked(_ answer: (MergeConflict) -> ThreeWayMerge.Answer?) -> [AskedLines] {
    merge.conflicts.indices.map { index in
      let reason = reasons[merge.conflicts[index]]
      let conflict = merge.conflict(
        index, reason: reason ?? self.reason,
        // Both would be a key with two values.
        choices: reason == nil && check == nil ? [.local, .upgrade, .both] : [.local, .upgrade])
      return AskedLines(conflict: conflict, answer: answer(conflict))
    }
  }

  /// The lines of the conflicts.
  private var marks: LineMarks {
    var marks = LineMarks()
    for index in merge.conflicts {
      for side in LineMerge.Side.allCases {
        marks.insert(merge.lines(of: side, inChunk: index), of: side)
      }
    }
    return marks
  }

  /// Makes conflicts of the changes that faults come from; whether there are any.
  private mutating func ask(about faults: [KeyCheck.Fault]) -> Bool {
    var first: [LineMerge.Side: [Int: LineFault]] = [:]
    for fault in faults {
      for (side, lines) in fault.lines.lines {
        for line in lines where first[side]?[line] == nil {
          first[side, default: [:]][line] = fault.reason
        }
      }
    }
    var indices: [Int] = []
    for (index, chunk) in merge.chunks.enumerated() where chunk.isOneSided {
      let found = LineMerge.Side.allCases.lazy.compactMap { side in
        chunk.lines(of: side).lazy.compactMap { first[side]?[$0] }.first
      }
      guard let fault = found.first else { continue }
      reasons[index] = .lines(fault)
      indices.append(index)
    }
    merge.ask(about: indices)
    return !indices.isEmpty
  }

  /// Why a result is worse to read than the local file.
  private func isWorse(_ bytes: [UInt8]) -> LineFault? {
    guard bytes != sides.local, sides.format != .text else { return nil }
    if case .success(let before) = ParsedText.read(sides.local, as: sides.format) {
      guard case .success(let after) = ParsedText.read(bytes, as: sides.format),
        after.duplicateKeys <= before.duplicateKeys
      else { return .unreadable }
    }
    return TopLevelKeys.double(in: bytes, local: sides.local, upgrade: sides.upgrade)
      .map { .doubleAtTop($0) }
  }
}

/// Lines that are asked about, with the answer.
private struct AskedLines {
  var conflict: MergeConflict
  var answer: ThreeWayMerge.Answer?

  private var isBothOffered: Bool { conflict.choices.contains(.both) }

  var decided: MergedFile.Decided {
    var resolution: Resolution?
    if case .given(let given) = answer {
      resolution = isBothOffered || given != .both ? given : .local
    }
    return MergedFile.Decided(conflict: conflict, resolution: resolution)
  }

  var isOwnText: Bool {
    if case .given(.text) = answer { true } else { false }
  }

  func choice(orBase base: LineMerge.Choice) -> LineMerge.Choice {
    switch answer {
    case .given(.upgrade): .upgrade
    case .given(.both): isBothOffered ? .both : .local
    case .given(.text(let text)): .bytes(Array(text.utf8))
    case .base: base
    case .given(.local), nil: .local
    }
  }
}
