/// A result of a command that changes something.
public protocol ChangeReport {
  /// Whether anything was changed.
  var hasChanged: Bool { get }
  /// Whether everything is as it should be afterwards.
  var isWhole: Bool { get }
  /// What was changed, where only the result knows it.
  var subject: String? { get }
}

extension ChangeReport {
  public var isWhole: Bool { true }
  public var subject: String? { nil }
}

extension SnapshotReport: ChangeReport {
  public var hasChanged: Bool { !dryRun && created || recovered != nil }
}

extension StatusReport: ChangeReport {
  public var hasChanged: Bool { recovered != nil }
}

extension UpgradeReport: ChangeReport {
  public var hasChanged: Bool { !isNothingToDo || recovered != nil }
}

extension SwitchReport: ChangeReport {
  public var hasChanged: Bool { !dryRun && !isNothingToDo || recovered != nil }
}

extension ResolveReport: ChangeReport {
  public var hasChanged: Bool { !dryRun }
}

extension CollectionReport: ChangeReport {
  public var hasChanged: Bool { !dryRun && (!dropped.isEmpty || freedBytes > 0) }
}

extension VerificationReport: ChangeReport {
  public var hasChanged: Bool { wasRepaired }
  public var isWhole: Bool { ok }
  /// Where a log is that was not as it was written.
  public var subject: String? { wasRepaired && !log.isEmpty ? setAside : nil }
}

extension ImportReport: ChangeReport {
  public var hasChanged: Bool { generation != nil }
}

extension ExportReport: ChangeReport {
  public var hasChanged: Bool { true }
}

extension ExportFileReport: ChangeReport {
  public var hasChanged: Bool { true }
}

extension RestoreReport: ChangeReport {
  public var hasChanged: Bool { !dryRun }
}

extension RestoreInPlaceReport: ChangeReport {
  public var hasChanged: Bool { !dryRun && created || recovered != nil }
}

extension DeletionReport: ChangeReport {
  public var hasChanged: Bool { !dryRun }
}

extension ReleaseBuildReport: ChangeReport {
  public var hasChanged: Bool { !dryRun }
}

extension CreatedKeys: ChangeReport {
  public var hasChanged: Bool { true }
}

extension SigningReport: ChangeReport {
  public var hasChanged: Bool { true }
}

extension KeyChange: ChangeReport {
  public var hasChanged: Bool { !dryRun && !isDone }
}

extension ChannelChange: ChangeReport {
  public var hasChanged: Bool { !dryRun && changed }
}

extension ScheduleReport: ChangeReport {
  public var hasChanged: Bool { !dryRun && changes }
}

extension ExportBrainReport: ChangeReport {
  public var hasChanged: Bool { true }
}

extension ImportBrainReport: ChangeReport {
  public var hasChanged: Bool { !dryRun && created || recovered != nil }
}
