/// Why a row, or what was written to a table, was not carried.
public enum CarryOmission: Hashable, Sendable {
  // MARK: Of a table

  /// The table was removed since: its rows stay unchanged.
  case tableRemoved
  /// The target does not have it.
  case noTable
  case noCommonColumn
  /// Its rows cannot be told apart, or those with NULL in their key; `added` were new, and so many that
  /// were changed or removed stay.
  case indistinguishable(onlyNullKeys: Bool, added: Int)
  /// The target does not have the column.
  case noColumn(String)
  /// A virtual table of a module that is not known here.
  case foreignModule(String)
  /// A search table that keeps an index and no text.
  case onlyIndex
  case otherColumns

  // MARK: Of a row

  /// The table refuses it; `reason` is what SQLite says.
  case refused(reason: String)
  /// It was changed, and the target does not have it.
  case missing
  case keyTaken
  /// It was removed, and the target has other values in it.
  case removedOther
  case changedOther
  /// The target does not have the row that it refers to.
  case noParent(table: String)
  /// The target keeps one of its values in another form.
  case converted
  /// More rows for such reasons.
  case others
}
