import FileEffects
public import SystemPackage

/// The changes to the rows of a table between two states of a database.
public struct TableChanges: Hashable, Sendable {
  public var name: String
  public var inserted = 0
  public var updated = 0
  public var deleted = 0
  /// Whether rows have a key; without one they can only be counted.
  public var hasKey = true
  /// How many rows it had; `nil` if there was no such table.
  public var rowsBefore: Int?
  public var rowsAfter: Int?

  public init(name: String) { self.name = name }
}

extension SQLiteDatabases {
  /// The changes to each table between two states of a database, both files that nobody else uses;
  /// tables that are the same are left out. A search table that keeps its text counts as a table.
  /// - Throws: ``DatabaseAccessError``.
  public func changes(
    from base: FilePath, to now: FilePath, scratch: FilePath
  ) throws -> [TableChanges] {
    try withConnection(to: base, .copy) { base in
      try withConnection(to: now, .copy) { now in
        try withScratchDatabase(scratch) { scratch in
          try TableComparing(base: base, now: now, scratch: scratch).changes()
        }
      }
    }
  }
}

private struct TableComparing {
  let base: Connection
  let now: Connection
  let scratch: Connection

  func changes() throws -> [TableChanges] {
    let (old, new) = (try TableShapes(base), try TableShapes(now))
    let names = Set((old.ordinary + new.ordinary).map(\.name)).sorted()
    var seen: Set<FoldedName> = []
    return try names.compactMap { name in
      guard seen.insert(FoldedName(name)).inserted else { return nil }
      var shown = name
      if old.isShadow(name) || new.isShadow(name) {
        let owner = (new.virtual + old.virtual).first {
          $0.ownContent.map { FoldedName($0) == FoldedName(name) } ?? false
        }
        guard let owner else { return nil }
        shown = owner.name
      }
      return try compare(old[name], new[name], named: shown)
    }.sorted { $0.name < $1.name }
  }

  private func compare(
    _ before: TableShape?, _ after: TableShape?, named name: String
  ) throws -> TableChanges? {
    var changes = TableChanges(name: name)
    changes.rowsBefore = try before.map { try base.rows(of: $0.name) }
    changes.rowsAfter = try after.map { try now.rows(of: $0.name) }
    guard let before, let after else {
      changes.inserted = changes.rowsAfter ?? 0
      changes.deleted = changes.rowsBefore ?? 0
      return changes.inserted + changes.deleted == 0 ? nil : changes
    }
    let common = after.columns.map(\.name).filter(before.has)
    let isSame = try !base.digest(ofTable: before.name, common)
      .differs(from: now.digest(ofTable: after.name, common))
    if isSame { return nil }
    guard !after.key.isEmpty, after.hasKey(of: before) else {
      changes.hasKey = false
      return changes
    }
    var pair = try RowPair(
      scratch: scratch, table: after.name,
      columns: common.map { RowPair.Column(name: $0, filling: nil) }, key: after.key)
    try pair.fill(from: (base, before.name), to: (now, after.name))
    let counts = try pair.steps.map {
      try $0.reduce(0) { try $0 + scratch.executeCountingChanges($1) }
    }
    (changes.deleted, changes.updated, changes.inserted) = (counts[0], counts[1], counts[2])
    try pair.drop()
    return changes
  }
}

extension Connection {
  func rows(of table: String) throws -> Int {
    try count("SELECT count(*) FROM \(SQLText.table(table))")
  }
}
