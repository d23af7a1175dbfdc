import FileEffects

/// The tables of a database, as far as rows of them may be carried.
struct TableShapes {
  /// By name, in the order of their bytes.
  private(set) var ordinary: [TableShape] = []
  private(set) var virtual: [VirtualTable] = []
  private var byName: [FoldedName: TableShape] = [:]

  init(_ connection: Connection) throws {
    virtual = try connection.virtualTables()
    let tables = try connection.rows(
      """
      SELECT name, coalesce(sql, '') FROM main.sqlite_schema
      WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      ORDER BY name COLLATE BINARY
      """
    ) { (name: $0.text(0), sql: $0.text(1)) }
    for table in tables {
      let shape = try connection.shape(of: table.name, sql: table.sql)
      ordinary.append(shape)
      byName[FoldedName(table.name)] = shape
    }
  }

  subscript(name: String) -> TableShape? { byName[FoldedName(name)] }

  func virtual(_ name: String) -> VirtualTable? {
    virtual.first { FoldedName($0.name) == FoldedName(name) }
  }

  /// Whether a module keeps something in that table.
  func isShadow(_ name: String) -> Bool { virtual.contains { $0.hasShadow(name) } }
}

extension Connection {
  /// The virtual tables, in the order of their names' bytes.
  func virtualTables() throws(DatabaseAccessError) -> [VirtualTable] {
    try rows(
      """
      SELECT name, sql FROM main.sqlite_schema
      WHERE type = 'table' AND rootpage = 0 AND sql IS NOT NULL ORDER BY name COLLATE BINARY
      """
    ) { (name: $0.text(0), sql: $0.text(1)) }.compactMap {
      VirtualTable(name: $0.name, sql: $0.sql)
    }
  }

  fileprivate func shape(of table: String, sql: String) throws -> TableShape {
    let info = try Statement(
      self,
      "SELECT name, dflt_value, pk, upper(type) FROM pragma_table_xinfo("
        + "\(SQLText.literal(table)), 'main') "
        + "WHERE hidden = 0 ORDER BY cid")
    var columns: [TableShape.Column] = []
    var key: [(place: Int, name: String)] = []
    while try info.step() {
      let name = info.text(0)
      columns.append(
        TableShape.Column(
          name: name, type: info.text(3), defaultExpression: info.isNull(1) ? nil : info.text(1)))
      if info.integer(2) > 0 { key.append((info.integer(2), name)) }
    }
    let withoutRowID = try count(
      "SELECT count(*) FROM pragma_index_list(\(SQLText.literal(table)), 'main') AS i "
        + "WHERE i.origin = 'pk' AND NOT EXISTS (SELECT 1 FROM main.sqlite_schema "
        + "WHERE type = 'index' AND name = i.name)")
    return TableShape(
      name: table, columns: columns, key: key.sorted { $0.place < $1.place }.map(\.name),
      hasRowID: withoutRowID == 0,
      isAutoincrement: sql.uppercased().contains("AUTOINCREMENT"),
      settlesConflicts: sql.uppercased().contains("CONFLICT"))
  }

  /// The names of the columns of a search table, in its order.
  func searchColumns(of table: VirtualTable) throws -> [String] {
    try texts(
      "SELECT name FROM pragma_table_xinfo(\(SQLText.literal(table.name)), 'main') "
        + "WHERE hidden = 0 ORDER BY cid")
  }
}
