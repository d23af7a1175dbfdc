import ConfigMerge
import FileEffects
import Generations
import ObjectStore

/// The answers to conflicts between configurations.
struct Answers {
  /// The user's answers to single ones, by their identity.
  var given: [ObjectID: ConflictAnswer] = [:]
  /// The answers from an earlier upgrade.
  var remembered: [ObjectID: ConflictAnswer] = [:]
  /// The answer to all others.
  var choice = ConflictChoice.abort

  /// The answer to one conflict; `nil` is none. The user's word counts before remembered answers,
  /// and that before the choice for all others. What a conflict does not offer is no answer to it.
  func answer(
    to conflict: MergeConflict, in path: RelativePath
  ) -> (answer: ConflictAnswer, isRemembered: Bool)? {
    let identity = conflict.identity(in: path)
    if let answer = given[identity], conflict.takes(answer) { return (answer, false) }
    if let answer = remembered[identity], conflict.takes(answer) { return (answer, true) }
    switch choice {
    case .abort: return nil
    case .local: return (.local, false)
    case .upgrade: return conflict.takes(.upgrade) ? (.upgrade, false) : nil
    case .both: return (conflict.takes(.both) ? .both : .local, false)
    }
  }
}

extension MergeConflict {
  /// The question's name wherever it is asked again: copies of a file ask it once.
  func identity(in path: RelativePath) -> ObjectID {
    ObjectID(of: path.name + [0] + Array(identity.utf8))
  }

  /// Whether this can be answered so.
  func takes(_ answer: ConflictAnswer) -> Bool {
    if case .text = answer {
      return ![.wholeFile, .duplicateKey].contains(kind) && local != nil && choices.count > 1
    }
    return choices.contains(answer.resolution)
  }
}

extension ConflictAnswer {
  var resolution: Resolution {
    switch self {
    case .local: .local
    case .upgrade: .upgrade
    case .both: .both
    case .text(let text): .text(text)
    }
  }

  init(_ resolution: Resolution) {
    self =
      switch resolution {
      case .local: .local
      case .upgrade: .upgrade
      case .both: .both
      case .text(let text): .text(text)
      }
  }

  /// The text of an answer that is neither side's.
  var ownText: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

extension ConflictChoice {
  /// What it says of a conflict that it decides; `nil` leaves it open.
  var answer: ConflictAnswer? {
    switch self {
    case .abort: nil
    case .local: .local
    case .upgrade: .upgrade
    case .both: .both
    }
  }
}
