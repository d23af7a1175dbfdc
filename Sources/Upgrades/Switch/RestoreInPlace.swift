import FileEffects
public import Generations
import ObjectStore

/// Restores files and folders of a generation into the deployment; everything else stays unchanged.
///
/// The present state is saved first, and the state then in force is a generation of its own.
public struct RestoreInPlace: Operation {
  public static let command = "gen restore"
  public var subject: String? { "\(source)" }

  private let source: Generation.Number
  private let paths: [TypedPath]

  /// - Parameter paths: At least one.
  public init(_ paths: [TypedPath], from source: Generation.Number) {
    self.source = source
    self.paths = paths
  }

  /// - Throws: ``UpgradeError``, ``GenerationError``.
  public func plan(_ survey: Survey) throws -> PreparedRestore {
    let (deployment, log) = (survey.deployment, survey.log)
    let current = try log.current()
    let source = try log.generation(source)
    let reader = try ObjectReader(log.store)
    let target = try deployment.step(.readGenerations) { try reader.listing(of: source.tree) }
    let found = try deployment.find(paths, in: target, of: source.number)
    guard let places = found.places else { throw UpgradeError.wholeGeneration(source.number) }
    // What the generation has is looked at as well: it may be the user's own by now.
    let captured = try survey.capture(current: current, target: source)
    let plan = try deployment.step(.decide) {
      try self.plan(places, captured, target, over: current, reader, deployment)
    }
    let changes = captured.listing.changes(to: plan.after)
    try survey.checkChangeable(changes)
    let edit = try PreparedEdit(
      of: current, captured, after: plan.after, isNew: !changes.isEmpty, in: log)
    var report = RestoreInPlaceReport(plan, changes, places, of: source.number, edit, survey) {
      undo(plan, places, before: $0, deployment)
    }
    report.warnings +=
      try found.warnings + captured.warnings.map { .capture($0) }
      + deployment.ownerWarnings(changes)
      + deployment.schemaWarnings(changes, source.number, reader)
      + (plan.excluded.isEmpty ? [] : [.switching(.excluded(plan.excluded))])
    return PreparedRestore(edit: edit, report: report)
  }

  private func plan(
    _ places: [RelativePath], _ captured: Captured, _ target: Listing, over current: Generation,
    _ reader: ObjectReader, _ deployment: Deployment
  ) throws -> RestorePlan {
    let layers = [current.base, current.tree].map { StoredTrees($0, reader) }
    let workspace = try deployment.workspaceRules()
    let plan = try RestorePlan(
      places, local: captured.listing, target: target, workspace: workspace
    ) { path in
      try workspace.rule(for: path)?.layer
        ?? layers.lazy.compactMap { try $0.entry(at: path)?.layer }.first
    }
    if plan.excluded.count == target.leaves.count(where: { places.cover($0.path) }),
      let path = plan.excluded.first
    {
      throw UpgradeError.notManaged(path: path.description, generation: source.description)
    }
    return plan
  }

  /// If every path had something before, that is restored; otherwise new files must go, too.
  private func undo(
    _ plan: RestorePlan, _ places: [RelativePath], before: Generation.Number,
    _ deployment: Deployment
  ) -> RestoreInPlaceReport.Undo {
    if plan.added.isEmpty {
      // In another folder the same words can name another file.
      let isTypedHere =
        deployment.currentFolder == nil || deployment.currentFolder == deployment.root
      return .restore(
        before,
        paths: places.map {
          isTypedHere ? $0.description : $0.resolved(in: deployment.root).spelling
        })
    }
    let isBrain = (plan.added + plan.replaced).contains { plan.after[$0]?.layer == .brain }
    return .goTo(before, restoringBrain: isBrain)
  }

  public func foresee(_ plan: inout PreparedRestore, _ survey: Survey) throws {
    try survey.deployment.step(.foresee) {
      try survey.deployment.checkStoreCanChange()
      try survey.switching.check(from: plan.edit.captured.listing, to: plan.edit.after)
    }
  }

  /// - Throws: ``SwitchError``, which says what the deployment is left with.
  public func carryOut(
    _ plan: PreparedRestore, _ writer: Writer
  ) throws -> RestoreInPlaceReport {
    let report = plan.report
    guard report.created else { return report }
    // Obstructions are found before anything is kept.
    try writer.switching.check(from: plan.edit.captured.listing, to: plan.edit.after)
    let more = report.paths.count - 1
    try plan.edit.carryOut(
      saving: .preRollback, before: "restoring", done: "restored",
      report.paths[0] + (more > 0 ? " and \(more) more" : "") + " from generation \(report.from)",
      writer)
    return report
  }
}

/// All that is known and decided before the first effect of putting files back.
public struct PreparedRestore {
  let edit: PreparedEdit
  /// What would be done.
  public let report: RestoreInPlaceReport
}

extension Deployment {
  /// Says which databases come with another schema than they have now.
  fileprivate func schemaWarnings(
    _ changes: [Change], _ number: Generation.Number, _ reader: ObjectReader
  ) throws -> [Finding] {
    try changes.compactMap { change in
      guard change.before?.kind == .database, let after = change.after, after.kind == .database
      else { return nil }
      let now = try databases.schemaVersion(of: change.path.resolved(in: root))
      let then = try reader.schemaVersion(of: after)
      return now == then
        ? nil
        : .switching(
          .restoredSchema(
            change.path, SwitchFinding.SchemaDifference(now: now, in: number, then)))
    }
  }
}
