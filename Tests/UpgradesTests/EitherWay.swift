import Upgrades

extension Deployment {
  /// Plans an operation, or carries it out, for what both say alike.
  @discardableResult
  func run<Change: Operation>(
    _ operation: Change, dryRun: Bool
  ) throws -> Change.Report where Change.Plan == Change.Report {
    try dryRun ? plan(operation) : carryOut(operation)
  }

  @discardableResult
  func run(_ change: Switch, dryRun: Bool) throws -> SwitchReport {
    try dryRun ? plan(change).report : carryOut(change)
  }

  @discardableResult
  func run(_ restore: RestoreInPlace, dryRun: Bool) throws -> RestoreInPlaceReport {
    try dryRun ? plan(restore).report : carryOut(restore)
  }

  @discardableResult
  func run(_ answer: Resolve, dryRun: Bool) throws -> ResolveReport {
    try dryRun ? plan(answer).report : carryOut(answer)
  }
}
