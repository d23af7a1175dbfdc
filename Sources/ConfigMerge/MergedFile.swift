/// The outcome of a three-way merge of one file: what this module is for.
///
/// ``init(merging:answering:)`` is the entry. The way from three sides to one file:
///
/// 1. ``MergeSides`` are read into three `ParsedText`s: every byte belongs to a token, and the nodes
///    know their places. What cannot be read is merged by lines (`LineMerging`, checked by the keys
///    that `KeyedFormats` find), or is one conflict.
/// 2. `DocumentSides` pairs the documents of the three texts, and `ThreeWayMerge` decides key by key
///    (`MapMerge`) and item by item (`ListMerge`). A decision is an `Outcome`: a value; nothing is
///    written yet. Where both sides decided, there is a ``MergeConflict``, and its answer is asked for.
/// 3. `Splice` (`JSONSplice` for JSON) carries the decisions out as edits of the user's text, whose
///    other bytes stay unchanged. `BalancedSplice` sees that no comment is lost or doubled.
/// 4. The result is read again and compared with the decisions (`MergeCheck`). What the text cannot
///    express is refused, becomes a conflict, and steps 2 to 4 are repeated (`StructureMerge`).
public struct MergedFile: Hashable, Sendable {
  /// How it was merged.
  public enum Method: String, Codable, Hashable, Sendable {
    /// Key by key.
    case structure
    /// Line by line, because the structure could not be used.
    case lines
    /// Not at all: one side unchanged.
    case whole
  }

  /// A conflict with the answer that was used; `nil` is none, and then the user's stays.
  public struct Decided: Hashable, Sendable {
    public var conflict: MergeConflict
    public var resolution: Resolution?
    /// Why a text that was given is no answer; `nil` where none was, or it is one.
    public var problem: UnusableAnswer?

    public init(conflict: MergeConflict, resolution: Resolution?, problem: UnusableAnswer? = nil) {
      self.conflict = conflict
      self.resolution = resolution
      self.problem = problem
    }
  }

  /// The merged file. Where a conflict has no answer, the user's stays.
  public var bytes: [UInt8]
  public var method: Method
  /// Why it was not merged by its structure; `nil` if it was.
  public var reason: MergeReason?
  public var conflicts: [Decided]
  /// The conflicts, those with one cause together.
  public var questions: [ConflictQuestion]
  public var changes: [ConfigChange]
  /// The user's own entries in it that are made as the release no longer makes its own.
  public var outdated: [OutdatedEntry] = []

  /// Without `questions`, each conflict is one by itself.
  public init(
    bytes: [UInt8], method: Method, reason: MergeReason? = nil, conflicts: [Decided] = [],
    questions: [ConflictQuestion]? = nil, changes: [ConfigChange] = []
  ) {
    self.bytes = bytes
    self.method = method
    self.reason = reason
    self.conflicts = conflicts
    self.questions = questions ?? conflicts.indices.map { ConflictQuestion(conflicts: [$0]) }
    self.changes = changes
  }

  /// Whether every conflict has an answer.
  public var isDecided: Bool { conflicts.allSatisfy { $0.resolution != nil } }
}

extension MergedFile {
  /// Merges three sides of one file.
  ///
  /// `answer` is asked once for each conflict; without an answer the user's value stays. A pure
  /// function: the same sides and answers give the same bytes. Files are merged by structure if all
  /// sides have one, and line by line otherwise; JSON that cannot be read, and a file that is too
  /// large, is one conflict.
  public init(merging sides: MergeSides, answering answer: (MergeConflict) -> Resolution?) {
    self = withoutActuallyEscaping(answer) { answer in
      Self.merged(sides) { conflict in answer(conflict).map { .given($0) } }
    }
    // A merge by structure has them already.
    if method != .structure { outdated = OutdatedEntry.all(in: bytes, sides: sides) }
  }

  static func merged(
    _ sides: MergeSides, answer: @escaping (MergeConflict) -> ThreeWayMerge.Answer?
  ) -> MergedFile {
    let largest = max(sides.local.count, sides.upgrade.count, sides.base?.count ?? 0)
    guard largest <= ParsedText.maximumBytes else {
      return whole(
        sides, answer,
        reason: .tooLong(bytes: largest, limit: ParsedText.maximumBytes))
    }
    let cache = AnswerCache(answer)
    let texts: [ParsedText]
    switch sides.read() {
    case .failure(let problem) where problem.error.isExcess:
      return whole(sides, answer, reason: problem.reason)
    case .failure(let problem) where sides.format == .json:
      // Lines know nothing of commas.
      return whole(sides, answer, reason: problem.reason)
    case .failure(let problem): return merged(byLines: sides, cache.answer, reason: problem.reason)
    case .success(let read): texts = read
    }
    let base = sides.base == nil ? nil : texts.last?.namingAnchors(as: texts[0])
    guard
      let merge = StructureMerge(
        base: base, local: texts[0], upgrade: texts[1].namingAnchors(as: texts[0], base: base),
        answer: cache.answer)
    else {
      return whole(sides, answer, reason: .unclearChanges)
    }
    // Where the user changed nothing, there is nothing to ask.
    if !merge.conflicts.isEmpty, sides.base == sides.local {
      return MergedFile(bytes: sides.upgrade, method: .whole, changes: merge.changes)
    }
    var file = MergedFile(
      bytes: merge.result.bytes, method: .structure, conflicts: merge.conflicts,
      questions: merge.questions, changes: merge.changes)
    if let base {
      file.outdated = OutdatedEntry.all(in: merge.result, base: base, upgrade: texts[1])
    }
    return file
  }
}
