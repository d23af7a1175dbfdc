import FileEffects
public import ObjectStore
import SystemPackage

/// An answer that the user gave to one conflict, kept for the next time that it is asked.
public struct RememberedAnswer: Codable, Hashable, Sendable {
  /// The name of the file and the key: for people, the question is the identity.
  public var file: String
  public var key: String
  public var answer: ConflictAnswer
  public var since: Timestamp

  public init(file: String, key: String, answer: ConflictAnswer, since: Timestamp) {
    self.file = file
    self.key = key
    self.answer = answer
    self.since = since
  }
}

extension GenerationLog {
  /// The remembered answers, by the identity of the conflict.
  public func rememberedAnswers() throws -> [ObjectID: RememberedAnswer] {
    var answers: [ObjectID: RememberedAnswer] = [:]
    for found in try small.names(in: StoreLayout.resolutions) {
      guard let identity = ObjectID(found) else { continue }
      answers[identity] = try record(
        RememberedAnswer.self, "\(StoreLayout.resolutions)/\(found)")
    }
    return answers
  }

  /// Remembers an answer, durably, in the place of an earlier one. The first answer makes the folder: a
  /// store may be older than this feature.
  public func remember(_ answer: RememberedAnswer, for identity: ObjectID) throws {
    try files.ensureDirectory(folder(StoreLayout.resolutions))
    try small.carryOut(
      SmallFileChange(writes: [
        ("\(StoreLayout.resolutions)/\(identity)", try SealedRecord.encode(answer))
      ]))
  }
}
