/// A place where the user and the upgrade both decided, differently.
///
/// It is data: showing it, asking about it and remembering the answer need nothing else.
public struct MergeConflict: Hashable, Sendable {
  /// The way in which the two sides disagree.
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
    /// The key occurs more than once on a side, and both changed what belongs to it.
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
  /// The possible answers, apart from ``Resolution/text(_:)``.
  public var choices: [Resolution]
  /// The answer of an automatic merge.
  public var suggestion: Resolution
  /// Why there is no better way than to ask; `nil` where the kind says it.
  public var reason: MergeReason?

  public init(
    path: String, kind: Kind, base: Side?, local: Side?, upgrade: Side?, identity: String,
    choices: [Resolution], suggestion: Resolution,
    reason: MergeReason? = nil
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
