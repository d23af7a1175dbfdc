/// A place where the user and the upgrade both decided, differently.
///
/// It is data: whoever shows it, asks about it or remembers what was answered needs nothing else.
public struct Conflict: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Both changed it, to different values.
    case bothChanged = "both_changed"
    /// Both added it, with different values; also where there is no base.
    case bothAdded = "both_added"
    /// The user deleted what the upgrade changed.
    case deletedHere = "deleted_here"
    /// The upgrade deleted what the user changed.
    case deletedThere = "deleted_there"
    /// Both changed it, and they no longer agree on what it is: a scalar, a list or a map.
    case typeChanged = "type_changed"
    /// The key is there more than once on a side, and both changed what belongs to it.
    case duplicateKey = "duplicate_key"
    /// What the upgrade has refers to something that would not be there, or would be another thing.
    case anchor
    /// The upgrade's value has no place in the text as the user wrote it.
    case notSpliceable = "not_spliceable"
    /// Lines of a file whose structure cannot be used.
    case lines
    /// The file as a whole.
    case wholeFile = "whole_file"
  }

  /// What one of the three sides has.
  public struct Side: Codable, Hashable, Sendable {
    /// Counted from 1, in that side's file.
    public var line: Int
    /// Counted from 1, in characters.
    public var column: Int
    /// As it is written there, without the indentation of its place.
    public var text: String

    public init(line: Int, column: Int, text: String) {
      self.line = line
      self.column = column
      self.text = text
    }
  }

  /// The path of keys, as ``ConfigPath`` writes it; empty for the whole file.
  public var path: String
  public var kind: Kind
  /// `nil` where that side does not have it.
  public var base: Side?
  public var local: Side?
  public var upgrade: Side?
  /// The path and the three values in one spelling: two conflicts with equal identities are the same
  /// question, however the files write it.
  public var identity: String
  /// What can be answered, ``Resolution/text(_:)`` aside.
  public var choices: [Resolution]
  /// What an automatic merge answers.
  public var suggestion: Resolution
  /// Why there is no better way than to ask; empty where the kind says it.
  public var reason: String

  public init(
    path: String, kind: Kind, base: Side?, local: Side?, upgrade: Side?, identity: String,
    choices: [Resolution], suggestion: Resolution, reason: String = ""
  ) {
    self.path = path
    self.kind = kind
    self.base = base
    self.local = local
    self.upgrade = upgrade
    self.identity = identity
    self.choices = choices
    self.suggestion = suggestion
    self.reason = reason
  }
}

/// The answer to a conflict.
public enum Resolution: Codable, Hashable, Sendable {
  /// What the user has stays.
  case local
  /// What the upgrade has is taken.
  case upgrade
  /// What both have: the items of both lists.
  case both
  /// A value that is neither's, as text in the file's format.
  case text(String)
}

/// What a merge did with one key that the three sides do not agree on.
public struct ConfigChange: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable {
    /// The user's own work, kept: added, changed or deleted by the user.
    case kept
    /// New in the upgrade.
    case added
    /// Changed by the upgrade, not by the user.
    case replaced
    /// Deleted by the upgrade, not changed by the user.
    case removed
  }

  public var path: String
  public var kind: Kind
  /// The key of the map or list that it is in, such as `templates`; empty at the top.
  public var container: String
  /// Whether only the user has it: neither the base nor the upgrade knows it.
  public var isCustom: Bool

  public init(path: String, kind: Kind, container: String, isCustom: Bool) {
    self.path = path
    self.kind = kind
    self.container = container
    self.isCustom = isCustom
  }
}

/// The outcome of a three-way merge of one file.
public struct MergedFile: Hashable, Sendable {
  /// How it was merged.
  public enum Method: String, Codable, Hashable, Sendable {
    /// Key by key.
    case structure
    /// Line by line, because the structure could not be used.
    case lines
    /// Not at all: one side as it is.
    case whole
  }

  /// A conflict with the answer that was used; `nil` is none, and then the user's stays.
  public struct Decided: Codable, Hashable, Sendable {
    public var conflict: Conflict
    public var resolution: Resolution?
    /// Why a text that was given is no answer; `nil` where none was, or it is one.
    public var problem: UnusableAnswer?

    public init(conflict: Conflict, resolution: Resolution?, problem: UnusableAnswer? = nil) {
      self.conflict = conflict
      self.resolution = resolution
      self.problem = problem
    }
  }

  /// The merged file. Where a conflict has no answer, the user's stays.
  public var bytes: [UInt8]
  public var method: Method
  /// Why it was not merged by its structure; empty if it was.
  public var reason: String
  public var conflicts: [Decided]
  /// The conflicts, those with one cause together.
  public var questions: [ConflictQuestion]
  public var changes: [ConfigChange]

  /// Without `questions`, each conflict is one by itself.
  public init(
    bytes: [UInt8], method: Method, reason: String = "", conflicts: [Decided] = [],
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
