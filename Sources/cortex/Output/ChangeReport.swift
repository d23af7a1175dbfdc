import Presentation
import Upgrades

/// A result of a command that changes something.
protocol ChangeReport {
  /// Whether anything was changed.
  var hasChanged: Bool { get }
}

extension SnapshotReport: ChangeReport {
  var hasChanged: Bool { !dryRun && created || recovered != nil }
}

extension StatusReport: ChangeReport {
  var hasChanged: Bool { recovered != nil }
}

extension UpgradeReport: ChangeReport {
  var hasChanged: Bool { !isNothingToDo || recovered != nil }
}

extension SwitchReport: ChangeReport {
  var hasChanged: Bool { !dryRun }
}

extension ResolveReport: ChangeReport {
  var hasChanged: Bool { !dryRun }
}

extension GenerationsChanged: ChangeReport {
  var hasChanged: Bool { !dryRun }
}

extension CollectionReport: ChangeReport {
  var hasChanged: Bool { !dryRun && (!dropped.isEmpty || freedBytes > 0) }
}

extension VerificationReport: ChangeReport {
  var hasChanged: Bool { wasRepaired }
}

extension ImportReport: ChangeReport {
  var hasChanged: Bool { generation != nil }
}

extension ExportReport: ChangeReport {
  var hasChanged: Bool { true }
}

extension ExportFileReport: ChangeReport {
  var hasChanged: Bool { true }
}

extension RestoreReport: ChangeReport {
  var hasChanged: Bool { !dryRun }
}

extension RestoreInPlaceReport: ChangeReport {
  var hasChanged: Bool { !dryRun && created || recovered != nil }
}

extension DeletionReport: ChangeReport {
  var hasChanged: Bool { !dryRun }
}

extension ReleaseBuildReport: ChangeReport {
  var hasChanged: Bool { !dryRun }
}

extension CreatedKeys: ChangeReport {
  var hasChanged: Bool { true }
}

extension SigningReport: ChangeReport {
  var hasChanged: Bool { true }
}

extension KeyChange: ChangeReport {
  var hasChanged: Bool { !dryRun && !isDone }
}
