/// One table as three databases have it: the two between which rows were written, and the target onto
/// which they are carried.
struct TableTriple {
  /// The name under which the result lists it.
  let name: String
  /// `nil` if the table was added meanwhile.
  let before: TableShape?
  let after: TableShape
  let target: TableShape

  /// Whether all three have a column of that name.
  func isCommon(_ column: String) -> Bool { after.has(column) && before?.has(column) ?? true }

  /// The target's columns up to the last one that all three have: changes are applied by position. Empty
  /// if they have none in common.
  var columns: ArraySlice<TableShape.Column> {
    target.columns.lastIndex { isCommon($0.name) }.map { target.columns[...$0] } ?? []
  }

  /// Columns whose values have no place in the target.
  var lostColumns: [String] { after.columns.map(\.name).filter { !target.has($0) } }

  /// Whether rows are known by the same primary key in all three.
  var hasKey: Bool {
    !target.key.isEmpty && target.hasKey(of: after) && before.map(target.hasKey(of:)) ?? true
  }

  /// Whether the target may keep a value in another form, because its columns have other types.
  var mayConvert: Bool {
    after.columns.contains { column in
      target.type(of: column.name).map { $0 != column.type } ?? false
    }
  }
}

extension TableShape {
  /// Whether the other table's rows are known by the same columns.
  func hasKey(of other: TableShape) -> Bool {
    key.map(FoldedName.init) == other.key.map(FoldedName.init)
  }
}
