import FileEffects
import SystemPackage

/// By when a file must have changed last so that every later change shows in its times.
///
/// The times are those of the disk's own clock, which moves on in steps: a change within the step of the one
/// before leaves them the same.
struct SettledTime {
  /// What the store's disk has passed, in nanoseconds since 1970.
  private let now: Int64
  private let device: UInt64

  /// File times move on in steps of up to this long (ext4: one timer tick of at most 10 ms), in nanoseconds.
  private static let step: Int64 = 20_000_000
  /// Some disks keep whole seconds only, or every second one (ext3, FAT); another disk may have another clock.
  private static let coarseStep: Int64 = 2_000_000_000

  init(now: Int64, onDiskOf place: FileMetadata) {
    (self.now, device) = (now, place.device)
  }

  /// Whether a file that looks like this, and is read from now on, can be known by its looks.
  func isAfter(_ seen: FileMetadata) -> Bool {
    let changed = max(seen.modifiedNanoseconds, seen.changedNanoseconds)
    let isCoarse = changed % 1_000_000_000 == 0 || seen.device != device
    return changed < now - (isCoarse ? Self.coarseStep : Self.step)
  }
}

extension Capture {
  /// Files that changed at this time or later may change again without looking different: they are not
  /// remembered. `nil` remembers nothing.
  func settledTime(isStoring: Bool) throws -> SettledTime? {
    guard let store else { return nil }
    if isStoring { return try probedTime() }
    guard let passed, let disk = try files.metadata(store.location) else { return nil }
    return SettledTime(now: passed, onDiskOf: disk)
  }

  /// What time the disk thinks it is: its clock, not ours, marks the files.
  private func probedTime() throws -> SettledTime? {
    let probe = scratch.appending(StoreLayout.Staging.clock)
    try files.remove(probe)
    _ = try files.create(probe, permissions: 0o600)
    let seen = try files.metadata(probe)
    try files.remove(probe)
    return seen.map { SettledTime(now: $0.modifiedNanoseconds, onDiskOf: $0) }
  }
}
