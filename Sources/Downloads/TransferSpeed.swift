/// How fast bytes come, over the last seconds.
public struct TransferSpeed: Sendable {
  private var points: [(seconds: Double, count: UInt64)] = []
  /// What is older does not count.
  private static let window = 5.0

  public init() {}

  /// Takes in that `count` bytes are there, at a time in seconds. Fewer than before are another file's.
  public mutating func add(_ count: UInt64, at seconds: Double) {
    if let last = points.last, count < last.count { points = [] }
    // Ten a second are enough.
    if points.count > 1, seconds - points[points.count - 2].seconds < 0.1 { points.removeLast() }
    points.append((seconds, count))
    points.removeAll { $0.seconds < seconds - Self.window }
  }

  /// `nil` before there is a second to go by.
  public var bytesPerSecond: Double? {
    guard let first = points.first, let last = points.last, last.seconds - first.seconds >= 0.5
    else { return nil }
    return Double(last.count - first.count) / (last.seconds - first.seconds)
  }
}
