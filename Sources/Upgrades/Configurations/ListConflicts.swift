public import ConfigMerge
public import Generations
public import ObjectStore

/// Asks for the conflicts of the last merge, or of a generation; those of one file, if one is named.
public struct ListConflicts: Inquiry {
  private let file: String?
  private let number: Generation.Number?

  public init(in file: String? = nil, of number: Generation.Number? = nil) {
    (self.file, self.number) = (file, number)
  }

  public func report(on deployment: Deployment) throws -> AnsweredConflicts {
    let log = try deployment.log()
    let found = try deployment.step(.readGenerations) { try AnsweredMerge.find(number, in: log) }
    guard let merge = found else {
      return AnsweredConflicts(generation: nil, conflicts: [])
    }
    let files = try file.map { merge.files(named: try deployment.name(of: $0, in: merge)) }
    return AnsweredConflicts(
      generation: merge.generation.number,
      conflicts: merge.records.filter { files?.contains($0.file) ?? true }
        .map { AnsweredConflict($0) })
  }
}

/// The conflicts of the last merge.
public struct AnsweredConflicts: Encodable, Hashable, Sendable {
  /// The generation that has them; `null` if there are none.
  @OrNull public var generation: Generation.Number?
  public var conflicts: [AnsweredConflict]
}

/// One conflict of a completed merge, with its answer.
public struct AnsweredConflict: Encodable, Hashable, Sendable {
  public var path: String
  public var key: String
  public var kind: Kind
  /// What the three sides had; `null` where one did not have it. Long values are cut.
  @OrNull public var base: String?
  @OrNull public var local: String?
  @OrNull public var upgrade: String?
  @OrNull public var baseLine: Int?
  @OrNull public var localLine: Int?
  @OrNull public var upgradeLine: Int?
  public var resolution: ConflictResolution
  /// The value, where that is neither side's.
  @OrNull public var text: String?
  public var identity: ObjectID

  /// What kind of disagreement it was.
  public enum Kind: Hashable, Sendable {
    case known(MergeConflict.Kind)
    /// One that only another version of this program knows.
    case other(String)

    init(_ recorded: String) {
      self = MergeConflict.Kind(rawValue: recorded).map { .known($0) } ?? .other(recorded)
    }
  }

  init(_ record: ConflictRecord) {
    path = record.file
    key = record.key
    kind = Kind(record.kind)
    base = record.base?.text
    local = record.local?.text
    upgrade = record.upgrade?.text
    baseLine = record.base?.line
    localLine = record.local?.line
    upgradeLine = record.upgrade?.line
    resolution = ConflictResolution(record.answer)
    text = record.answer.ownText
    identity = record.identity
  }
}

extension AnsweredConflict.Kind: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .known(let kind): try container.encode(kind)
    case .other(let recorded): try container.encode(recorded)
    }
  }
}
