import FileEffects
public import SystemPackage

/// What the rows of one table are, in whichever order they lie.
public struct TableDigest: Codable, Hashable, Sendable {
  public let name: String
  /// How many rows it has.
  public let rows: Int
  /// 64 lowercase hexadecimal digits.
  public let digest: String
}

/// How many rows a table has.
public struct TableRows: Codable, Hashable, Sendable {
  public let name: String
  public let rows: Int

  public init(name: String, rows: Int) {
    self.name = name
    self.rows = rows
  }
}

/// What a database holds, however its pages lie on disk.
///
/// Two databases with equal digests have tables of the same names with the same rows, each as often
/// in the one as in the other, and the same schema texts: the digest differs if one bit of one value
/// does, or its type (NULL, an empty text and an empty blob; 1, 1.0 and '1'). It guards against
/// accidents, not against someone who builds two sets of rows for the same sum.
///
/// Not in it: a rowid without a column of its own, virtual tables (but the ordinary tables in which
/// they keep their rows are), computed columns that are not stored, indexes, and the statistics of
/// ANALYZE. The text of a UTF-16 database counts as the UTF-8 that it stands for.
public struct DatabaseDigest: Codable, Hashable, Sendable {
  /// By name, in the order of its bytes.
  public let tables: [TableDigest]
  public let userVersion: Int
  /// The SHA-256 of all schema texts in the order of their bytes: 64 lowercase hexadecimal digits.
  public let schema: String
}

extension SQLiteDatabases {
  /// The digest of one consistent state of a database.
  ///
  /// With `columns`, only the tables that it names are digested, and of each only those columns, in
  /// that order: what a migration adds does not show, and what it must keep does. Columns' names
  /// are in no digest of a table.
  /// - Throws: ``DatabaseAccessError``, also if a table or column that `columns` names is not there.
  public func digest(
    of database: FilePath, columns: [String: [String]]? = nil
  ) throws -> DatabaseDigest {
    try withConnection(to: database, .look) { connection in
      try connection.reading {
        try DatabaseDigest(
          tables: connection.tables(in: columns).map { try connection.digest(ofTable: $0, $1) },
          userVersion: connection.number("user_version"),
          schema: connection.schemaDigest())
      }
    }
  }

  /// How many rows each table of one consistent state has: what a digest says, but no value is read.
  public func rowCounts(of database: FilePath) throws -> [TableRows] {
    try withConnection(to: database, .look) { connection in
      try connection.reading {
        try connection.storedTables().map { table in
          TableRows(name: table, rows: try connection.rows(of: table))
        }
      }
    }
  }
}

extension Connection {
  /// The tables to digest, by name, and the columns of each.
  fileprivate func tables(
    in wanted: [String: [String]]?
  ) throws -> [(name: String, columns: [String])] {
    let names = try storedTables()
    guard let wanted else { return try names.map { ($0, try storedColumns(of: $0)) } }
    for table in wanted.keys.sorted() where !names.contains(table) {
      throw DatabaseAccessError.failed(database: path, .noTable(table))
    }
    return try names.compactMap { name in
      guard let columns = wanted[name] else { return nil }
      let present = try storedColumns(of: name)
      for column in columns where !present.contains(column) {
        throw DatabaseAccessError.failed(
          database: path, .noColumn(column, table: name))
      }
      return (name, columns)
    }
  }

  /// The tables that hold rows of their own, in the order of their names' bytes.
  func storedTables() throws(DatabaseAccessError) -> [String] {
    // A virtual table has no root page. No table of the user's may begin with sqlite_.
    try texts(
      """
      SELECT name FROM sqlite_schema
      WHERE type = 'table' AND rootpage > 0 AND name NOT GLOB 'sqlite_stat*'
      ORDER BY name COLLATE BINARY
      """)
  }

  /// The columns whose values are stored, in the order in which they were declared.
  func storedColumns(of table: String) throws(DatabaseAccessError) -> [String] {
    try texts(
      "SELECT name FROM pragma_table_xinfo(\(SQLText.literal(table))) "
        + "WHERE hidden IN (0, 3) ORDER BY cid")
  }

  fileprivate func schemaDigest() throws(DatabaseAccessError) -> String {
    let texts = try texts(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_stat*'")
    var digest = RowDigest()
    for text in texts.map({ Array($0.utf8) }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      text.withUnsafeBytes { digest.add(.text, $0) }
    }
    return digest.finish().description
  }
}
