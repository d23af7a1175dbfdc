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
  private var resolutions: FilePath { folder(StoreLayout.resolutions) }

  /// What is remembered, by the identity of the conflict.
  public func rememberedAnswers() throws -> [ObjectID: RememberedAnswer] {
    guard try files.metadata(resolutions) != nil else { return [:] }
    var answers: [ObjectID: RememberedAnswer] = [:]
    for entry in try files.contents(of: resolutions) {
      guard let identity = ObjectID(String(decoding: entry.name, as: UTF8.self)) else { continue }
      let path = resolutions.appending(bytes: entry.name)
      answers[identity] = try SealedRecord.decode(
        RememberedAnswer.self, from: try files.read(path), at: path)
    }
    return answers
  }

  /// Remembers an answer, durably; one that is there is replaced. The folder is made with the first:
  /// a store may be older than this.
  public func remember(_ answer: RememberedAnswer, for identity: ObjectID) throws {
    try files.ensureDirectory(resolutions)
    try files.replace(
      resolutions.appending(identity.description), with: try SealedRecord.encode(answer))
  }
}
