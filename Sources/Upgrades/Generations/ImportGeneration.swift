import FileEffects
public import Generations
import ObjectStore
import Releases
public import SystemPackage

/// Adds a generation from elsewhere: what ``ExportGeneration`` wrote, or the files of a folder.
///
/// All of it is verified before anything is stored. The generation is not put in force.
public struct ImportGeneration: Operation {
  public static let command = "gen import"
  public var subject: String? { path.spelling }

  private let path: FilePath
  private let note: String

  public init(_ path: FilePath, note: String) { (self.path, self.note) = (path, note) }

  /// The generation that there would be.
  public struct Plan {
    public fileprivate(set) var report: ImportReport
    fileprivate let generation: Generation
    /// The export; `nil` for a folder, whose files are in the batch already.
    fileprivate var file: ExportFile?
  }

  public func plan(_ survey: Survey) throws -> Plan {
    var plan =
      try survey.deployment.files.metadata(path)?.isDirectory ?? false
      ? planFolder(survey) : planFile(survey)
    plan.report.warnings += [survey.recovered].compactMap(\.self).map { .recovered($0) }
    return plan
  }

  public func carryOut(_ plan: Plan, _ writer: Writer) throws -> ImportReport {
    var report = plan.report
    let batch = try writer.batch()
    try writer.deployment.step(.store) {
      try plan.file?.add(to: batch)
      report.newBytes = batch.newBytes
      try batch.commit()
      writer.store.rememberPacks()
      try writer.log.add(plan.generation)
    }
    report.generation = plan.generation.number
    return report
  }

  // MARK: Files

  private func planFile(_ survey: Survey) throws -> Plan {
    let deployment = survey.deployment
    let file = try ExportFile(at: path, on: deployment.files, workers: deployment.workers)
    let exported = try Generation(sealed: file.record, at: path)
    try deployment.step(.verifyExport) { try file.verify(exported.roots) }
    try deployment.step(.examineDatabases) { try checkDatabases(of: file, exported, survey) }
    var generation = exported.asImport(
      number: try survey.log.nextNumber(), now: deployment.now)
    if !note.isEmpty { generation.note = note }
    let report = ImportReport(
      generation: nil, exportedAs: exported.number, created: exported.created,
      version: exported.version, files: exported.files, bytes: exported.bytes, newBytes: 0,
      dryRun: survey.isDryRun,
      warnings: try file.reservedPaths(below: exported.roots).map {
        .switching(.importedReserved($0))
      })
    return Plan(report: report, generation: generation, file: file)
  }

  /// Refuses an export with a database that SQLite cannot read: it could not be restored.
  private func checkDatabases(
    of file: ExportFile, _ exported: Generation, _ survey: Survey
  ) throws {
    let reader = try ObjectReader(file.contents)
    let copy = survey.scratch.appending("imported")
    for item in try exported.roots.flatMap({ try reader.listing(of: $0).leaves })
    where item.entry.kind == .database {
      defer {
        // Best effort: whoever uses the folder next empties it.
        try? survey.deployment.files.remove(copy)
      }
      try survey.deployment.checkOut(item.entry, to: copy, file.contents)
      do {
        try survey.deployment.databases.snapshot(
          copy, scratch: survey.scratch.appending("database")
        ) { _ in }
      } catch DatabaseAccessError.unreadable(_, let fault) {
        throw StoreError.damagedExport(
          file.path, .unreadableDatabase(item.path, fault))
      }
    }
  }

  // MARK: Folders

  private func planFolder(_ survey: Survey) throws -> Plan {
    let batch = try survey.batch()
    let current = try survey.log.current()
    let release = try survey.deployment.step(.verifyExport) {
      try readFolder(survey, into: batch)
    }
    let listing = release.listing.withoutBackupFiles
    let generation = Generation(
      number: try survey.log.nextNumber(), parent: nil, created: survey.deployment.now,
      version: release.version?.description ?? "", kind: .imported,
      note: note.isEmpty ? "imported from \(path)" : note,
      contents: Generation.Contents(
        listing,
        tree: try batch?.addTrees(of: listing, replacing: current.tree) ?? listing.treeID()),
      base: nil)
    let report = ImportReport(
      generation: nil, exportedAs: nil, created: nil, version: generation.version,
      files: generation.files, bytes: generation.bytes, newBytes: 0, dryRun: survey.isDryRun,
      warnings: release.allWarnings)
    return Plan(report: report, generation: generation)
  }

  private func readFolder(_ survey: Survey, into batch: ObjectBatch?) throws -> Release {
    let reader = try survey.deployment.releaseReader(for: .contents, scratch: survey.scratch)
    // A folder that somebody worked in may have the list of the release that was installed there.
    do { return try reader.read(path, into: batch) } catch ReleaseError.empty {
      throw UpgradeError.emptyFolder(path)
    }
  }
}

/// What an import added.
public struct ImportReport: Encodable, Hashable, Sendable {
  /// The new generation; `null` in a dry run.
  @OrNull public var generation: Generation.Number?
  /// The number and time that it had where it was exported; `null` for a folder.
  @OrNull public var exportedAs: Generation.Number?
  @OrNull public var created: Timestamp?
  public var version: String
  public var files: Int
  public var bytes: UInt64
  /// How many uncompressed bytes the store did not have.
  public var newBytes: UInt64
  public var dryRun: Bool
  public var warnings: [Finding]
}
