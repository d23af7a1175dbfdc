import FileEffects
import FoundationEssentials
public import ObjectStore

/// One entry of a store's log: something that was done to the deployment, and what came of it.
public struct ActionEntry: Codable, Hashable, Sendable {
  public enum Result: String, Codable, Hashable, Sendable, CaseIterable {
    case done = "ok"
    /// Nothing was changed.
    case failed
    /// What had been changed was put back.
    case undone = "rolled_back"
    case needsAttention = "needs_attention"
    /// It was found done by a later command: the process that did it ended before it could say so.
    case found
  }

  /// Counts up from 1.
  public var sequence = 0
  /// When the action began.
  public var time: Timestamp
  /// The command, as in `gen pin`.
  public var action: String
  /// What it was done to: generations, a file, a release; missing for all of the deployment.
  public var subject: String?
  public var user: String
  public var host: String
  /// The versions before and after; empty where nobody knows.
  public var from: String
  public var to: String
  /// The generations in force before and after.
  public var before: Generation.Number?
  public var generation: Generation.Number?
  public var seconds: Double
  public var result: Result
  /// What it failed with.
  public var problem: String?
  /// The digest of the entry before; `nil` in the first.
  public var previous: ObjectID?
  /// The entry's own, which stands behind it in the log.
  public internal(set) var digest: ObjectID?

  private enum CodingKeys: CodingKey {
    case sequence, time, action, subject, user, host, from, to, before, generation, seconds, result,
      problem,
      previous
  }

  public init(
    time: Timestamp, action: String, subject: String? = nil, user: String, host: String,
    from: String, to: String,
    before: Generation.Number?, generation: Generation.Number?, seconds: Double, result: Result,
    problem: String? = nil
  ) {
    (self.time, self.action, self.subject) = (time, action, subject)
    (self.user, self.host) = (user, host)
    (self.from, self.to, self.before, self.generation) = (from, to, before, generation)
    (self.seconds, self.result, self.problem) = (seconds, result, problem)
  }
}

/// An entry with its digest, as a line of the log: JSON whose last field is the SHA-256 of all bytes before it.
struct ActionLine: Hashable, Sendable {
  private(set) var entry: ActionEntry
  let digest: ObjectID
  /// Without a line break.
  let text: [UInt8]

  private static let seal = Array(",\"sha256\":\"".utf8)
  private static let end = Array("\"}".utf8)
  private static let digits = 64

  init(_ entry: ActionEntry) throws {
    self.entry = entry
    let body = Array(try StableJSON.line(entry).utf8.dropLast())
    digest = ObjectID(of: body)
    text = body + Self.seal + Array(digest.description.utf8) + Self.end
  }

  /// `nil` where the line is no entry, or not what its digest says.
  init?(_ line: some Collection<UInt8>) {
    let text = Array(line)
    let length = Self.seal.count + Self.digits + Self.end.count
    guard text.count > length, text.suffix(Self.end.count).elementsEqual(Self.end) else {
      return nil
    }
    let body = text.dropLast(length)
    let rest = text.suffix(length)
    guard rest.prefix(Self.seal.count).elementsEqual(Self.seal),
      let digest = ObjectID(
        String(
          decoding: rest.dropFirst(Self.seal.count).prefix(Self.digits), as: UTF8.self)),
      ObjectID(of: Array(body)) == digest
    else { return nil }
    guard
      let entry = try? JSONDecoder().decode(
        ActionEntry.self, from: Data(body + [UInt8(ascii: "}")]))
    else { return nil }
    (self.entry, self.digest, self.text) = (entry, digest, text)
    self.entry.digest = digest
  }
}
