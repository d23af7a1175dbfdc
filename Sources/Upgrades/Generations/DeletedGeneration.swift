public import Generations

/// A generation that was deleted and can be brought back, as lists show it.
public struct DeletedGeneration: Encodable, Hashable, Sendable {
  public var number: Generation.Number
  public var version: String
  public var created: Timestamp
  /// To when it is certain that it can be brought back; from then on the next collection may free it.
  public var until: Timestamp

  init(_ deleted: Deleted) {
    (number, version) = (deleted.generation.number, deleted.generation.version)
    (created, until) = (deleted.generation.created, deleted.until)
  }
}
