/// Why a file is not merged by its structure, why there is no better way than to ask, or what several
/// conflicts have in common.
public indirect enum MergeReason: Hashable, Sendable {
  /// One of the three files of a merge.
  public enum Side: Hashable, Sendable {
    case base, local, upgrade
  }

  // MARK: The file

  case tooLong(bytes: Int, limit: Int)
  case unreadable(Side, ParseError)
  case unreadableKeys(Side, KeyedFault, line: Int)
  case unclearChanges
  case notText
  /// The second came up in doing what the first called for.
  case both(MergeReason, MergeReason)

  // MARK: The result of merging by lines

  case lines(LineFault)

  // MARK: A conflict

  case identicalItems
  case unclearOrder
  /// The keys and the contents of items disagree about which is which.
  case unmatchedItems
  case repeatedKey(times: Int)
  case splice(SpliceFault)
  /// An alias would refer to nothing, or to something else.
  case strayAlias(String)

  // MARK: Several conflicts; a place is a path

  case deletedHere(String)
  case deletedThere(String)
  case addedTo(String)
  case changedTogether(String)
}

/// A fault in a text merged by lines, although every line comes from one side.
public enum LineFault: Hashable, Sendable {
  /// A key, or the header of a table, as written.
  public struct Key: Hashable, Sendable {
    public var name: String
    /// The table that it is in; empty at the top.
    public var table: String
    public var isHeader: Bool

    public init(name: String, table: String, isHeader: Bool) {
      (self.name, self.table, self.isHeader) = (name, table, isHeader)
    }
  }

  case unreadable
  case unreadableKeys(KeyedFault, line: Int)
  case double(Key)
  /// A key at the top of a YAML file, or a mark between documents.
  case doubleAtTop(String)
  case changedByBoth(Key)
  case lost(Key)
  /// It has not the value that the side meant which changed it.
  case wrong(Key)
  /// It is in a table in which no side has it.
  case strange(Key)
  case definedInTwoWays(name: String)
}
