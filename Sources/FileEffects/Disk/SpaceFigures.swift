/// How much room there is and how much is needed, in words that show which is more.
public struct SpaceFigures: Hashable, Sendable {
  public var free: UInt64
  public var needed: UInt64

  public init(free: UInt64, needed: UInt64) {
    self.free = free
    self.needed = needed
  }

  public var isEnough: Bool { free >= needed }

  /// Both figures in one unit, free space rounded down and needed space rounded up, with enough digits
  /// that different figures look different, and that neither is 0 unless it is.
  public var texts: (free: String, needed: String) {
    for (name, size) in Self.units where max(free, needed) >= size {
      for (digits, parts) in [(1, 10), (2, 100), (3, 1000)] as [(Int, UInt64)] {
        // In pieces of the unit: tenths, hundredths, thousandths.
        let piece = size / parts
        let floor = free / piece
        let ceiling = needed / piece + (needed % piece == 0 ? 0 : 1)
        guard floor > 0 || free == 0, floor != ceiling || free == needed else { continue }
        return (
          Self.text(floor, parts, digits) + " " + name,
          Self.text(ceiling, parts, digits) + " " + name
        )
      }
    }
    return ("\(free) bytes", "\(needed) bytes")
  }

  private static let units: [(name: String, size: UInt64)] = [
    ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000),
  ]

  private static func text(_ count: UInt64, _ parts: UInt64, _ digits: Int) -> String {
    "\(count / parts)." + String(count % parts).zeroPadded(to: digits)
  }
}
