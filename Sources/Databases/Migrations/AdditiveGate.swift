import CSQLite

/// Refuses statements that destroy something, while SQLite compiles them.
///
/// SQLite asks its authorizer about every single thing that a statement does (source: its manual,
/// "Compile-Time Authorization Callbacks"). What it cannot tell, such as that `INSERT OR REPLACE`
/// removes rows, the digests of ``MigrationProof`` see.
final class AdditiveGate {
  enum Refusal: Equatable {
    case notAdditive(MigrationFailure.Loss)
    case forbidden(MigrationFailure.Trespass)
  }

  enum TransactionWord: Equatable {
    /// The runner has begun one, and will commit it: the word is left out.
    case begin, commit
  }

  /// The tables and views that were there before, in lower case, with their columns; without any
  /// where no column can be added.
  private let known: [String: Set<String>]
  /// Tables in which a virtual table keeps an index that can be rebuilt.
  private let indexTables: Set<String>
  var allowsDestruction = false
  /// Why the last statement was refused, if the gate refused it.
  private(set) var refusal: Refusal?
  private(set) var transactionWord: TransactionWord?

  init(known: [String: [String]], indexTables: [String]) {
    self.known = Dictionary(
      known.map { ($0.key.lowercased(), Set($0.value.map { $0.lowercased() })) },
      uniquingKeysWith: { $0.union($1) })
    self.indexTables = Set(indexTables.map { $0.lowercased() })
  }

  /// A gate for a database as it is before the scripts.
  convenience init(_ connection: Connection, indexTables: [String]) throws {
    self.init(known: try connection.allColumns(), indexTables: indexTables)
  }

  /// Forgets the facts about the previous statement.
  func reset() { (refusal, transactionWord) = (nil, nil) }

  /// SQLite's own tables of the schema and of statistics: it writes them itself, and refuses
  /// everybody else's writing to the schema.
  private func isOwn(_ table: String) -> Bool {
    ["sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"].contains(table)
      || table.hasPrefix("sqlite_stat")
  }

  private func isKnown(_ table: String) -> Bool {
    known[table] != nil || table == "sqlite_sequence"
  }

  /// Whether the rows of a table are not to be changed or deleted.
  private func isGuarded(_ table: String) -> Bool {
    isKnown(table) && !isOwn(table) && !indexTables.contains(table)
  }

  /// Whether the statement may do this: one call of the authorizer.
  func mayDo(_ action: Int32, _ first: String, _ second: String) -> Bool {
    switch verdict(action, first, second) {
    case nil: return true
    case .notAdditive where allowsDestruction: return true
    case .some(let found):
      refusal = refusal ?? found
      return false
    }
  }

  private func verdict(_ action: Int32, _ first: String, _ second: String) -> Refusal? {
    let name = first.lowercased()
    switch action {
    case SQLITE_DROP_TABLE, SQLITE_DROP_VIEW, SQLITE_DROP_VTABLE:
      return isKnown(name) ? .notAdditive(.drops(first)) : nil
    case SQLITE_DROP_INDEX, SQLITE_DROP_TRIGGER:
      return isKnown(second.lowercased()) ? .notAdditive(.drops(first)) : nil
    case SQLITE_DELETE: return isGuarded(name) ? .notAdditive(.deletesRows(of: first)) : nil
    case SQLITE_UPDATE:
      let columns = known[name] ?? []
      let isNew = !columns.isEmpty && !columns.contains(second.lowercased())
      return isGuarded(name) && !isNew ? .notAdditive(.changes(column: second, of: first)) : nil
    case SQLITE_INSERT:
      // SQLite counts by itself, and asks nobody.
      return name == "sqlite_sequence" ? .notAdditive(.writes(table: first)) : nil
    case SQLITE_CREATE_TRIGGER:
      return isKnown(second.lowercased())
        ? .notAdditive(.addsTrigger(on: second)) : nil
    case SQLITE_FUNCTION: return Self.function(second.lowercased())
    case SQLITE_PRAGMA:
      return Pragma.isAllowed(name, hasValue: !second.isEmpty)
        ? nil : .forbidden(.pragma(name))
    case SQLITE_ATTACH, SQLITE_DETACH: return .forbidden(.otherDatabase)
    case SQLITE_SAVEPOINT: return .forbidden(.savepoint)
    case SQLITE_TRANSACTION:
      switch first {
      case "BEGIN": transactionWord = .begin
      case "COMMIT": transactionWord = .commit
      default: return .forbidden(.rollback)
      }
      return nil
    default: return nil
    }
  }

  /// ALTER TABLE shows as functions that only SQLite itself may call.
  private static func function(_ name: String) -> Refusal? {
    switch name {
    case "sqlite_drop_column": .notAdditive(.dropsColumn)
    case "sqlite_rename_column": .notAdditive(.renamesColumn)
    case "sqlite_rename_table": .notAdditive(.renamesTable)
    case "load_extension": .forbidden(.loadsExtension)
    // It takes the address of a function from whoever calls it.
    case "fts3_tokenizer": .forbidden(.namesTokenizer)
    default: nil
    }
  }

  /// Asks this gate about every statement that `body` compiles or runs.
  func watching<Value>(_ handle: OpaquePointer?, _ body: () throws -> Value) rethrows -> Value {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_set_authorizer(
      handle,
      { context, action, first, second, _, _ in
        guard let context else { return SQLITE_DENY }
        let gate = Unmanaged<AdditiveGate>.fromOpaque(context).takeUnretainedValue()
        func text(_ start: UnsafePointer<CChar>?) -> String {
          start.map { String(cString: $0) } ?? ""
        }
        return gate.mayDo(action, text(first), text(second)) ? SQLITE_OK : SQLITE_DENY
      }, context)
    defer { sqlite3_set_authorizer(handle, nil, nil) }
    return try withExtendedLifetime(self) { try body() }
  }
}

extension Connection {
  /// Every table and view; those to which columns can be added with their columns.
  ///
  /// The others are not queried: a view may name a missing table, and a virtual table a module that only
  /// its own program has.
  fileprivate func allColumns() throws -> [String: [String]] {
    let found = try rows(
      """
      SELECT name, type = 'table' AND rootpage > 0 FROM sqlite_schema
      WHERE type IN ('table', 'view')
      """
    ) { (name: $0.text(0), isTable: $0.integer(1) != 0) }
    return try found.reduce(into: [:]) { columns, table in
      columns[table.name] =
        table.isTable
        ? try texts("SELECT name FROM pragma_table_xinfo(\(SQLText.literal(table.name)))") : []
    }
  }
}
