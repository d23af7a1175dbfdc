import FileEffects
public import Generations
import ObjectStore

/// What was done to a deployment.
public struct ShowLog: Inquiry {
  private let since: Timestamp?

  /// - Parameter since: Leaves out what began earlier.
  public init(since: Timestamp?) { self.since = since }

  public func report(on deployment: Deployment) throws -> LogReport {
    let log = try deployment.records()
    let check = try deployment.step(.readGenerations) {
      try ActionLogCheck(of: ActionLog(of: log.store))
    }
    return LogReport(
      entries: check.entries.filter { entry in since.map { entry.time >= $0 } ?? true },
      count: check.entries.count, faults: check.faults)
  }
}

/// The log of a deployment.
public struct LogReport: Encodable, Hashable, Sendable {
  /// The oldest first.
  public let entries: [ActionEntry]
  /// How many there are in all.
  public let count: Int
  public let faults: [ActionLogFault]
  /// Whether nothing was edited, moved or cut out.
  public var ok: Bool { faults.isEmpty }

  private enum CodingKeys: CodingKey {
    case entries, ok, problems
  }

  /// An entry with its own digest.
  private struct Entry: Encodable {
    let entry: ActionEntry

    private enum CodingKeys: CodingKey {
      case sha256
    }

    func encode(to encoder: any Encoder) throws {
      try entry.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(entry.digest?.description, forKey: .sha256)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(entries.map(Entry.init), forKey: .entries)
    try container.encode(ok, forKey: .ok)
    try container.encode(faults, forKey: .problems)
  }
}

extension ActionLogFault: Encodable {
  /// As the words that `Presentation` has for it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}
