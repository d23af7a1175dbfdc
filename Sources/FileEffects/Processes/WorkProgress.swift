import Synchronization

/// How far the work under way has come: whoever works counts, from any thread, and whoever shows it reads.
///
/// Counting is cheap enough for every piece that is read or written.
public final class WorkProgress: Sendable {
  /// What was counted so far.
  public struct Figures: Hashable, Sendable {
    public var items: Int
    public var bytes: UInt64
    /// What there is in all; 0 where nobody knows.
    public var expectedItems: Int
    public var expectedBytes: UInt64

    public init(
      items: Int = 0, bytes: UInt64 = 0, expectedItems: Int = 0, expectedBytes: UInt64 = 0
    ) {
      self.items = items
      self.bytes = bytes
      self.expectedItems = expectedItems
      self.expectedBytes = expectedBytes
    }
  }

  private let items = Atomic(0)
  private let bytes = Atomic(UInt64(0))
  private let expectedItems = Atomic(0)
  private let expectedBytes = Atomic(UInt64(0))

  public init() {}

  /// Begins to count from nothing: another part of the work.
  public func restart() {
    items.store(0, ordering: .relaxed)
    bytes.store(0, ordering: .relaxed)
    expectedItems.store(0, ordering: .relaxed)
    expectedBytes.store(0, ordering: .relaxed)
  }

  /// So much more there is to do.
  public func expect(items: Int = 0, bytes: UInt64 = 0) {
    expectedItems.wrappingAdd(items, ordering: .relaxed)
    expectedBytes.wrappingAdd(bytes, ordering: .relaxed)
  }

  /// So much more is done.
  public func add(items: Int = 0, bytes: UInt64 = 0) {
    if items > 0 { self.items.wrappingAdd(items, ordering: .relaxed) }
    if bytes > 0 { self.bytes.wrappingAdd(bytes, ordering: .relaxed) }
  }

  public var figures: Figures {
    Figures(
      items: items.load(ordering: .relaxed), bytes: bytes.load(ordering: .relaxed),
      expectedItems: expectedItems.load(ordering: .relaxed),
      expectedBytes: expectedBytes.load(ordering: .relaxed))
  }
}
