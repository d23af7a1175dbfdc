/// The tables of a database, as far as rows of them may be carried.
struct TableShapes {
  /// By name, in the order of their bytes.
  private(set) var ordinary: [TableShape] = []
  private(set) var virtual: [VirtualTable] = []
  private var byName: [FoldedName: TableShape] = [:]

  init(_ connection: Connection) throws {
    let statement = try Statement(
      connection,
      """
      SELECT name, coalesce(sql, ''), rootpage FROM main.sqlite_schema
      WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name COLLATE BINARY
      """)
    var tables: [(name: String, sql: String)] = []
    while try statement.step() {
      let (name, sql) = (statement.text(0), statement.text(1))
      if statement.integer(2) > 0 {
        tables.append((name, sql))
      } else if let table = VirtualTable(name: name, sql: sql) {
        virtual.append(table)
      }
    }
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
  fileprivate func shape(of table: String, sql: String) throws -> TableShape {
    let info = try Statement(
      self,
      "SELECT name, dflt_value, pk, upper(type) FROM pragma_table_xinfo("
        + "\(Self.literal(table)), 'main') "
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
      "SELECT count(*) FROM pragma_index_list(\(Self.literal(table)), 'main') AS i "
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
    let info = try Statement(
      self,
      "SELECT name FROM pragma_table_xinfo(\(Self.literal(table.name)), 'main') "
        + "WHERE hidden = 0 ORDER BY cid")
    var names: [String] = []
    while try info.step() { names.append(info.text(0)) }
    return names
  }

  /// A text as SQL writes it.
  static func literal(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
      + "'"
  }
}
