import CSQLite

/// What becomes of a change that SQLite cannot apply as it is.
enum ChangeDecision: Equatable {
  /// The row in the target that a change is about.
  enum Found: CaseIterable {
    case none
    /// Its key is equal, but written differently: to us it is another row.
    case otherSpelling
    /// Every value that the states have in common is the one that the change needs.
    case agreeing
    case differing
  }

  /// Why SQLite asks. Source: "Constants Passed To The Conflict Handler" of its manual.
  enum Conflict: CaseIterable {
    /// The row to insert has a key that is taken.
    case keyTaken
    /// The row to change or remove has other values than before.
    case otherValues
    case rowMissing
    /// A rule of the table is against it.
    case rule
  }

  /// Leave it: what it does is already so, or is about a row that is not there.
  case skip
  /// Apply it all the same.
  case apply
  /// Make it later, together with others: one may be in the other's way.
  case makeTogether
  /// List it as not carried.
  case list(CarryOmission)
  /// List it, with what SQLite says when the row is inserted by itself.
  case listRefusal

  init(_ conflict: Conflict, _ operation: Change.Operation, found: Found) {
    self =
      switch (conflict, operation, found) {
      case (.rule, .update, _): .makeTogether
      case (.rule, _, _): .listRefusal
      case (.rowMissing, .delete, _): .skip
      case (.rowMissing, _, _): .list(.missing)
      case (.otherValues, .delete, .otherSpelling): .skip
      case (.otherValues, .delete, .agreeing): .apply
      case (_, _, .agreeing): .skip
      case (.keyTaken, _, _): .list(.keyTaken)
      case (.otherValues, .delete, _): .list(.removedOther)
      case (.otherValues, _, _): .list(.changedOther)
      }
  }
}

extension ChangeDecision.Conflict {
  /// `nil` for a code that is no conflict of one row.
  init?(code: Int32) {
    switch code {
    case SQLITE_CHANGESET_CONFLICT: self = .keyTaken
    case SQLITE_CHANGESET_DATA: self = .otherValues
    case SQLITE_CHANGESET_NOTFOUND: self = .rowMissing
    case SQLITE_CHANGESET_CONSTRAINT: self = .rule
    default: return nil
    }
  }
}
