import CSQLite
import FileEffects

/// A row that refers to one that is not there.
struct DanglingReference: Hashable {
  let table: String
  /// A condition that only this row meets.
  let row: String
  let parent: String
  let key: Int
}

extension Connection {
  /// By table, how many of its rows refer to what is not there, where there are any.
  ///
  /// A table of which SQLite cannot tell, such as one that refers to what is no key, is handed to
  /// `unanswered` with SQLite's words.
  func foreignKeyViolations(
    unanswered: (_ table: String, _ reason: String) -> Void = { _, _ in }
  ) throws -> [String: Int] {
    var violations: [String: Int] = [:]
    for table in try storedTables() {
      do {
        let found = try count(
          "SELECT count(*) FROM pragma_foreign_key_check(\(Self.literal(table)))")
        if found > 0 { violations[table] = found }
      } catch DatabaseDoorError.failed(_, let reason) { unanswered(table, reason) }
    }
    return violations
  }

  /// All rows that refer to one that is not there, as far as SQLite can tell.
  func danglingReferences(_ shapes: TableShapes) throws -> Set<DanglingReference> {
    var found: Set<DanglingReference> = []
    for (name, _) in try foreignKeyViolations() {
      guard let table = shapes[name] else { continue }
      let check = try Statement(
        self,
        "SELECT \"rowid\", parent, fkid FROM pragma_foreign_key_check(\(Self.literal(name)))")
      var withoutRowID: [Int: String] = [:]
      while try check.step() {
        let (parent, key) = (check.text(1), check.integer(2))
        if let name = table.rowID, !check.isNull(0) {
          found.insert(
            DanglingReference(
              table: table.name, row: "\(name) = \(check.integer(0))", parent: parent, key: key))
        } else {
          withoutRowID[key] = parent
        }
      }
      for (key, parent) in withoutRowID {
        for row in try rows(of: table, withoutParentIn: parent, key: key, shapes) {
          found.insert(
            DanglingReference(table: table.name, row: row, parent: parent, key: key))
        }
      }
    }
    return found
  }

  /// The rows of a table that has no rowid: of them, the check says only that they are there.
  private func rows(
    of table: TableShape, withoutParentIn parent: String, key: Int, _ shapes: TableShapes
  ) throws -> [String] {
    let list = try Statement(
      self,
      "SELECT \"from\", \"to\" FROM pragma_foreign_key_list(\(Self.literal(table.name))) "
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
      : "EXISTS (SELECT 1 FROM main.\(Self.quoted(parent)) AS p WHERE "
        + pairs.map { "p.\(Self.quoted($0.to)) = c.\(Self.quoted($0.from))" }
        .joined(separator: " AND ") + ")"
    let rows = try Statement(
      self,
      "SELECT \(table.key.map { "c." + Self.quoted($0) }.joined(separator: ", ")) "
        + "FROM main.\(Self.quoted(table.name)) AS c WHERE "
        + (pairs.map { "c.\(Self.quoted($0.from)) IS NOT NULL" } + ["NOT \(isThere)"])
        .joined(separator: " AND "))
    var conditions: [String] = []
    while try rows.step() {
      conditions.append(
        zip(table.key, rows.literals).map { "\(Self.quoted($0)) = \($1)" }
          .joined(separator: " AND "))
    }
    return conditions
  }

  /// The tables of which rows refer to others.
  func tablesWithReferences(_ shapes: TableShapes) throws -> Set<String> {
    Set(
      try shapes.ordinary.map(\.name).filter {
        try count("SELECT count(*) FROM pragma_foreign_key_list(\(Self.literal($0)))") > 0
      })
  }
}
