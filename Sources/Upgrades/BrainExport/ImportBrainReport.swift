import Databases
import FileEffects
public import Generations
import SystemPackage

/// What importing a brain did, or would do.
public struct ImportBrainReport: Encodable, Hashable, Sendable {
  public struct Database: Encodable, Hashable, Sendable {
    public struct Table: Encodable, Hashable, Sendable {
      public var name: String
      /// How many rows the export has.
      public var rows: Int
      public var added: Int
      /// How many were there already.
      public var present: Int
      /// How many were not imported, since another row is in their place.
      public var kept: Int { rows - added - present }

      private enum Keys: CodingKey { case name, rows, added, present, kept }

      public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(name, forKey: .name)
        try container.encode(rows, forKey: .rows)
        try container.encode(added, forKey: .added)
        try container.encode(present, forKey: .present)
        try container.encode(kept, forKey: .kept)
      }
    }

    /// A row that was not imported.
    public struct KeptRow: Encodable, Hashable, Sendable {
      public var table: String
      public var key: String
      /// The rule of the table, in SQLite's words; `null` if the row there has the same key.
      @OrNull public var rule: String?
    }

    public var path: String
    /// Whether it was missing.
    public var created: Bool
    public var tables: [Table]
    /// A few of the rows that were not imported.
    public var keptRows: [KeptRow]

    public var added: Int { tables.reduce(0) { $0 + $1.added } }
    public var present: Int { tables.reduce(0) { $0 + $1.present } }
    public var kept: Int { tables.reduce(0) { $0 + $1.kept } }
    /// Rows that refer to missing ones, by table.
    var dangling: [String: Int]

    private enum CodingKeys: CodingKey { case path, created, tables, keptRows }
  }

  /// Where the export is.
  public var source: String
  /// The generation in force, or the one that would be.
  public var generation: Generation.Number
  /// The generation that the present state was saved as; `null` if it was one already.
  @OrNull public var saved: Generation.Number?
  /// The generation that holds the state from before.
  public var before: Generation.Number
  /// Whether anything was to be done, so that there is a new generation.
  public var created: Bool
  public var databases: [Database]
  public var takeBack: RestoreInPlaceReport.Undo
  public var dryRun: Bool
  public var warnings: [Finding]
  @OrNull public var recovered: Switching.Recovered?

  public var added: Int { databases.reduce(0) { $0 + $1.added } }
  public var present: Int { databases.reduce(0) { $0 + $1.present } }
  public var kept: Int { databases.reduce(0) { $0 + $1.kept } }
}

extension ImportBrainReport {
  init(_ source: FilePath, _ databases: [Database], _ edit: PreparedEdit, _ survey: Survey) {
    let before = edit.saved?.before ?? edit.current.number
    self.init(
      source: source.spelling, generation: edit.number, saved: edit.saved?.number, before: before,
      created: edit.saved != nil, databases: databases,
      takeBack: .goTo(before, restoringBrain: true), dryRun: survey.isDryRun,
      warnings: databases.flatMap(\.danglingWarnings), recovered: survey.recovered)
  }
}

extension ImportBrainReport.Database {
  init(_ path: RelativePath, isCreated: Bool, _ result: ImportedDatabase) {
    self.init(
      path: path.description, created: isCreated,
      tables: result.tables.map {
        Table(name: $0.name, rows: $0.rows, added: $0.added, present: $0.present)
      },
      keptRows: result.kept.map { KeptRow(table: $0.table, key: $0.key, rule: $0.rule) },
      dangling: result.dangling)
  }

  fileprivate var danglingWarnings: [Finding] {
    guard !dangling.isEmpty, let path = RelativePath(path) else { return [] }
    return [
      .database(
        .dangling(
          path,
          dangling.sorted { $0.key < $1.key }.map {
            DatabaseFinding.DanglingRows(table: $0.key, rows: $0.value)
          }))
    ]
  }
}
