public import FileEffects
public import SystemPackage

/// What was exported of a database.
public struct ExportedDatabase: Hashable, Sendable {
  public var tables: [TableRows]
  /// Virtual tables whose rows cannot be read back, and are not in it.
  public var notExported: [String]

  public init(tables: [TableRows], notExported: [String] = []) {
    (self.tables, self.notExported) = (tables, notExported)
  }
}

extension SQLiteDatabases {
  /// Hands `body` the rows of one consistent state of a database as YAML, a mebibyte at a time;
  /// ``importRows(from:at:into:)`` reads it.
  ///
  /// All ordinary tables are in it with the schema, and what search tables keep as text of their own; no index
  /// is. The memory needed grows with the longest value, not with their number.
  /// - Parameter path: What the database is called in it.
  /// - Throws: ``DatabaseAccessError``, or what `body` throws.
  public func exportRows(
    of database: FilePath, as path: RelativePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> ExportedDatabase {
    try withoutActuallyEscaping(body) { body in
      try withConnection(to: database, .look) { connection in
        try connection.reading {
          var export = RowExport(connection, YAMLOutput(body))
          return try export.write(as: path)
        }
      }
    }
  }
}

/// One export of a database.
private struct RowExport {
  private let connection: Connection
  private var output: YAMLOutput

  init(_ connection: Connection, _ output: YAMLOutput) {
    (self.connection, self.output) = (connection, output)
  }

  mutating func write(as path: RelativePath) throws -> ExportedDatabase {
    let shapes = try TableShapes(connection)
    let exported = try ExportedTables(shapes, of: connection)
    try writeHead(path)
    try writeSchema(shapes)
    try output.key(ExportFormat.tables, indent: 0)
    try output.write(exported.tables.isEmpty ? " []\n" : "\n")
    var result = ExportedDatabase(tables: [], notExported: exported.notExported)
    for table in exported.tables {
      result.tables.append(TableRows(name: table.name, rows: try write(table)))
    }
    try list(ExportFormat.notExported, exported.notExported, indent: 0)
    try output.key(ExportFormat.isComplete, indent: 0)
    try output.write(" true\n")
    try output.finish()
    return result
  }

  private mutating func writeHead(_ path: RelativePath) throws {
    try output.write("# A database of CORTEX's brain, as cortex exports it.\n")
    try number(ExportFormat.format, ExportFormat.version)
    try output.key(ExportFormat.database, indent: 0)
    try path.bytes.withUnsafeBytes { try output.text($0, indent: 0) }
    try number(ExportFormat.userVersion, try connection.number("user_version"))
    try number(ExportFormat.applicationID, try connection.number("application_id"))
    try output.key(ExportFormat.encoding, indent: 0)
    try output.text(try connection.texts("PRAGMA encoding").first ?? "UTF-8", indent: 0)
  }

  private mutating func number(_ key: String, _ value: Int) throws {
    try output.key(key, indent: 0)
    try output.write(" \(value)\n")
  }

  /// The statements that make the database, in an order in which they can be run.
  private mutating func writeSchema(_ shapes: TableShapes) throws {
    func place(_ object: DatabaseSchema.Object) -> Int {
      switch object.kind {
      case "table": shapes.virtual(object.name) == nil ? 0 : 1
      case "index": 2
      case "view": 3
      default: 4
      }
    }
    let objects = try connection.schema().objects.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }
    try list(ExportFormat.schema, objects.map(\.element.text), indent: 0)
  }

  private mutating func list(_ key: String, _ texts: [String], indent: Int) throws {
    try output.key(key, indent: indent)
    try output.write(texts.isEmpty ? " []\n" : "\n")
    for text in texts {
      try output.write(String(repeating: " ", count: indent) + "-")
      try output.text(text, indent: indent)
    }
  }

  private mutating func write(_ table: ExportedTable) throws -> Int {
    try output.write("- " + YAMLOutput.key(ExportFormat.table, indent: 2))
    try output.text(table.name, indent: 2)
    try output.key(ExportFormat.columns, indent: 2)
    try output.write("\n")
    for column in table.columns {
      try output.key(column.name, indent: 4)
      try output.text(column.type, indent: 4)
    }
    try list(ExportFormat.key, table.key, indent: 2)
    try output.key(ExportFormat.sequence, indent: 2)
    try output.write(" \(try connection.sequence(of: table.name).map(String.init) ?? "null")\n")
    try output.key(ExportFormat.rows, indent: 2)
    let count = try writeRows(of: table)
    if count == 0 { try output.write(" []\n") }
    try output.key(ExportFormat.count, indent: 2)
    try output.write(" \(count)\n")
    return count
  }

  private mutating func writeRows(of table: ExportedTable) throws -> Int {
    let keys = table.columns.enumerated().map { column, each in
      (column == 0 ? "  - " : "    ") + YAMLOutput.key(each.name, indent: 4)
    }
    let statement = try Statement(connection, table.query)
    var count = 0
    while try statement.step() {
      if count == 0 { try output.write("\n") }
      for (column, key) in keys.enumerated() {
        try output.write(key)
        try output.value(column, of: statement, indent: 4)
      }
      count += 1
    }
    return count
  }
}
