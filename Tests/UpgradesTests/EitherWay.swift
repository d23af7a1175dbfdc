import Upgrades

extension Deployment {
  /// Plans an operation, or carries it out, for what both say alike.
  @discardableResult
  func run<Change: Operation>(
    _ operation: Change, dryRun: Bool
  ) throws -> Change.Report where Change.Plan == Change.Report {
    try dryRun ? plan(operation) : carryOut(operation)
  }
}
