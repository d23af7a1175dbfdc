/// A small file of a store, and what is wrong with it.
public struct FaultyFile: Hashable, Sendable {
  /// In the store, as `generations/3`.
  public var name: String
  public var fault: SmallFileFault

  public init(_ name: String, _ fault: SmallFileFault) { (self.name, self.fault) = (name, fault) }
}

/// A fault in a small file and its copy in the ledger.
public enum SmallFileFault: Hashable, Sendable {
  case missing
  /// It is missing, and there is no copy of it.
  case lost
  /// It is missing, and nothing says whether it was deleted.
  case deletedOrLost
  /// It does not match what was last written.
  case outdated
  /// It is not what the ledger has of it, and the ledger is not whole.
  case differs
  case cameBack
  case lostAndCameBack
  case noCopy
  case damaged(RecordFault)
  case damagedAndCameBack(RecordFault)
  /// It is damaged, and there is no copy of it.
  case damagedForGood(RecordFault)
  /// Something else has its name, or that of a folder of the store.
  case misplaced(FileFault, isLink: Bool)
  case ledger(LedgerFault)

  // MARK: The journal of a switch

  case journal(RecordFault)
  /// It names a state that the store does not have.
  case journalOfUnknownState
}
