/// A table whose rows are exported: an ordinary one, or a search table that keeps text of its own.
struct ExportedTable {
  let name: String
  /// The columns with their types. A rowid that no column shows is the first of them.
  let columns: [(name: String, type: String)]
  /// What identifies a row; empty where only the rowid does, or nothing.
  let key: [String]
  /// Whether the first column is a rowid that no column shows.
  let hasHiddenRowID: Bool
  let isSearch: Bool

  func has(_ column: String) -> Bool {
    columns.contains { FoldedName($0.name) == FoldedName(column) }
  }

  /// Reads the rows from the table itself: an index could be the damaged one.
  var query: String {
    "SELECT \(SQLText.names(columns.map(\.name))) FROM \(SQLText.table(name))"
      + (isSearch ? "" : " NOT INDEXED")
  }
}

/// The tables of a database, as far as they are exported.
struct ExportedTables {
  var tables: [ExportedTable] = []
  /// Virtual tables whose rows cannot be read back: their names.
  var notExported: [String] = []

  init(_ shapes: TableShapes, of connection: Connection) throws {
    for shape in shapes.ordinary where !shapes.isShadow(shape.name) {
      tables.append(try ExportedTable(shape, of: connection))
    }
    for table in shapes.virtual {
      // Of another table's text the index is made again.
      if table.isSearch, let content = table.content, content != "" { continue }
      guard table.ownContent != nil else {
        notExported.append(table.name)
        continue
      }
      let columns = try connection.searchColumns(of: table)
      guard let number = TableShape.rowIDName(unlessHidden: { columns.contains($0) }) else {
        notExported.append(table.name)
        continue
      }
      tables.append(
        ExportedTable(
          name: table.name, columns: [(number, "INTEGER")] + columns.map { ($0, "") }, key: [],
          hasHiddenRowID: true, isSearch: true))
    }
  }

  subscript(name: String) -> ExportedTable? {
    tables.first { FoldedName($0.name) == FoldedName(name) }
  }
}

extension ExportedTable {
  fileprivate init(_ shape: TableShape, of connection: Connection) throws {
    let number = try connection.keyIsRowID(shape) ? nil : shape.rowID
    self.init(
      name: shape.name,
      columns: (number.map { [($0, "INTEGER")] } ?? [])
        + shape.columns.map { ($0.name, $0.type) },
      key: shape.key, hasHiddenRowID: number != nil, isSearch: false)
  }
}

extension Connection {
  /// Whether the key of a table is its rowid under another name.
  func keyIsRowID(_ shape: TableShape) throws -> Bool {
    try shape.key.count == 1 && shape.hasRowID
      && count(
        "SELECT count(*) FROM pragma_index_list(\(SQLText.literal(shape.name)), 'main') "
          + "WHERE origin = 'pk'") == 0
  }

  /// The last number that a table with AUTOINCREMENT gave out; `nil` if it gave out none.
  func sequence(of table: String) throws -> Int? {
    guard try count("SELECT count(*) FROM main.sqlite_schema WHERE name = 'sqlite_sequence'") > 0
    else { return nil }
    return try rows(
      "SELECT seq FROM main.sqlite_sequence WHERE name = \(SQLText.literal(table))"
    ) { $0.integer(0) }.first
  }
}
