public import ObjectStore

/// A finding about the store.
public enum StoreFinding: Hashable, Sendable {
  /// At least one.
  case damagedFiles([FaultyFile])
  case switchUnfinished
}
