import CSQLite
import FileEffects
public import SystemPackage

/// The findings in one database.
public struct DatabaseHealth: Hashable, Sendable {
  /// A table whose rows can be searched as text.
  public struct TextIndex: Hashable, Sendable {
    public var name: String
    /// The statement that rebuilds the index from the rows.
    public var remedy: String

    public init(name: String) {
      self.name = name
      let quoted = SQLText.name(name)
      remedy = "INSERT INTO \(quoted)(\(quoted)) VALUES('rebuild')"
    }
  }

  /// What SQLite's quick check says; nothing if it is whole.
  public var problems: [String] = []
  /// How many rows of a table refer to rows that are not there, where there are any.
  public var foreignKeys: [String: Int] = [:]
  /// Tables whose foreign keys SQLite cannot check, and its message.
  public var unfollowed: [String: String] = [:]
  /// Full-text indexes that are out of sync with their rows.
  public var brokenIndexes: [TextIndex] = []
  public var userVersion = 0
  /// The number of rows of each table that was to be counted, exists, and answers.
  public var rowCounts: [String: Int] = [:]
  /// Tables that did not answer a question, and SQLite's words.
  public var unanswered: [String: String] = [:]
  /// Whether commits go to a write-ahead log.
  public var usesLog = false

  public init() {}
}

extension SQLiteDatabases {
  /// Examines one consistent state of a database, in one transaction.
  ///
  /// The rows of the tables or views in `counted` are counted, after one of them has been read.
  /// The check of a full-text index is a statement that writes: it is made on a copy, at `scratch`.
  /// - Throws: ``DatabaseAccessError`` if the file is missing, locked, or cannot be used otherwise.
  public func health(
    of database: FilePath, counting counted: [String] = [], scratch: FilePath
  ) throws -> DatabaseHealth {
    var health = DatabaseHealth()
    do {
      try withConnection(to: database, .look) { live in
        try live.reading {
          try live.examine(into: &health, counting: counted)
          let indexes = try live.virtualTables().filter(\.isSearch)
          guard health.problems.isEmpty, !indexes.isEmpty else { return }
          health.brokenIndexes = try withCopy(of: live, at: scratch) { copy in
            try indexes.filter { try copy.isBroken($0) }.map { .init(name: $0.name) }
          }
        }
      }
    } catch DatabaseAccessError.unreadable(_, let fault) {
      if health.problems.isEmpty { health.problems = ["\(fault)"] }
    }
    return health
  }

  /// Runs `body` with a copy of the state that `live`, in a read transaction, sees.
  private func withCopy<Value>(
    of live: Connection, at scratch: FilePath, _ body: (Connection) throws -> Value
  ) throws -> Value {
    try withScratch(scratch) { file in
      if try live.usesLog() {
        try withConnection(to: scratch, .scratch) { try $0.replaceContents(with: live) {} }
      } else {
        try live.readFile { piece in
          try doorErrors(scratch) { () throws(FileError) in try file.append(piece) }
        }
      }
      return try withConnection(to: scratch, .scratch, body)
    }
  }
}

extension Connection {
  fileprivate func examine(into health: inout DatabaseHealth, counting counted: [String]) throws {
    health.userVersion = try number("user_version")
    health.usesLog = try usesLog()
    let tables = try texts(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
    health.problems = try problems(in: tables, &health)
    health.foreignKeys = try foreignKeyViolations { health.unfollowed[$0] = $1 }
    for table in counted { health.rowCounts[table] = try rowCount(of: table, &health) }
  }

  /// What SQLite's quick check says, and its whole one as well; nothing if the database is whole.
  private func problems(
    in tables: [String], _ health: inout DatabaseHealth
  ) throws -> [String] {
    func check(_ pragma: String) throws -> [String] {
      // From 3.44 on, SQLite looks at full-text indexes as well: they are no pages of the database.
      try texts("PRAGMA \(pragma)").flatMap { $0.split(separator: "\n").map(String.init) }.filter {
        $0 != "ok" && !$0.contains("inverted index for FTS") && !$0.hasPrefix("*** in database")
      }
    }
    do {
      if try check("quick_check").isEmpty { return [] }
      // The quick check of 3.40 finds NULL in sound tables without rowid, where the key is not in
      // front.
      return try check("integrity_check")
    } catch DatabaseAccessError.failed {
      // The program that made a table registered functions of its own: the other tables can be checked.
      return try tables.flatMap { table in
        try answer(table, &health) { try check("quick_check(\(SQLText.name(table)))") } ?? []
      }
    }
  }

  /// How many rows a table has, after reading one of them whole.
  private func rowCount(of table: String, _ health: inout DatabaseHealth) throws -> Int? {
    let isThere = try count(
      "SELECT EXISTS (SELECT 1 FROM sqlite_schema "
        + "WHERE name = \(SQLText.literal(table)) AND type IN ('table', 'view'))")
    guard isThere != 0 else { return nil }
    return try answer(table, &health) {
      try execute("SELECT * FROM \(SQLText.name(table)) ORDER BY 1 DESC LIMIT 1")
      return try count("SELECT count(*) FROM \(SQLText.name(table))")
    }
  }

  /// Asks a table; that it cannot be asked is a finding.
  private func answer<Value>(
    _ table: String, _ health: inout DatabaseHealth, _ body: () throws -> Value?
  ) throws -> Value? {
    do { return try body() } catch DatabaseAccessError.failed(_, let fault) {
      health.unanswered[table] = "\(fault)"
      return nil
    }
  }

  /// Whether an index does not fit its rows. One that cannot be asked, because the program that made
  /// it brought words of its own into SQLite, is not known to be broken.
  fileprivate func isBroken(_ index: VirtualTable) throws -> Bool {
    let name = SQLText.name(index.name)
    do {
      try execute(
        index.module == "fts5"
          ? "INSERT INTO \(name)(\(name), rank) VALUES('integrity-check', 1)"
          : "INSERT INTO \(name)(\(name)) VALUES('integrity-check')")
      return false
    } catch .unreadable {
      return true
    } catch .failed {
      return false
    }
  }
}
