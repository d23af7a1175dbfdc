import CSQLite
import FileEffects

/// A row that refers to one that is not there.
struct DanglingReference {
  let table: String
  /// A condition that only this row meets.
  let row: String
  let parent: String
  let key: Int
}

extension Connection {
  /// How many dangling references each table has; tables without any are left out.
  ///
  /// A table that SQLite cannot check, such as one that refers to a column that is no key, is handed to
  /// `unanswered` with SQLite's words.
  func foreignKeyViolations(
    unanswered: (_ table: String, _ reason: String) -> Void = { _, _ in }
  ) throws -> [String: Int] {
    var violations: [String: Int] = [:]
    for table in try storedTables() {
      do {
        let found = try count(
          "SELECT count(*) FROM pragma_foreign_key_check(\(SQLText.literal(table)))")
        if found > 0 { violations[table] = found }
      } catch DatabaseAccessError.failed(_, let fault) {
        unanswered(table, "\(fault)")
      }
    }
    return violations
  }

  /// Hands over the rows that refer to one that is not there, as far as SQLite can tell, until `body`
  /// returns `false`; it must not change anything.
  func forEachDanglingReference(
    _ shapes: TableShapes, _ body: (DanglingReference) throws -> Bool
  ) throws {
    for name in try foreignKeyViolations().keys.sorted() {
      guard let table = shapes[name] else { continue }
      let check = try Statement(
        self,
        "SELECT \"rowid\", parent, fkid FROM pragma_foreign_key_check(\(SQLText.literal(name)))")
      var withoutRowID: [Int: String] = [:]
      while try check.step() {
        let (parent, key) = (check.text(1), check.integer(2))
        if let name = table.rowID, !check.isNull(0) {
          let row = "\(name) = \(check.integer(0))"
          guard
            try body(DanglingReference(table: table.name, row: row, parent: parent, key: key))
          else { return }
        } else {
          withoutRowID[key] = parent
        }
      }
      for (key, parent) in withoutRowID.sorted(by: { $0.key < $1.key }) {
        let rows = try rows(of: table, withoutParentIn: parent, key: key, shapes)
        while try rows.step() {
          let row = zip(table.key, rows.literals).map { "\(SQLText.name($0)) = \($1)" }
            .joined(separator: " AND ")
          guard
            try body(DanglingReference(table: table.name, row: row, parent: parent, key: key))
          else { return }
        }
      }
    }
  }

  /// The keys of the rows of a table that has no rowid: of them, the check says only that they are
  /// there.
  private func rows(
    of table: TableShape, withoutParentIn parent: String, key: Int, _ shapes: TableShapes
  ) throws -> Statement {
    let list = try Statement(
      self,
      "SELECT \"from\", \"to\" FROM pragma_foreign_key_list(\(SQLText.literal(table.name))) "
        + "WHERE id = \(key) ORDER BY seq")
    var pairs: [(from: String, to: String)] = []
    while try list.step() {
      let keyOfParent = shapes[parent]?.key ?? []
      let to =
        !list.isNull(1)
        ? list.text(1) : pairs.count < keyOfParent.count ? keyOfParent[pairs.count] : list.text(0)
      pairs.append((list.text(0), to))
    }
    let isThere =
      shapes[parent] == nil
      ? "0"
      : "EXISTS (SELECT 1 FROM \(SQLText.table(parent)) AS p WHERE "
        + pairs.map { "p.\(SQLText.name($0.to)) = c.\(SQLText.name($0.from))" }
        .joined(separator: " AND ") + ")"
    return try Statement(
      self,
      "SELECT \(table.key.map { "c." + SQLText.name($0) }.joined(separator: ", ")) "
        + "FROM \(SQLText.table(table.name)) AS c WHERE "
        + (pairs.map { "c.\(SQLText.name($0.from)) IS NOT NULL" } + ["NOT \(isThere)"])
        .joined(separator: " AND "))
  }

  /// The tables that have foreign keys.
  func tablesWithReferences(_ shapes: TableShapes) throws -> Set<String> {
    Set(
      try shapes.ordinary.map(\.name).filter {
        try count("SELECT count(*) FROM pragma_foreign_key_list(\(SQLText.literal($0)))") > 0
      })
  }
}
