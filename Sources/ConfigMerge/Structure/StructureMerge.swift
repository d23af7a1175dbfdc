/// A merge by structure that was carried out, read again and confirmed.
///
/// What a text cannot express shows only once the decisions are carried out and the result is read
/// again. So merging is repeated: what made the result wrong is refused, which makes it a conflict in
/// which the user's text stays.
///
/// This ends. Each round refuses at least one more path: where a path was refused before and that did
/// not help, the nearest path above it is refused that was not (``Refusals/add(_:at:)``). A file has
/// finitely many paths, and above the root there is none: then the merge fails, and the file is one
/// conflict. ``rounds`` only bounds the time; nearly all merges need one round.
struct StructureMerge {
  let result: ParsedText
  let conflicts: [MergedFile.Decided]
  let questions: [ConflictQuestion]
  let changes: [ConfigChange]

  private static let rounds = 40

  /// Returns `nil` where no set of decisions could be carried out: never a wrong file instead.
  init?(
    base: ParsedText?, local: ParsedText, upgrade: ParsedText,
    answer: @escaping (MergeConflict) -> ThreeWayMerge.Answer?
  ) {
    let sides = DocumentSides(base: base, local: local, upgrade: upgrade)
    var refused = Refusals()
    for _ in 0..<Self.rounds {
      let merge = ThreeWayMerge(sides, refused: refused.byPath, answer: answer)
      switch Self.carryOut(merge, of: sides) {
      case .right(let result):
        self.result = result
        (conflicts, changes) = (merge.conflicts, merge.changes)
        questions = ConflictQuestion.questions(
          about: merge.conflicts.map(\.conflict), at: merge.places)
        return
      case .wrong(let refusals):
        for (path, refusal) in refusals {
          guard refused.add(refusal, at: path) else { return nil }
        }
      }
    }
    return nil
  }

  /// Carries all decisions out in the local text, and reads the result.
  private static func carryOut(
    _ merge: ThreeWayMerge, of sides: DocumentSides
  ) -> CheckedSplice {
    do throws(SpliceFailure) { return try spliced(merge, of: sides) } catch {
      return .wrong([error.path: .notSpliceable(error.fault)])
    }
  }

  private static func spliced(
    _ merge: ThreeWayMerge, of sides: DocumentSides
  ) throws(SpliceFailure) -> CheckedSplice {
    if sides.local.format == .json, case .local(_, let outcome) = merge.documents.first?.source {
      let splice = try JSONSplice(
        outcome, base: sides.base, local: sides.local, upgrade: sides.upgrade)
      return splice.checked(merge.documents, base: sides.base)
    }
    let bounds = CommentBounds(base: sides.base, local: sides.local, upgrade: sides.upgrade)
    let splice = try BalancedSplice(merge.documents, of: sides, bounds: bounds)
    return splice.checked(merge.documents, of: sides)
  }
}

/// What carrying decisions out led to.
enum CheckedSplice {
  /// The result, read again.
  case right(ParsedText)
  /// The decisions that made a wrong file: at least one.
  case wrong([ConfigPath: ThreeWayMerge.Refusal])
}

/// The paths at which decisions turned out not to be possible, with the reasons.
struct Refusals {
  private(set) var byPath: [ConfigPath: ThreeWayMerge.Refusal] = [:]

  /// Refuses a path or, where it is refused already and so cannot be all that is wrong, the nearest one
  /// above it that is not. Returns `false` if that leaves none.
  mutating func add(_ refusal: ThreeWayMerge.Refusal, at path: ConfigPath) -> Bool {
    var path = path
    while byPath[path] != nil {
      guard !path.steps.isEmpty else { return false }
      path.steps.removeLast()
    }
    byPath[path] = refusal
    return true
  }
}

extension ThreeWayMerge.Refusal {
  static func notSpliceable(_ fault: SpliceFault) -> Self {
    Self(kind: .notSpliceable, reason: .splice(fault))
  }
}
