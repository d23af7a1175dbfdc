/// Answers, each asked for once however often a merge is tried.
final class AnswerCache {
  private let ask: (MergeConflict) -> ThreeWayMerge.Answer?
  private var known: [MergeConflict: ThreeWayMerge.Answer?] = [:]

  init(_ ask: @escaping (MergeConflict) -> ThreeWayMerge.Answer?) { self.ask = ask }

  func answer(_ conflict: MergeConflict) -> ThreeWayMerge.Answer? {
    if let answer = known[conflict] { return answer }
    let answer = ask(conflict)
    known[conflict] = .some(answer)
    return answer
  }
}
