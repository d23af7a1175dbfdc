import FileEffects
public import Generations

extension Deployment {
  /// Makes everything as it was in an earlier generation, the brain as well: several upgrades in a row were
  /// meant as one, and one of them failed.
  ///
  /// What somebody did meanwhile is not lost: rows that were written are carried over, edited files are merged, and
  /// the state is saved first. The generations in between go to the trash: nobody wants to go back to half of an
  /// upgrade, and they would push out others.
  ///
  /// - Parameter steps: The generations that the upgrades made.
  /// - Throws: As ``Switch``.
  public func takeBack(_ steps: [Generation.Number], to start: Generation.Number) throws {
    try switchBack(to: start)
    // Everything is as it was; these are only in the way.
    _ = try? carryOut(DeleteGenerations(steps))
  }

  private func switchBack(to start: Generation.Number) throws {
    // Another program may write between a look and the change.
    for _ in 1..<Self.mostTries {
      do { return try tryToSwitchBack(to: start) } catch let error as SwitchError
        where error.outcome != .needsAttention
      { continue } catch is GenerationError { continue } catch is DatabaseAccessError { continue }
    }
    try tryToSwitchBack(to: start)
  }

  private static let mostTries = 20

  private func tryToSwitchBack(to start: Generation.Number) throws {
    let status = try report(ShowStatus())
    let isUntouched = status.modified.isEmpty && status.missing.isEmpty
    do {
      _ = try carryOut(
        Switch(
          to: start, data: isUntouched ? .restore : .carry, isExact: isUntouched,
          command: "rollback"))
    } catch UpgradeError.notCarried {
      _ = try carryOut(Switch(to: start, data: .restore, command: "rollback"))
    }
  }
}
