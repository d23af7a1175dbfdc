/// A fault in the ledger, the second copy of a store's small files.
public enum LedgerFault: Hashable, Sendable {
  case missing
  case file(FileFault)
  /// Its records are not those that are there.
  case anotherStores
  /// `current` is of a change that comes after its last one, which has this number.
  case outdated(last: Int)
  /// In bytes; `to` is `nil` where it is damaged up to its end.
  case damaged(from: Int, to: Int?)
  case empty
  /// Changes are missing at its beginning or between others.
  case gaps
  /// It does not end with a whole change.
  case unfinished
}
