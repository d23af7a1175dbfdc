public import ObjectStore

/// A switch that was begun and is not through, for whoever looks into a store.
public struct JournalDescription: Encodable, Hashable, Sendable {
  /// `forward`, or `back` once it is being undone.
  public var direction: String
  public var from: Generation.Number
  public var to: Generation.Number
  /// Whether `to` is a new generation, whose record becomes visible at the end.
  public var isNew: Bool
  /// The trees of the deployment before and after.
  public var before: ObjectID
  public var after: ObjectID
  /// The databases that are migrated in place.
  public var migrations: [String]
}

extension GenerationLog {
  /// Reads the journal; `nil` where no switch is under way.
  public func describeJournal() throws -> JournalDescription? {
    try journal().map {
      JournalDescription(
        direction: $0.direction.rawValue, from: $0.from, to: $0.to, isNew: $0.record != nil,
        before: $0.before, after: $0.after, migrations: ($0.migrations ?? []).map(\.path))
    }
  }

  /// Reads a generation's record as it lies on disk, whether or not it is whole.
  public func describeRecord(of number: Generation.Number) throws -> SmallFileDescription {
    guard let record = try small.describe(name(number, in: StoreLayout.generations)) else {
      throw GenerationError.noGeneration(number)
    }
    return record
  }
}
