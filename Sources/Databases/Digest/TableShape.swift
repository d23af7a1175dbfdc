/// A name as SQLite compares it: the letters A to Z are those in lower case.
struct FoldedName: Hashable {
  private let bytes: [UInt8]

  init(_ name: String) {
    bytes = name.utf8.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
  }
}

/// The shape of an ordinary table: which columns can be written, and what identifies its rows.
struct TableShape {
  struct Column {
    let name: String
    /// As it was declared, in upper case; may be empty.
    let type: String
    /// The expression of its default, as its text.
    let defaultExpression: String?
  }

  let name: String
  /// Those that are not computed, in the order of the table.
  let columns: [Column]
  /// The columns of the primary key, in its order; empty if there is none.
  let key: [String]
  let hasRowID: Bool
  let isAutoincrement: Bool
  /// Whether it says by itself what becomes of rows that do not fit.
  let settlesConflicts: Bool

  /// The type of a column; `nil` if there is no such column.
  func type(of column: String) -> String? {
    columns.first { FoldedName($0.name) == FoldedName(column) }?.type
  }

  func has(_ column: String) -> Bool {
    columns.contains { FoldedName($0.name) == FoldedName(column) }
  }

  /// A name by which the rowid can be asked for, unless columns hide all of them.
  var rowID: String? { hasRowID ? Self.rowIDName(unlessHidden: has) : nil }

  static func rowIDName(unlessHidden isColumn: (String) -> Bool) -> String? {
    ["rowid", "_rowid_", "oid"].first { !isColumn($0) }
  }
}
