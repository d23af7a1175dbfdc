import FileEffects
import ObjectStore

/// How long an upgrade will take, by what was measured while it was planned.
///
/// To carry a plan out is to decide the same again under the lock; to look at everything once more, and to put it in
/// place, takes about as long. What is new is written, source files are compiled, and databases are migrated.
struct UpgradeEstimate {
  /// How long it took to decide, migrations on copies included.
  var deciding: Duration
  /// How long it took to read the release, and how much that was.
  var reading: Duration
  var bytesRead: UInt64
  /// How much of what is written is Python's to compile.
  var sourceBytes: UInt64

  /// What cannot be measured before: Python compiles a megabyte of source files in about half a second.
  private static let secondsPerSourceByte = 0.5e-6

  /// In seconds, to the millisecond.
  func seconds(for plan: UpgradePlan) -> Double {
    let migrating = plan.migrations.reduce(0) { $0 + $1.seconds }
    let writing =
      bytesRead == 0
      ? 0 : reading.inSeconds * Double(plan.impact.bytesWritten) / Double(bytesRead)
    let compiling = Double(sourceBytes) * Self.secondsPerSourceByte
    return ((2 * deciding.inSeconds + writing + compiling + migrating) * 1000).rounded() / 1000
  }
}

/// A figure that is another one each time, and that makes no plan another one: any two are equal. It is written to JSON
/// as `null` where nothing was measured.
@propertyWrapper
public struct Measured: Encodable, Hashable, Sendable {
  public var wrappedValue: Double?

  public init(wrappedValue: Double?) { self.wrappedValue = wrappedValue }

  public static func == (left: Measured, right: Measured) -> Bool { true }

  public func hash(into hasher: inout Hasher) {}

  public func encode(to encoder: any Encoder) throws {
    try OrNull(wrappedValue: wrappedValue).encode(to: encoder)
  }
}

extension [Change] {
  /// How much Python there is in what they put in place.
  var sourceBytes: UInt64 {
    filter { $0.path.isPython }.compactMap(\.after).reduce(0) { $0 + $1.size }
  }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
