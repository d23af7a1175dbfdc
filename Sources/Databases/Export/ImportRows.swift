import CSQLite
public import FileEffects
public import SystemPackage

extension SQLiteDatabases {
  /// Adds the rows of an exported database to `database`, in one transaction: a file that nobody else uses.
  ///
  /// A row that is there already stays as it is, also where the export has other contents for its key: the
  /// result lists it. Where the file is empty, the database is made as the export says. Search tables find the
  /// new rows. No trigger runs.
  /// - Parameters:
  ///   - place: The export's file, for errors.
  ///   - path: What the database is called in it.
  /// - Throws: ``BrainExportError``, ``DatabaseAccessError``; nothing is changed then.
  public func importRows(
    from export: any ReadableFile, at place: FilePath, of path: RelativePath,
    into database: FilePath
  ) throws -> ImportedDatabase {
    let reader = try ExportReader(export, at: place, of: path)
    return try withConnection(to: database, .alone) { connection in
      try connection.execute("PRAGMA encoding = \(SQLText.literal(reader.head.encoding))")
      try connection.execute("BEGIN IMMEDIATE")
      do {
        var rows = try RowImport(reader, path, into: connection)
        let result = try rows.run()
        try connection.execute("COMMIT")
        return result
      } catch {
        // The first error is the one to report; closing rolls back whatever this does not.
        try? connection.rollBack()
        throw error
      }
    }
  }
}

/// One import of rows.
private struct RowImport {
  private let reader: ExportReader
  private let connection: Connection
  private let path: RelativePath
  private let shapes: TableShapes
  private let tables: ExportedTables
  private var result = ImportedDatabase()
  private var changed: Set<FoldedName> = []

  init(_ reader: ExportReader, _ path: RelativePath, into connection: Connection) throws {
    (self.reader, self.connection, self.path) = (reader, connection, path)
    if try connection.count("SELECT count(*) FROM main.sqlite_schema") == 0 {
      try connection.make(reader.head, path)
      result.hasChanged = true
    }
    shapes = try TableShapes(connection)
    tables = try ExportedTables(shapes, of: connection)
  }

  mutating func run() throws -> ImportedDatabase {
    let before = try connection.foreignKeyViolations()
    while let table = try reader.nextTable() { try add(table) }
    if !changed.isEmpty {
      result.hasChanged = true
      try connection.rebuildSearch(shapes, over: changed)
      result.dangling = try connection.foreignKeyViolations().filter { $1 > before[$0] ?? 0 }
      for (table, rows) in before { result.dangling[table]? -= rows }
    }
    return result
  }

  private mutating func add(_ exported: ExportReader.Table) throws {
    let target = try fitting(exported)
    var table = ImportedDatabase.Table(name: target.name)
    let rows = try ImportedRows(exported, into: target, connection)
    while let row = try reader.nextRow() {
      table.rows += 1
      switch try rows.add(row) {
      case .added: table.added += 1
      case .present: table.present += 1
      case .kept(let key, let rule):
        result.keptCount += 1
        guard result.kept.count < ImportedDatabase.listed else { continue }
        result.kept.append(.init(table: target.name, key: key, rule: rule))
      }
    }
    if table.added > 0 { changed.insert(FoldedName(target.name)) }
    if let number = exported.sequence, shapes[target.name]?.isAutoincrement == true,
      try connection.raiseSequence(of: target.name, to: number)
    {
      result.hasChanged = true
    }
    result.tables.append(table)
  }

  /// The table that takes the rows; refuses one that has no place for a part of them.
  private func fitting(_ exported: ExportReader.Table) throws -> ExportedTable {
    func refusal(_ fault: BrainExportError.TableFault) -> BrainExportError {
      .otherTables(database: path.description, fault)
    }
    guard let table = tables[exported.name] else { throw refusal(.noTable(exported.name)) }
    for column in exported.columns {
      guard
        let there = table.columns.first(where: { FoldedName($0.name) == FoldedName(column.name) })
      else { throw refusal(.noColumn(column.name, table: table.name)) }
      guard there.type == column.type else {
        throw refusal(
          .otherType(
            column: column.name, table: table.name, here: there.type, there: column.type))
      }
    }
    guard table.key.map(FoldedName.init) == exported.key.map(FoldedName.init) else {
      throw refusal(.otherKey(table: table.name, here: table.key, there: exported.key))
    }
    return table
  }
}

extension Connection {
  /// Makes the tables of an export in an empty database.
  fileprivate func make(_ head: ExportReader.Head, _ path: RelativePath) throws {
    for text in head.schema {
      let script = SQLScript(text)
      guard let first = script.tokens.first, script.string(first).lowercased() == "create",
        script.statements.count == 1
      else {
        throw BrainExportError.unusableSchema(database: path.description, reason: text)
      }
      do { try execute(text) } catch .failed(_, .sqlite(let failure)) {
        throw BrainExportError.unusableSchema(
          database: path.description, reason: failure.message)
      }
    }
    try execute("PRAGMA user_version = \(head.userVersion)")
    try execute("PRAGMA application_id = \(head.applicationID)")
  }

  /// Rebuilds the indexes of search tables over tables that have changed.
  fileprivate func rebuildSearch(_ shapes: TableShapes, over changed: Set<FoldedName>) throws {
    for table in shapes.virtual where table.isSearch {
      guard let content = table.content, content != "",
        changed.contains(FoldedName(content)) || shapes[content] == nil
      else { continue }
      let name = SQLText.name(table.name)
      try Statement(self, "INSERT INTO main.\(name) (\(name)) VALUES ('rebuild')").run()
    }
  }

  /// Numbers that were given out once are not given out again. Returns whether that was new.
  fileprivate func raiseSequence(of table: String, to number: Int) throws -> Bool {
    let name = SQLText.literal(table)
    guard let known = try sequence(of: table) else {
      try execute("INSERT INTO main.sqlite_sequence (name, seq) VALUES (\(name), \(number))")
      return true
    }
    guard known < number else { return false }
    try execute("UPDATE main.sqlite_sequence SET seq = \(number) WHERE name = \(name)")
    return true
  }
}
