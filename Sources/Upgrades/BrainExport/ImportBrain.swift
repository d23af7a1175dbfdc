import Databases
import FileEffects
import Generations
import ObjectStore
public import SystemPackage

/// Adds the rows of an exported brain to the deployment's databases: what is there stays as it is.
///
/// The rows are added to copies, which then take the place of the databases in one step, as in a switch: the
/// present state is saved first, and the state then in force is a generation of its own.
public struct ImportBrain: Operation {
  public static let command = "import-brain"
  public var subject: String? { folder.spelling }

  private let folder: FilePath

  public init(from folder: FilePath) { self.folder = folder }

  /// - Throws: ``BrainExportError``, ``UpgradeError``, ``GenerationError``.
  public func plan(_ survey: Survey) throws -> PreparedImport {
    let (deployment, log) = (survey.deployment, survey.log)
    let current = try log.current()
    let list = try list(on: deployment.files)
    let captured = try survey.capture(current: current)
    var decided: [RelativePath: Entry?] = [:]
    var databases: [ImportBrainReport.Database] = []
    try deployment.step(.importBrain) {
      for database in list.databases {
        let present = captured.listing[database.path]
        try deployment.checkTakesRows(database.path, present)
        let (entry, result) = try add(database, to: present, survey)
        if result.hasChanged { decided[database.path] = entry }
        databases.append(
          ImportBrainReport.Database(database.path, isCreated: present == nil, result))
      }
    }
    let after = captured.listing.with(decided) { _ in nil }.written(over: captured.listing)
    let changes = captured.listing.changes(to: after)
    try survey.checkChangeable(changes)
    let edit = try PreparedEdit(
      of: current, captured, after: after, isNew: !changes.isEmpty, in: log)
    var report = ImportBrainReport(folder, databases, edit, survey)
    report.warnings +=
      try captured.warnings.map { .capture($0) } + deployment.ownerWarnings(changes)
    return PreparedImport(edit: edit, report: report)
  }

  private func list(on files: any FileSystem) throws -> BrainExportList {
    let path = folder.appending(BrainExportList.name)
    guard try files.metadata(folder)?.isDirectory ?? false, try files.metadata(path) != nil else {
      throw UpgradeError.noExport(folder)
    }
    return try BrainExportList(reading: files.open(path), at: path)
  }

  /// Adds the rows of one database to a copy of it; new contents are stored in the survey's batch.
  private func add(
    _ database: BrainExportList.Database, to present: Entry?, _ survey: Survey
  ) throws -> (Entry, ImportedDatabase) {
    let (deployment, files) = (survey.deployment, survey.deployment.files)
    let scratch = survey.scratch.appending("import")
    try files.removeTree(scratch)
    try files.createDirectory(scratch, permissions: 0o700)
    defer {
      // Best effort: the folder is emptied by whoever comes next.
      try? files.removeTree(scratch)
    }
    let copy = scratch.appending("target.db")
    if present == nil || present?.kind == .file {
      try files.replace(copy, with: [], permissions: 0o600)
    } else {
      try deployment.copyLive(database.path, to: copy, scratch: scratch)
    }
    let place = folder.appending(database.file)
    let result = try deployment.databases.importRows(
      from: files.open(place), at: place, of: database.path, into: copy)
    let writer = ContentWriter(into: try survey.batch())
    writer.previous = present
    if result.hasChanged { try files.forEachPiece(of: copy) { try writer.add($0) } }
    let entry = try writer.finish(layer: .brain, permissions: present?.permissions ?? 0o644)
    return (entry, result)
  }

  public func foresee(_ plan: inout PreparedImport, _ survey: Survey) throws {
    try survey.deployment.step(.foresee) {
      try survey.deployment.checkStoreCanChange()
      try survey.switching.check(from: plan.edit.captured.listing, to: plan.edit.after)
    }
  }

  /// - Throws: ``SwitchError``, which says what the deployment is left with.
  public func carryOut(_ plan: PreparedImport, _ writer: Writer) throws -> ImportBrainReport {
    let report = plan.report
    guard report.created else { return report }
    // Obstructions are found before anything is kept.
    try writer.switching.check(from: plan.edit.captured.listing, to: plan.edit.after)
    try plan.edit.carryOut(
      saving: .preRollback, before: "importing", done: "imported", "the brain of \(report.source)",
      writer)
    return report
  }
}

/// All that is known and decided before the first effect of importing a brain.
public struct PreparedImport {
  let edit: PreparedEdit
  /// What would be done.
  public let report: ImportBrainReport
}

extension Deployment {
  /// Refuses a path at which no database of the brain can be, or something else is.
  fileprivate func checkTakesRows(_ path: RelativePath, _ present: Entry?) throws {
    if let present {
      // An empty file is an empty database to SQLite.
      guard present.kind == .database || present.kind == .file && present.size == 0 else {
        throw UpgradeError.noDatabaseThere(path)
      }
      return
    }
    let brain = RelativePath(unchecked: Array(Self.brainFolder.utf8))
    guard path.isInside(brain), !path.isReserved, try !workspaceRules().excludes(path),
      try files.metadata(path.resolved(in: root)) == nil
    else { throw UpgradeError.noDatabaseThere(path) }
  }
}
