import Databases
import FileEffects
import Generations
import ObjectStore
import Releases
public import SystemPackage

/// Writes the rows of all databases of the brain as YAML into a new folder.
///
/// This is no ``Operation``: the deployment and its store stay unchanged, so that no lock is taken. Each
/// database is exported as it is at one moment, while others write to it.
public struct ExportBrain {
  private let folder: FilePath?

  /// - Parameter folder: Missing or empty; `nil` is a new one in the folder in which the command is typed.
  public init(to folder: FilePath?) { self.folder = folder }

  /// - Throws: ``UpgradeError/exportInside(_:)``, `StoreError.notEmpty`, ``DatabaseAccessError``.
  public func carryOut(on deployment: Deployment) throws -> ExportBrainReport {
    let log = try deployment.log()
    let current = try log.current()
    let folder =
      folder
      ?? (deployment.currentFolder ?? deployment.root).appending(
        BrainExport.name(at: deployment.now))
    try deployment.checkExport(to: folder)
    return try deployment.withScratch { scratch in
      let captured = try deployment.capture(log, current: current, scratch: scratch, into: nil)
      let databases = captured.listing.leaves.filter { $0.entry.kind == .database }
      return ExportBrainReport(
        to: folder.spelling,
        databases: try deployment.step(.exportBrain) {
          try export(
            databases, version: current.version, to: folder, scratch, deployment)
        }, warnings: captured.warnings.map { .capture($0) })
    }
  }

  /// Exports copies: whoever writes to a database waits for the copy, not for the export.
  private func export(
    _ items: [Listing.Item], version: String, to folder: FilePath, _ scratch: FilePath,
    _ deployment: Deployment
  ) throws -> [ExportBrainReport.Database] {
    let files = deployment.files
    let isNew = try files.metadata(folder) == nil
    let copy = scratch.appending("export.db")
    do {
      return try BrainExport(deployment: deployment, folder: folder).write(items, version: version)
      {
        try files.remove(copy)
        try deployment.copyLive($0, to: copy, scratch: scratch)
        return copy
      }
    } catch {
      // Best effort: without a list it is never imported.
      if isNew { try? files.removeTree(folder) }
      throw error
    }
  }
}

extension Deployment {
  /// Refuses what would be taken for a part of the brain, or of the store.
  func checkOutside(_ folder: FilePath) throws {
    let whole = (currentFolder ?? root).pushing(folder).lexicallyNormalized()
    for place in [root.appending(Self.brainFolder), storeLocation]
    where whole == place || RelativePath(whole, below: place) != nil {
      throw UpgradeError.exportInside(folder)
    }
  }

  /// Refuses such a folder, and one that has something in it.
  fileprivate func checkExport(to folder: FilePath) throws {
    try checkOutside(folder)
    guard let found = try files.metadata(folder) else { return }
    guard found.isDirectory, try files.contents(of: folder).isEmpty else {
      throw StoreError.notEmpty(folder)
    }
  }
}

/// What was exported.
public struct ExportBrainReport: Encodable, Hashable, Sendable {
  public struct Database: Encodable, Hashable, Sendable {
    public struct Table: Encodable, Hashable, Sendable {
      public var name: String
      public var rows: Int
    }

    public var path: String
    /// The name of its file in the folder.
    public var file: String
    public var tables: [Table]
    /// Tables whose rows cannot be read back, and are not in it.
    public var notExported: [String]

    var rows: Int { tables.reduce(0) { $0 + $1.rows } }

    init(_ path: RelativePath, _ file: String, _ exported: ExportedDatabase) {
      (self.path, self.file) = (path.description, file)
      tables = exported.tables.map { Table(name: $0.name, rows: $0.rows) }
      notExported = exported.notExported
    }
  }

  public var to: String
  public var databases: [Database]
  public var warnings: [Finding]

  public var rows: Int { databases.reduce(0) { $0 + $1.rows } }

  /// How many conversations and patterns are among the rows.
  public var conversations: Int { count(ProductLayout.current.conversationTable) }
  public var patterns: Int { count(ProductLayout.current.patternTable) }

  private func count(_ table: String) -> Int {
    databases.flatMap(\.tables).filter { $0.name == table }.reduce(0) { $0 + $1.rows }
  }

  private enum Keys: CodingKey {
    case to, databases, rows, conversations, patterns, warnings
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(to, forKey: .to)
    try container.encode(databases, forKey: .databases)
    try container.encode(rows, forKey: .rows)
    try container.encode(conversations, forKey: .conversations)
    try container.encode(patterns, forKey: .patterns)
    try container.encode(warnings, forKey: .warnings)
  }
}
