import FileEffects
public import SystemPackage

extension SQLiteDatabases {
  /// Carries the rows written between two states of a database onto a third one, in one transaction.
  ///
  /// All three are files that nobody else uses. The differences between `base` and `now` are applied to
  /// `target`, whose schema stays unchanged: a row there that differs from the one in `base` stays, and
  /// the result lists both. No trigger runs; no row is left that refers to a missing one, unless there
  /// was one before. Search tables find the carried rows. `scratch` is a file for the rows of one table
  /// at a time.
  /// - Throws: ``CarryError`` or ``DatabaseAccessError``; nothing is changed then.
  public func carry(
    from base: FilePath, to now: FilePath, onto target: FilePath, scratch: FilePath
  ) throws -> CarriedDatabase {
    try withConnection(to: base, .copy) { base in
      try withConnection(to: now, .copy) { now in
        try withConnection(to: target, .alone) { target in
          try withScratchDatabase(scratch) { scratch in
            try target.execute("BEGIN IMMEDIATE")
            do {
              var carrying = try Carrying(
                base: base, now: now, target: target, scratch: scratch)
              try carrying.run()
              try target.execute("COMMIT")
              return carrying.result
            } catch {
              // The first error is the one to report; closing rolls back whatever this does not.
              try? target.execute("ROLLBACK")
              throw error
            }
          }
        }
      }
    }
  }
}

/// One carrying of rows, table by table.
struct Carrying {
  let base: Connection
  let now: Connection
  let target: Connection
  let scratch: Connection
  let old: TableShapes
  let new: TableShapes
  let shapes: TableShapes
  /// Tables of the target with foreign keys, and the rows that were inserted into them.
  let referring: Set<String>
  let inserted: RowSet
  /// The dangling references that the target had before.
  let dangling: RowSet
  /// Tables of the target whose rows have changed.
  var changed: Set<FoldedName> = []
  var result = CarriedDatabase()

  init(base: Connection, now: Connection, target: Connection, scratch: Connection) throws {
    self.base = base
    self.now = now
    self.target = target
    self.scratch = scratch
    old = try TableShapes(base)
    new = try TableShapes(now)
    shapes = try TableShapes(target)
    referring = try target.tablesWithReferences(shapes)
    inserted = try RowSet("inserted", in: scratch)
    dangling = try RowSet("dangling", in: scratch)
  }

  mutating func run() throws {
    try noteDangling()
    for table in new.ordinary
    where ![old, new, shapes].contains(where: { $0.isShadow(table.name) }) {
      try carry(table, named: table.name)
    }
    for table in old.ordinary where shapes[table.name] != nil && new[table.name] == nil {
      omit(table.name, .tableRemoved)
    }
    for table in new.virtual { try carryVirtual(table) }
    try takeOutDangling()
    if !changed.isEmpty {
      try rebuildSearch()
      try raiseSequences()
    }
    result.tables = result.tables.filter { $0.total > 0 }.sorted { $0.name < $1.name }
  }

  mutating func omit(_ table: String, _ reason: CarryOmission, rows: Int = 0) {
    result.notCarried.append(
      CarriedDatabase.NotCarried(table: table, reason: reason, rows: rows))
  }
}
