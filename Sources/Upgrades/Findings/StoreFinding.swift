public import ObjectStore

/// What is found in the store.
public enum StoreFinding: Hashable, Sendable {
  /// At least one.
  case damagedFiles([FaultyFile])
  case switchUnfinished
}
