/// A merge by structure that has been carried out, read again and found to be what was decided.
struct StructureMerge {
  let bytes: [UInt8]
  let conflicts: [MergedFile.Decided]
  let questions: [ConflictQuestion]
  let changes: [ConfigChange]

  /// How often a decision that turns out not to be possible leads to another try.
  private static let rounds = 40

  /// Returns `nil` where no set of decisions could be carried out: never a wrong file instead.
  init?(
    base: ParsedText?, local: ParsedText, upgrade: ParsedText,
    answer: @escaping (MergeConflict) -> ThreeWayMerge.Answer?
  ) {
    let sides = DocumentSides(base: base, local: local, upgrade: upgrade)
    var refused: [ConfigPath: ThreeWayMerge.Refusal] = [:]
    for _ in 0..<Self.rounds {
      let merge = ThreeWayMerge(sides, refused: refused, answer: answer)
      let new: [ConfigPath: ThreeWayMerge.Refusal]
      do {
        let (result, refusals) = try Self.carriedOut(merge, sides)
        new = refusals
        if new.isEmpty {
          (bytes, conflicts, changes) = (result, merge.conflicts, merge.changes)
          questions = ConflictQuestion.questions(
            about: merge.conflicts.map(\.conflict), at: merge.places)
          return
        }
      } catch {
        new = [error.path: ThreeWayMerge.Refusal(kind: .notSpliceable, reason: error.reason)]
      }
      for (path, refusal) in new {
        var path = path
        // What was refused already cannot be it alone.
        while refused[path] != nil {
          guard !path.steps.isEmpty else { return nil }
          path.steps.removeLast()
        }
        refused[path] = refusal
      }
    }
    return nil
  }

  /// The local text with all decisions made, and what of them made a wrong file.
  private static func carriedOut(
    _ merge: ThreeWayMerge, _ sides: DocumentSides
  ) throws(SpliceFailure) -> ([UInt8], [ConfigPath: ThreeWayMerge.Refusal]) {
    if sides.local.format == .json, case .local(_, let outcome) = merge.documents.first?.source {
      let splice = try JSONSplice(
        outcome, base: sides.base, local: sides.local, upgrade: sides.upgrade)
      return (splice.result.bytes, splice.refusals(merge.documents, base: sides.base))
    }
    let bounds = CommentBounds(base: sides.base, local: sides.local, upgrade: sides.upgrade)
    let splice = try BalancedSplice(merge.documents, of: sides, bounds: bounds)
    return (splice.result.bytes, refusals(splice, merge, sides))
  }

  /// What of the decisions made a wrong file; nothing if it is right.
  private static func refusals(
    _ balanced: BalancedSplice, _ merge: ThreeWayMerge, _ sides: DocumentSides
  ) -> [ConfigPath: ThreeWayMerge.Refusal] {
    let splice = balanced.splice
    guard !splice.edits.isEmpty else { return [:] }
    let local = splice.local
    let read: ParsedText
    switch balanced.read {
    case .success(let text): read = text
    case .failure(let problem): return culprits(splice, balanced.result, problem)
    }
    if let path = MergeCheck.difference(read, merge.documents, local) {
      return [
        path: ThreeWayMerge.Refusal(
          kind: .notSpliceable, reason: "in your text it would mean something else")
      ]
    }
    if let name = MergeCheck.strayAlias(read, merge.documents, sides) {
      return refusals(of: name, splice) ?? [.root: refusal(of: name)]
    }
    return [:]
  }

  private static func refusal(of name: String) -> ThreeWayMerge.Refusal {
    ThreeWayMerge.Refusal(
      kind: .anchor, reason: "\"*\(name)\" would refer to nothing, or to something else")
  }

  /// Refuses what adds or takes away an anchor; `nil` if nothing does.
  private static func refusals(
    of name: String, _ splice: Splice
  ) -> [ConfigPath: ThreeWayMerge.Refusal]? {
    let anchor = Array("&\(name)".utf8)
    let paths = splice.edits.filter {
      $0.bytes.containsRun(anchor) || splice.local.bytes[$0.range].containsRun(anchor)
    }.map(\.path)
    guard !paths.isEmpty else { return nil }
    return Dictionary(paths.map { ($0, refusal(of: name)) }) { first, _ in first }
  }

  /// The edit that a parser stumbles over.
  private static func culprits(
    _ splice: Splice, _ result: (bytes: [UInt8], places: [Int]), _ problem: ParseError
  ) -> [ConfigPath: ThreeWayMerge.Refusal] {
    let place = problem.place(in: result.bytes)
    let index = result.places.lastIndex { $0 <= place } ?? 0
    let edit = splice.edits[index]
    guard place < result.bytes.count, result.bytes[place] == UInt8(ascii: "*") else {
      return [
        edit.path: ThreeWayMerge.Refusal(
          kind: .notSpliceable, reason: "in your text it could not be read")
      ]
    }
    let name = String(
      decoding: result.bytes[(place + 1)...].prefix {
        !$0.isBlank && !$0.isLineBreak && !",[]{}:".utf8.contains($0)
      }, as: UTF8.self)
    if place < result.places[index] + edit.bytes.count {
      return [edit.path: refusal(of: name)]
    }
    return refusals(of: name, splice) ?? [edit.path: refusal(of: name)]
  }
}
