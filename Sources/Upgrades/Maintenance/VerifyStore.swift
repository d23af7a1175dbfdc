import Generations
public import ObjectStore

/// Asks whether the store is intact: reads it, and compares digests.
public struct VerifyStore: Inquiry {
  private let level: Verification.Level

  /// - Parameter level: How much is read.
  public init(_ level: Verification.Level) { self.level = level }

  public func report(on deployment: Deployment) throws -> VerificationReport {
    let log = try deployment.log()
    let (small, state) = try deployment.step(.readGenerations) {
      (try settledCheck(log, deployment), try NeededRoots(log))
    }
    let found = try deployment.step(.verifyStore) {
      try Verification(of: log.store, roots: state.trees, level: level)
    }
    let faults = try ActionLogCheck(of: ActionLog(of: log.store)).faults
    return VerificationReport(found, level, state, small, log: faults)
  }

  /// The small files, but for what another process is changing right now, or was ended in.
  private func settledCheck(
    _ log: GenerationLog, _ deployment: Deployment
  ) throws -> SmallFileCheck {
    let found = try log.smallFileCheck()
    if !found.isInterrupted { return found }
    // Whoever takes the lock finishes it; who has it will.
    do { try deployment.writing("verify") { _ in } } catch StoreError.locked {
      return found.withoutFindings
    }
    return try log.smallFileCheck()
  }
}
