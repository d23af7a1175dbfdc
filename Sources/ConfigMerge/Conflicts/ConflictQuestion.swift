/// Conflicts that have one cause, and may well have one answer: a section that was moved, keys that were
/// deleted one after the other.
public struct ConflictQuestion: Hashable, Sendable {
  /// Their places in the list of conflicts, counted from 0, ascending.
  public var conflicts: [Int]
  /// The cause; `nil` for one conflict alone.
  public var reason: MergeReason?

  public init(conflicts: [Int], reason: MergeReason? = nil) {
    self.conflicts = conflicts
    self.reason = reason
  }
}

extension ConflictQuestion {
  /// Puts conflicts with one cause together: of those that follow one another, and of those about one
  /// anchor. Every conflict is in one question.
  static func questions(about conflicts: [MergeConflict], at paths: [ConfigPath])
    -> [ConflictQuestion]
  {
    var questions: [(cause: Cause?, conflicts: [Int])] = []
    for (index, conflict) in conflicts.enumerated() {
      let anchored = questions.firstIndex { question in
        conflict.kind == .anchor && conflicts[question.conflicts[0]].kind == .anchor
          && conflicts[question.conflicts[0]].reason == conflict.reason
      }
      if let anchored {
        questions[anchored].cause = .anchor(conflict.reason)
        questions[anchored].conflicts.append(index)
        continue
      }
      if let last = questions.last, last.conflicts.last == index - 1, index > 0,
        let cause = Cause(
          (conflicts[index - 1], paths[index - 1]), (conflict, paths[index])),
        last.cause == nil || last.cause == cause
      {
        questions[questions.count - 1].cause = cause
        questions[questions.count - 1].conflicts.append(index)
      } else {
        questions.append((nil, [index]))
      }
    }
    return questions.map {
      ConflictQuestion(conflicts: $0.conflicts, reason: $0.cause?.reason)
    }
  }

  /// What two conflicts come from.
  private enum Cause: Equatable {
    /// What the release has refers to the same thing.
    case anchor(MergeReason?)
    /// Both paths are the same but for one step, and one side deleted the value.
    case deletion(MergeConflict.Kind, at: ConfigPath)
    /// Both sides have added different values to one map.
    case addition(to: ConfigPath)
    /// Both sides changed values in one map.
    case change(in: ConfigPath)

    init?(_ one: (MergeConflict, path: ConfigPath), _ next: (MergeConflict, path: ConfigPath)) {
      let (first, second) = (one.0, next.0)
      let (steps, others) = (one.path.steps, next.path.steps)
      let parent = ConfigPath(steps: Array(steps.dropLast()))
      let areSiblings = !parent.steps.isEmpty && parent.steps == Array(others.dropLast())
      switch (first.kind, second.kind) {
      case (.deletedHere, .deletedHere), (.deletedThere, .deletedThere):
        guard steps.count == others.count else { return nil }
        let unlike = steps.indices.filter { steps[$0] != others[$0] }
        guard unlike.count == 1 else { return nil }
        var pattern = steps
        if case .key = steps[unlike[0]] {
          pattern[unlike[0]] = .key("*")
        } else {
          pattern[unlike[0]] = .item("*")
        }
        self = .deletion(first.kind, at: ConfigPath(steps: pattern))
      case (.bothAdded, .bothAdded) where areSiblings: self = .addition(to: parent)
      case (.bothChanged, .bothChanged) where areSiblings:
        guard let line = first.local?.line, let text = first.local?.text else { return nil }
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        guard let below = second.local?.line, below <= line + count else { return nil }
        self = .change(in: parent)
      default: return nil
      }
    }

    var reason: MergeReason? {
      switch self {
      case .anchor(let reason): reason
      case .deletion(.deletedHere, let place): .deletedHere(place.description)
      case .deletion(_, let place): .deletedThere(place.description)
      case .addition(let place): .addedTo(place.description)
      case .change(let place): .changedTogether(place.description)
      }
    }
  }
}
