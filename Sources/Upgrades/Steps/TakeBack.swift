public import Generations

extension Deployment {
  /// Makes everything as it was in an earlier generation, the brain as well: several upgrades in a row were
  /// meant as one, and one of them failed.
  ///
  /// What somebody did meanwhile is not lost: rows that were written are carried over, edited files are merged, and
  /// the state is saved first.
  /// - Throws: As ``Switch``.
  public func takeBack(to start: Generation.Number) throws -> SwitchReport {
    // Another program may write between a look and the change.
    for _ in 1..<Self.mostTries {
      do { return try tryToTakeBack(to: start) } catch let error as SwitchError
        where error.outcome != .needsAttention
      { continue } catch is GenerationError { continue }
    }
    return try tryToTakeBack(to: start)
  }

  private static let mostTries = 5

  private func tryToTakeBack(to start: Generation.Number) throws -> SwitchReport {
    let status = try report(ShowStatus())
    let isUntouched = status.modified.isEmpty && status.missing.isEmpty
    do {
      return try carryOut(
        Switch(
          to: start, data: isUntouched ? .restore : .carry, isExact: isUntouched,
          command: "rollback"))
    } catch UpgradeError.notCarried {
      return try carryOut(Switch(to: start, data: .restore, command: "rollback"))
    }
  }
}
