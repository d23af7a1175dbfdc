public import Generations
public import ObjectStore

/// A finding about the store.
public enum StoreFinding: Hashable, Sendable {
  /// At least one.
  case damagedFiles([FaultyFile])
  case switchUnfinished
  /// When the last state was saved.
  case lastSaved(Timestamp)
  /// The same, so many days ago, and the deployment has changed since.
  case unsaved(since: Timestamp, days: Int64)
}
