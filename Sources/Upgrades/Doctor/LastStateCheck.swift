import Generations
import ObjectStore

/// Whether the present state would be missed: when the last one was saved, and what has changed since.
struct LastStateCheck {
  /// From how many days on a change that is nowhere else is worth a word.
  static let days: Int64 = 7

  private let deployment: Deployment

  init(of deployment: Deployment) { self.deployment = deployment }

  /// `nil` without a store.
  func check(_ facts: DoctorFacts) throws -> Check? {
    guard let log = facts.log, let current = facts.current else { return nil }
    // After a rollback the current one is not the newest.
    let newest = try log.numbers().last.flatMap { try log.generation(ifPresent: $0) } ?? current
    let age = (deployment.now.seconds - newest.created.seconds) / 86_400
    // Only then it matters, and is compared: by the trees of what was read already.
    guard age >= Self.days, facts.captured.treeID() != current.tree else {
      return Check(.lastState, .ok, .store(.lastSaved(newest.created)))
    }
    return Check(.lastState, .warning, .store(.unsaved(since: newest.created, days: age)))
  }
}
