public import ConfigMerge
import FileEffects
public import Generations
public import ObjectStore

extension UpgradePlan {
  /// What becomes of one configuration.
  public struct ConfigFile: Encodable, Hashable, Sendable {
    public var path: String
    /// How many keys are taken from the release; 1 where the whole file is.
    public var merged = 0
    /// How many keys are the user's own work and stay; 1 where the whole file does.
    public var kept = 0
    /// How many keys are new; 1 where the whole file is.
    public var added = 0
    public var conflicts: [Conflict] = []
    /// The conflicts, those with one cause together.
    public var questions: [Question] = []
    public var method = MergedFile.Method.whole
    /// Why it was not merged key by key; empty if it was.
    public var reason = ""
    public var changes: [KeyChange] = []
    /// Keys of the user's that have the release's new names, with what the user made of them.
    public var renamed: [Renamed] = []
    public var outdated: [Outdated] = []
    /// What is in it before and after, for showing how it changes; `nil` where it stays as it is.
    public internal(set) var texts: ConfigTexts?

    /// Whether something of both sides is in it; else one of them is taken whole.
    package var isMerged: Bool { method != .whole || conflicts.contains(where: \.isOfMerge) }
    /// Whether it is merged, and something in it comes from the release.
    package var isMergedWithRelease: Bool { isMerged && (merged > 0 || added > 0) }

    private enum CodingKeys: CodingKey {
      case path, merged, kept, added, conflicts, questions, method, reason, changes, renamed,
        outdated
    }
  }

  /// What happens to one key.
  public struct KeyChange: Encodable, Hashable, Sendable {
    public var path: String
    public var kind: ConfigChange.Kind
    /// The key of the map or list that it is in; empty at the top.
    public var container: String
    /// Whether only the user has it.
    public var custom: Bool
    /// Who changed it.
    public var side: Side
    /// The value before whoever changed it did, and since; in one line, shortened. `null` where it was not there,
    /// and for lines.
    @OrNull public var before: String?
    @OrNull public var after: String?

    /// Whose change it is.
    public enum Side: String, Encodable, Hashable, Sendable {
      case local, upgrade
    }

    public init(
      path: String, kind: ConfigChange.Kind, container: String, custom: Bool,
      before: String? = nil, after: String? = nil
    ) {
      (self.path, self.kind, self.container) = (path, kind, container)
      self.custom = custom
      side = kind == .kept ? .local : .upgrade
      (self.before, self.after) = (before, after)
    }
  }

  /// An entry of the user's own that is made in another way than the release's now are.
  public struct Outdated: Encodable, Hashable, Sendable {
    public var path: String
    public var missing: [String]
    public var dropped: [String]
  }

  /// A place where the user and the release decided differently.
  public struct Conflict: Encodable, Hashable, Sendable {
    /// The path of keys; empty for lines, and for the file as a whole.
    public var key: String
    /// What the three sides have, as text; of a file that is no text, or has more than 64 KiB, its length.
    /// `null` where a side does not have it.
    @OrNull public var base: String?
    @OrNull public var local: String?
    @OrNull public var upgrade: String?
    public var resolution: ConflictResolution
    /// The value, where that is neither side's.
    @OrNull public var text: String?
    /// What kind of disagreement it is.
    public var kind: MergeConflict.Kind
    /// Where the values are, counted from 1, in that side's file.
    @OrNull public var baseLine: Int?
    @OrNull public var localLine: Int?
    @OrNull public var upgradeLine: Int?
    /// The possible answers, apart from a text of one's own.
    public var choices: [ConflictResolution]
    /// The answer of an automatic merge.
    public var suggestion: ConflictResolution
    /// Why there is no better way than to ask; empty where the kind says it.
    public var reason: String
    /// Further advice beside answering it; empty where there is none.
    public var advice = ""
    /// Whether the resolution is one from an earlier time.
    public var remembered: Bool
    /// The identity under which an answer is remembered.
    public var identity: ObjectID

    /// As the merge put it; `nil` for a file that is decided as a whole.
    var question: MergeConflict?
    /// Why a text that was given is no answer; `nil` where none was, or it is one.
    public internal(set) var problem: String?

    private enum CodingKeys: CodingKey {
      case key, base, local, upgrade, resolution, text, kind, baseLine, localLine, upgradeLine
      case choices, suggestion, reason, advice, remembered, identity
    }

    /// Whether a merge put it, which can be made again with another answer.
    package var isOfMerge: Bool { question != nil }

    public var isDecided: Bool { resolution != .abort }
    /// Whether it is about the file as a whole.
    public var isWholeFile: Bool { kind == .wholeFile }
    public var suggestedAnswer: ConflictAnswer {
      question.map { ConflictAnswer($0.suggestion) } ?? .local
    }
    /// Whether a text of one's own can be the answer.
    public var takesText: Bool { question?.takes(.text("")) ?? false }
  }
}

extension UpgradePlan.Conflict {
  init(
    _ conflict: MergeConflict, in path: RelativePath, _ sides: MergeSides,
    answer: ConflictAnswer?, isRemembered: Bool
  ) {
    let isWhole = conflict.kind == .wholeFile
    func text(_ side: MergeConflict.Side?, _ bytes: [UInt8]?) -> String? {
      isWhole ? bytes.flatMap { WholeFile.text(of: $0) } ?? side?.text : side?.text
    }
    self.init(
      key: conflict.path, base: text(conflict.base, sides.base),
      local: text(conflict.local, sides.local), upgrade: text(conflict.upgrade, sides.upgrade),
      resolution: ConflictResolution(answer), text: answer?.ownText,
      kind: conflict.kind, baseLine: conflict.base?.line, localLine: conflict.local?.line,
      upgradeLine: conflict.upgrade?.line,
      choices: conflict.choices.map { ConflictResolution(ConflictAnswer($0)) },
      suggestion: ConflictResolution(ConflictAnswer(conflict.suggestion)),
      reason: conflict.reason.map { "\($0)" } ?? "",
      remembered: isRemembered, identity: conflict.identity(in: path), question: conflict)
  }

  /// A file for which only the user's can be used.
  init(
    keeping path: RelativePath, _ sides: MergeSides, reason: UnreadableMerge, choice: ConflictChoice
  ) {
    func text(_ bytes: [UInt8]) -> String {
      WholeFile.text(of: bytes) ?? "\(WholeFile.Side.bytes(UInt64(bytes.count)))"
    }
    let isLocal = choice == .local || choice == .both
    let sideDigests = [sides.base ?? [], sides.local, sides.upgrade].map {
      ObjectID(of: $0).description
    }
    self.init(
      key: "", base: sides.base.map(text), local: text(sides.local), upgrade: text(sides.upgrade),
      resolution: isLocal ? .local : .abort, text: nil, kind: .wholeFile, baseLine: nil,
      localLine: nil,
      upgradeLine: nil, choices: [.local], suggestion: .local, reason: "\(reason)",
      remembered: false,
      identity: ObjectID(
        of: Array(([path.description] + sideDigests).joined(separator: "\0").utf8)),
      question: nil)
  }

  /// A file that is decided as a whole, by its digests; `file` says what they stand for.
  init(
    wholeFile path: RelativePath, _ sides: Sides<Entry?>,
    as file: WholeFile, _ answers: Answers
  ) {
    let question = [path.description] + sides.all.map { $0?.object.description ?? "" }
    let identity = ObjectID(of: Array(question.joined(separator: "\0").utf8))
    let answer = answers.given[identity] ?? answers.choice.answer
    self.init(
      key: "", base: file.base.map { "\($0)" }, local: file.local.map { "\($0)" },
      upgrade: file.upgrade.map { "\($0)" },
      resolution: ConflictResolution(answer), text: nil, kind: .wholeFile, baseLine: nil,
      localLine: nil,
      upgradeLine: nil,
      choices: [.local, .upgrade], suggestion: .local, reason: file.reason.map { "\($0)" } ?? "",
      advice: "\(file.advice)",
      remembered: false, identity: identity, question: nil)
  }
}

extension UpgradePlan.ConfigFile {
  /// Whether it is merged line by line.
  public var isByLines: Bool { method == .lines }

  /// A file that is decided as a whole.
  init(whole path: RelativePath, _ conflict: UpgradePlan.Conflict) {
    self.init(path: path.description, conflicts: [conflict], questions: [.wholeFile])
  }
}

extension UpgradePlan.FileConflict {
  init(_ path: RelativePath, _ sides: Sides<Entry?>, _ conflict: UpgradePlan.Conflict) {
    self.init(
      path: path.description, base: sides.base?.object.description,
      local: sides.local?.object.description, upgrade: sides.target?.object.description,
      // A whole file has no text of its own for an answer.
      resolution: conflict.resolution == .text ? .abort : conflict.resolution,
      identity: conflict.identity)
  }
}
