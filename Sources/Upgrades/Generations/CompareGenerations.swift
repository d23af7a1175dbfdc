public import ConfigMerge
import Databases
public import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// Asks what differs between two generations, or at some paths in them; only folders that differ are walked.
public struct CompareGenerations: Inquiry {
  private let from: Generation.Number
  private let to: Generation.Number
  private let typed: [TypedPath]

  /// - Parameter paths: Whose lines are compared; without any, everything is compared, and no lines.
  public init(
    from: Generation.Number, to: Generation.Number, in paths: [TypedPath] = []
  ) {
    (self.from, self.to, typed) = (from, to, paths)
  }

  public func report(on deployment: Deployment) throws -> DifferenceReport {
    let log = try deployment.log()
    let reader = try ObjectReader(log.store)
    let (old, new) = (try log.generation(from), try log.generation(to))
    let found = try find(in: [old, new], reader, deployment)
    let changes = try deployment.step(.compareFiles) {
      try reader.changes(from: old.tree, to: new.tree)
    }.filter {
      typed.isEmpty || found.places?.cover($0.path) ?? true
    }
    let shown = ShownChanges(changes)
    let config = try deployment.step(.compareConfigurations) {
      try changes.filter { ($0.after ?? $0.before)?.layer == .config }
        .flatMap { try keys($0, reader, deployment) }
    }
    let databases = try deployment.step(.compareDatabases) {
      try changes.filter { $0.before?.kind == .database || $0.after?.kind == .database }
        .map { try database($0, in: log.store, deployment) }
    }
    return DifferenceReport(
      files: DifferenceReport.Files(
        added: shown.added, removed: shown.removed, modified: shown.modified),
      config: config, databases: databases,
      paths: typed.isEmpty ? [] : found.places?.map(\.description) ?? ["."],
      lines: typed.isEmpty ? [] : try lines(of: changes, reader, deployment),
      warnings: found.warnings)
  }

  /// The paths of files and folders to compare, that one of two generations has.
  private func find(
    in generations: [Generation], _ reader: ObjectReader, _ deployment: Deployment
  ) throws -> (places: [RelativePath]?, warnings: [Finding]) {
    let trees = generations.map { StoredTrees($0.tree, reader) }
    return try deployment.find(typed) {
      .inNeither(path: $0.description, generations[0].number, generations[1].number)
    } where: { path in
      try trees.contains { try $0.entry(at: path) != nil }
    }
  }

  /// The lines that differ in each file.
  private func lines(
    of changes: [Change], _ reader: ObjectReader, _ deployment: Deployment
  ) throws -> [FileDifference] {
    try deployment.step(.compareLines) {
      try changes.filter { !$0.isFolderOnly || $0.isOfPermissions }.map { change in
        try FileDifference(change) { try reader.contents(of: $0) }
      }
    }
  }

  /// What differs in a configuration, key by key where its structure can be used.
  private func keys(
    _ change: Change, _ reader: ObjectReader, _ deployment: Deployment
  ) throws -> [DifferenceReport.Config] {
    let path = change.path.description
    let format = ConfigFormat(fileName: path) ?? .text
    if let old = try deployment.contents(of: change.before, reader),
      let new = try deployment.contents(of: change.after, reader)
    {
      let keys = ConfigDifference.all(from: old, to: new, format: format)
      if !keys.isEmpty && keys.allSatisfy({ !$0.path.isEmpty }) {
        return keys.map {
          DifferenceReport.Config(
            path: path, key: $0.path, change: $0.kind, before: $0.before, after: $0.after)
        }
      }
    }
    return [
      DifferenceReport.Config(
        path: path, key: "",
        change: change.before == nil ? .added : change.after == nil ? .removed : .modified,
        before: change.before?.object.description, after: change.after?.object.description)
    ]
  }

  private func database(
    _ change: Change, in store: Store, _ deployment: Deployment
  ) throws -> DifferenceReport.Database {
    let before = try contents(of: change.before, in: store, deployment)
    let after = try contents(of: change.after, in: store, deployment)
    let compared = DatabaseComparison(
      path: "", before: DatabaseRecord(path: "", tables: before.tables),
      after: DatabaseRecord(path: "", tables: after.tables))
    let changes = before.schema.changes(to: after.schema)
    return DifferenceReport.Database(
      path: change.path.description, schema: changes.isEmpty ? .same : .changed,
      schemaChanges: changes,
      tables: compared.tables.filter {
        $0.rowsBefore != $0.rowsAfter || $0.digestBefore != $0.digestAfter
      }.map {
        DifferenceReport.Database.Table(
          name: $0.name, rowsBefore: $0.rowsBefore, rowsAfter: $0.rowsAfter)
      })
  }

  /// What a stored database holds, from a copy.
  private func contents(
    of entry: Entry?, in store: Store, _ deployment: Deployment
  ) throws -> (schema: DatabaseSchema, tables: [DatabaseRecord.Table]) {
    guard let entry, entry.kind == .database else { return (DatabaseSchema(objects: []), []) }
    return try deployment.withScratch { scratch in
      let copy = scratch.appending("compared.db")
      try deployment.checkOut(entry, to: copy, store)
      let databases = deployment.databases
      return (try databases.schema(of: copy), try databases.tables(of: copy))
    }
  }
}

/// What differs between two generations.
public struct DifferenceReport: Encodable, Hashable, Sendable {
  /// Paths of files and links.
  public struct Files: Encodable, Hashable, Sendable {
    public var added: [String]
    public var removed: [String]
    public var modified: [String]
  }

  /// A key of a configuration that differs; it is empty for a whole file, and the values are then
  /// digests.
  public struct Config: Encodable, Hashable, Sendable {
    public var path: String
    public var key: String
    public var change: ConfigDifference.Kind
    @OrNull public var before: String?
    @OrNull public var after: String?
  }

  /// A database that differs.
  public struct Database: Encodable, Hashable, Sendable {
    /// Whether both have the same tables, columns, indexes, triggers and views.
    public enum Schema: String, Encodable, Hashable, Sendable {
      case same, changed
    }

    /// How many rows a table had; `null` where it did not exist.
    public struct Table: Encodable, Hashable, Sendable {
      public var name: String
      @OrNull public var rowsBefore: Int?
      @OrNull public var rowsAfter: Int?
    }

    public var path: String
    public var schema: Schema
    public var schemaChanges: [SchemaAlteration]
    public var tables: [Table]
  }

  public var files: Files
  public var config: [Config]
  public var databases: [Database]
  /// The paths to compare; empty for everything.
  public var paths: [String] = []
  /// The lines of the named files that differ.
  public var lines: [FileDifference] = []
  public var warnings: [Finding] = []
}
