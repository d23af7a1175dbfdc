import FileEffects
import SystemPackage

extension Capture {
  /// File times move on in steps of up to this long (ext4: one timer tick of at most 10 ms).
  private static let clockGranularityNanoseconds: Int64 = 20_000_000

  /// Files that changed at this time or later may change again without looking different: they are not
  /// remembered. `nil` remembers nothing.
  func settledTime(isStoring: Bool) throws -> Int64? {
    if store == nil { return nil }
    let now = isStoring ? try fileSystemTime() : passed
    return now.map { $0 - Self.clockGranularityNanoseconds }
  }

  /// What time the disk thinks it is: its clock, not ours, marks the files.
  private func fileSystemTime() throws -> Int64? {
    let probe = scratch.appending(StoreLayout.Staging.clock)
    try files.remove(probe)
    _ = try files.create(probe, permissions: 0o600)
    let time = try files.metadata(probe)?.modifiedNanoseconds
    try files.remove(probe)
    return time
  }
}
