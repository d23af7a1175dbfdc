import Databases
import FileEffects
public import Generations
import ObjectStore
public import SystemPackage

/// Writes a whole generation into an empty or missing folder, and opens the databases in it.
///
/// As ``ExportGeneration``, no ``Operation``.
public struct ExportFolder {
  private let number: Generation.Number
  private let folder: FilePath
  private let readme: BackupReadme?

  /// - Parameter readme: Makes a backup of it, with what is needed to go back without this program.
  public init(_ number: Generation.Number, to folder: FilePath, readme: BackupReadme? = nil) {
    (self.number, self.folder, self.readme) = (number, folder, readme)
  }

  public func carryOut(on deployment: Deployment) throws -> ExportReport {
    try deployment.checkOutside(folder)
    let log = try deployment.log()
    let generation = try log.generation(number)
    let (listing, warnings) = try deployment.step(.readGenerations) {
      try ObjectReader(log.store).listing(of: generation.tree).withoutReserved
    }
    let backup = BackupFiles(
      deployment: deployment, generation: generation, listing: listing, folder: folder)
    if readme != nil { try backup.check() }
    try deployment.step(.writeFiles) {
      try Checkout.restore(listing, to: folder, from: log.store)
    }
    let databases = try deployment.step(.examineDatabases) {
      try self.databases(in: listing, deployment)
    }
    if let readme { try backup.write(readme) }
    return ExportReport(
      generation: number, to: folder.spelling, files: listing.fileCount, bytes: listing.byteCount,
      databases: databases, readme: readme == nil ? nil : BackupFiles.readme, warnings: warnings)
  }

  /// Opens the databases that were written.
  private func databases(
    in listing: Listing, _ deployment: Deployment
  ) throws -> [ExportReport.Database] {
    try listing.leaves.filter { $0.entry.kind == .database }.map { item in
      let tables = try deployment.databases.rowCounts(of: item.path.resolved(in: folder))
      return ExportReport.Database(
        path: item.path.description,
        tables: tables.map { ExportReport.Database.Table(name: $0.name, rows: $0.rows) })
    }
  }
}

/// What a generation was written out as.
public struct ExportReport: Encodable, Hashable, Sendable {
  public struct Database: Encodable, Hashable, Sendable {
    public struct Table: Encodable, Hashable, Sendable {
      public var name: String
      public var rows: Int
    }

    public var path: String
    public var tables: [Table]
  }

  public var generation: Generation.Number
  public var to: String
  public var files: Int
  public var bytes: UInt64
  public var databases: [Database]
  /// The text in the folder that says how to go back; `nil` where it holds nothing but the generation.
  public var readme: String?
  public var warnings: [Finding]
}
