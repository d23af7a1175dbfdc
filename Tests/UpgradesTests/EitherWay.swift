import Upgrades

/// A plan that says what a dry run reports.
protocol ReportingPlan {
  associatedtype Report
  var report: Report { get }
}

extension TakeSnapshot.Plan: ReportingPlan {}
extension CollectGarbage.Plan: ReportingPlan {}
extension ImportGeneration.Plan: ReportingPlan {}
extension PreparedSwitch: ReportingPlan {}
extension PreparedRestore: ReportingPlan {}
extension PreparedResolution: ReportingPlan {}

extension Deployment {
  /// Plans an operation, or carries it out, for what both say alike.
  @discardableResult
  func run<Change: Operation>(
    _ operation: Change, dryRun: Bool
  ) throws -> Change.Report where Change.Plan == Change.Report {
    try dryRun ? plan(operation) : carryOut(operation)
  }

  @discardableResult
  func run<Change: Operation>(
    _ operation: Change, dryRun: Bool
  ) throws -> Change.Report where Change.Plan: ReportingPlan, Change.Plan.Report == Change.Report {
    try dryRun ? plan(operation).report : carryOut(operation)
  }
}

extension InitialiseStore {
  func run(on deployment: Deployment, dryRun: Bool) throws -> SnapshotReport {
    try dryRun ? plan(on: deployment) : carryOut(on: deployment)
  }
}
