public import FileEffects
public import SystemPackage

/// What a database is made of: its tables with their columns, indexes, triggers and views.
public struct DatabaseSchema: Hashable, Sendable {
  /// A table, index, trigger or view.
  public struct Object: Hashable, Sendable {
    /// table, index, trigger or view.
    public var kind: String
    public var name: String
    /// The statement that makes it, as SQLite keeps it.
    public var text: String
    /// The columns of a table, in its order.
    public var columns: [String]

    public init(kind: String, name: String, text: String, columns: [String] = []) {
      self.kind = kind
      self.name = name
      self.text = text
      self.columns = columns
    }
  }

  /// By kind and name. What SQLite and the modules of virtual tables make for themselves is left out.
  public var objects: [Object]

  public init(objects: [Object]) {
    self.objects = objects
  }

  /// The changes that lead from this schema to another.
  public func changes(to other: DatabaseSchema) -> [SchemaAlteration] {
    let (old, new) = (byName, other.byName)
    return Set(old.keys).union(new.keys).sorted().flatMap { key -> [SchemaAlteration] in
      switch (old[key], new[key]) {
      case (let before?, nil):
        return [SchemaAlteration(kind: before.kind, name: before.name, .removed)]
      case (nil, let after?):
        return [SchemaAlteration(kind: after.kind, name: after.name, .added)]
      case (let before?, let after?) where before.text != after.text:
        return Self.changes(from: before, to: after)
      default: return []
      }
    }
  }

  private static func changes(from before: Object, to after: Object) -> [SchemaAlteration] {
    let removed = before.columns.filter { !after.columns.contains($0) }
    let added = after.columns.filter { !before.columns.contains($0) }
    let columns =
      removed.map { SchemaAlteration.Change.columnRemoved($0) } + added.map { .columnAdded($0) }
    return (columns.isEmpty ? [.changed] : columns).map {
      SchemaAlteration(kind: after.kind, name: after.name, $0)
    }
  }

  /// Tables come first: the others are theirs.
  private var byName: [String: Object] {
    let order = ["table": 0, "view": 1, "index": 2, "trigger": 3]
    return Dictionary(objects.map { ("\(order[$0.kind] ?? 4) \($0.name)", $0) }) { first, _ in
      first
    }
  }
}

extension SQLiteDatabases {
  /// The schema of one consistent state of a database.
  /// - Throws: ``DatabaseAccessError``.
  public func schema(of database: FilePath) throws -> DatabaseSchema {
    try withConnection(to: database, .look) { connection in
      try connection.reading { try connection.schema() }
    }
  }
}

extension Connection {
  func schema() throws -> DatabaseSchema {
    let shapes = try TableShapes(self)
    let statement = try Statement(
      self,
      """
      SELECT type, name, sql, tbl_name FROM main.sqlite_schema
      WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      ORDER BY type, name COLLATE BINARY
      """)
    var objects: [DatabaseSchema.Object] = []
    while try statement.step() {
      let (kind, name) = (statement.text(0), statement.text(1))
      guard !shapes.isShadow(statement.text(3)) else { continue }
      objects.append(
        DatabaseSchema.Object(
          kind: kind, name: name, text: statement.text(2),
          columns: kind == "table" ? try columnNames(of: name, shapes) : []))
    }
    return DatabaseSchema(objects: objects)
  }

  /// The columns of a table, the computed ones too. A virtual table's module need not be there.
  private func columnNames(of table: String, _ shapes: TableShapes) throws -> [String] {
    if let virtual = shapes.virtual(table), !virtual.isSearch { return [] }
    return try texts(
      "SELECT name FROM pragma_table_xinfo(\(SQLText.literal(table)), 'main') "
        + "WHERE hidden <> 1 ORDER BY cid")
  }
}
