import FileEffects
public import Generations
import ObjectStore
import Releases
public import SystemPackage

/// A generation in a file of its own.
public struct ExportFileReport: Encodable, Hashable, Sendable {
  public var generation: Generation.Number
  public var to: String
  public var files: Int
  /// Length of the generation's files.
  public var bytes: UInt64
  /// Length of the file written.
  public var exportBytes: UInt64
}

/// What was taken in from elsewhere.
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
  public var warnings: [String]
}

extension Deployment {
  /// Whether a path stands for an export in a file, and not for a folder.
  public static func isExportFile(_ path: FilePath) -> Bool {
    path.lastComponent?.string.hasSuffix(ExportFile.ending) ?? false
  }

  /// Writes a generation into a new file that needs nothing else.
  public func exportFile(
    _ number: Generation.Number, to path: FilePath
  ) throws -> ExportFileReport {
    let log = try self.log()
    let generation = try log.generation(number)
    let size = try ExportFile.write(
      try generation.sealed, roots: generation.roots, to: path, from: log.store)
    return ExportFileReport(
      generation: number, to: path.spelling, files: generation.files, bytes: generation.bytes,
      exportBytes: size)
  }

  /// Takes in what ``exportFile(_:to:)`` wrote, or the files of a folder, as a new generation that is
  /// not put in force. All of it is verified before anything is stored.
  public func importGeneration(
    _ path: FilePath, note: String, dryRun: Bool
  ) throws -> ImportReport {
    let isFolder = try files.metadata(path)?.isDirectory ?? false
    if dryRun {
      let (log, recovered) = try logToChange()
      var report = try withScratch { scratch in
        try isFolder
          ? takeInFolder(path, note: note, log, nil, scratch: scratch)
          : takeInFile(path, note: note, log, nil, scratch: scratch)
      }
      report.warnings += [recovered?.description].compactMap(\.self)
      return report
    }
    return try writing("gen import") { writer in
      let batch = try writer.store.batch()
      let scratch = writer.store.staging
      return try isFolder
        ? takeInFolder(path, note: note, writer.log, batch, scratch: scratch)
        : takeInFile(path, note: note, writer.log, batch, scratch: scratch)
    }
  }

  private func takeInFile(
    _ path: FilePath, note: String, _ log: GenerationLog, _ batch: ObjectBatch?,
    scratch: FilePath
  ) throws -> ImportReport {
    let file = try ExportFile(at: path, on: files, workers: workers)
    let exported = try Generation(sealed: file.record, at: path)
    try file.verify(exported.roots)
    try checkDatabases(of: file, exported, scratch: scratch)
    var generation = exported.asImport(number: try log.nextNumber(), now: now)
    if !note.isEmpty { generation.note = note }
    var report = ImportReport(
      generation: nil, exportedAs: exported.number, created: exported.created,
      version: exported.version, files: exported.files, bytes: exported.bytes, newBytes: 0,
      dryRun: batch == nil,
      warnings: try file.reservedPaths(below: exported.roots).map {
        "\($0) belongs to version control or to a store of cortex: it is taken in, and never written out"
      })
    if let batch {
      try file.add(to: batch)
      try commit(generation, batch, log, &report)
    }
    return report
  }

  /// Refuses an export with a database that SQLite cannot read: it could not be restored.
  private func checkDatabases(
    of file: ExportFile, _ exported: Generation, scratch: FilePath
  ) throws {
    let reader = try ObjectReader(file.contents)
    let copy = scratch.appending("imported")
    for item in try exported.roots.flatMap({ try reader.listing(of: $0).leaves })
    where item.entry.kind == .database {
      defer {
        // Best effort: whoever uses the folder next empties it.
        try? files.remove(copy)
      }
      try checkOut(item.entry, to: copy, file.contents)
      do {
        try databases.snapshot(copy, scratch: scratch.appending("database")) { _ in }
      } catch DatabaseAccessError.unreadable(_, let reason) {
        throw StoreError.damagedExport(
          file.path, reason: "SQLite cannot read the database \(item.path) in it (\(reason))")
      }
    }
  }

  private func takeInFolder(
    _ path: FilePath, note: String, _ log: GenerationLog, _ batch: ObjectBatch?,
    scratch: FilePath
  ) throws -> ImportReport {
    let current = try log.current()
    let reader = try releaseReader(for: .contents, scratch: scratch)
    // A folder that somebody worked in may have the list of the release that was installed there.
    let release: Release
    do { release = try reader.read(path, into: batch) } catch ReleaseError.empty {
      throw UpgradeError.emptyFolder(path)
    }
    let listing = release.listing
    let generation = Generation(
      number: try log.nextNumber(), parent: nil, created: now,
      version: release.version?.description ?? "", kind: .imported,
      note: note.isEmpty ? "imported from \(path)" : note,
      tree: try batch?.addTrees(of: listing, replacing: current.tree) ?? listing.treeID(),
      base: nil, files: listing.fileCount, bytes: listing.byteCount)
    var report = ImportReport(
      generation: nil, exportedAs: nil, created: nil, version: generation.version,
      files: generation.files, bytes: generation.bytes, newBytes: 0, dryRun: batch == nil,
      warnings: release.allWarnings)
    if let batch { try commit(generation, batch, log, &report) }
    return report
  }

  private func commit(
    _ generation: Generation, _ batch: consuming ObjectBatch, _ log: GenerationLog,
    _ report: inout ImportReport
  ) throws {
    report.newBytes = batch.newBytes
    try batch.commit()
    log.store.rememberPacks()
    try log.add(generation)
    report.generation = generation.number
  }
}
