import FileEffects
import Generations
import ObjectStore

/// Keeps the present state as a generation; a state that is the current one's makes none.
public struct TakeSnapshot: Operation {
  public static let command = "snapshot"

  private let note: String

  public init(note: String) { self.note = note }

  /// The state as it was read, and the generation that holds it.
  public struct Plan {
    public fileprivate(set) var report: SnapshotReport
    fileprivate let generation: Generation
    fileprivate let captured: Captured
  }

  public func plan(_ survey: Survey) throws -> Plan {
    let (deployment, log, batch) = (survey.deployment, survey.log, try survey.batch())
    let current = try log.current()
    let captured = try survey.capture(current: current)
    let tree =
      try batch?.addTrees(of: captured, replacing: current.tree) ?? captured.treeID()
    let isNew = tree != current.tree
    let generation =
      isNew
      ? Generation.derived(
        from: current, number: try log.nextNumber(), kind: .snapshot, note: note,
        contents: Generation.Contents(captured, tree: tree), created: deployment.now) : current
    let lost = isNew ? try lostDatabases(captured, since: current, survey) : []
    let report = SnapshotReport(
      generation: generation.number, created: isNew, version: generation.version,
      versionSource: log.versionSource(of: generation), files: generation.files,
      bytes: generation.bytes, newBytes: 0, dryRun: survey.isDryRun,
      workspace: deployment.root.spelling, lostDatabases: lost,
      warnings: captured.warnings.map { .capture($0) } + lost.map { .database(.lost($0)) },
      recovered: survey.recovered,
      changes: isNew ? changes(captured, since: current, survey) : nil)
    return Plan(report: report, generation: generation, captured: captured)
  }

  public func carryOut(_ plan: Plan, _ writer: Writer) throws -> SnapshotReport {
    let sizeBefore = writer.store.figures.bytes
    try writer.deployment.step(.store) {
      // Also where nothing has changed: what the store had lost is in it again.
      try writer.batch().commit()
      try plan.captured.remember()
      if plan.report.created { try writer.log.publish(plan.generation) }
    }
    var report = plan.report
    report.newBytes = writer.store.figures.bytes - sizeBefore
    report.warnings += mergeSmallPacks(writer, plan.captured)
    return report
  }

  private func lostDatabases(
    _ captured: Captured, since current: Generation, _ survey: Survey
  ) throws -> [LostDatabase] {
    do {
      return try LostDatabaseSearch(in: survey.deployment, since: current, survey.log).lost(
        in: captured)
    } catch is StoreError {
      // What the store has lost of the generation before cannot be missed; 'cortex verify' tells of it.
      return []
    }
  }

  /// The changes that the snapshot saves; `nil` where the generation in force cannot be read: the snapshot is
  /// made all the same.
  private func changes(
    _ captured: Captured, since current: Generation, _ survey: Survey
  ) -> SnapshotReport.Changes? {
    do {
      let (own, others) = try captured.differences(
        from: [current.tree], ObjectReader(survey.log.store))
      let changes = others[0].changes(to: own)
      return SnapshotReport.Changes(
        since: current.number, files: SwitchReport.Files(changes),
        folders: changes.count(where: \.isOfPermissions))
    } catch { return nil }
  }

  /// Makes many small packs one, which every command is quicker for. Returns what to say if that fails: the
  /// snapshot counts all the same.
  private func mergeSmallPacks(_ writer: Writer, _ captured: Captured) -> [Finding] {
    let collection = GarbageCollection(mergingSmallPacksOf: writer.store)
    if collection.isEmpty { return [] }
    do {
      try writer.deployment.step(.mergePacks) {
        try collection.carryOut(keeping: { _ in true }, in: writer.store)
        try captured.remember(again: true)
      }
      return []
    } catch { return [.failed(.mergePacks, NotedError(error))] }
  }
}
