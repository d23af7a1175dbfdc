import Databases
import FileEffects
import Generations
import ObjectStore

/// What a switch is between: the generation in force, the deployment now, and the generation to go to.
struct SwitchStates {
  let current: Generation
  let target: Generation
  /// Everything that the deployment holds now.
  let captured: Captured
  /// The name that its tree has.
  let tree: ObjectID
  /// What the three hold, as far as they differ.
  let listings: Sides<Listing>
  let reader: ObjectReader
  private let ways: WaysBack

  /// - Parameter number: `nil` is the parent of the generation in force.
  init(_ survey: Survey, to number: Generation.Number?) throws {
    let log = survey.log
    current = try log.current()
    target = try log.generation(
      try number ?? log.parent(of: current))
    ways = try survey.deployment.step(.readGenerations) { try WaysBack(in: log) }
    reader = try ObjectReader(log.store)
    // What the target has is looked at as well: it may be the user's own by now.
    captured = try survey.capture(current: current, target: target)
    tree = captured.treeID()
    let (local, others) = try captured.differences(from: [current.tree, target.tree], reader)
    listings = Sides(base: others[0], local: local, target: others[1])
  }

  /// Whether the release of one of the two generations shipped a file or link at a path.
  var isShipped: (RelativePath) throws -> Bool {
    let releases = [current, target].map { StoredTrees($0.base, reader) }
    return { path in try releases.contains { try $0.entry(at: path).leaf != nil } }
  }

  /// The databases that are lost and that the switch does not bring back.
  func lostDatabases(after: Listing, _ survey: Survey) throws -> [LostDatabase] {
    try LostDatabaseSearch(in: survey.deployment, since: current, survey.log).lost(
      among: listings.base.changes(to: listings.local).filter { after[$0.path]?.kind != .database })
  }

  /// What the plan does, for the report; ``lead(_:isRollback:in:)`` adds where it leads.
  func report(
    _ plan: SwitchPlan, _ changes: [Change], data: DataChoice,
    carried: [RelativePath: CarriedDatabase], _ survey: Survey
  ) throws -> SwitchReport {
    let removed = changes.filter { $0.after.leaf == nil && $0.before.leaf?.layer == .brain }
      .map(\.path)
    let replaced = changes.filter {
      $0.after.leaf.map { $0.layer == .brain && $0.kind != .database } ?? false
        && $0.before.leaf != nil
    }
    let release = StoredTrees(current.base, reader)
    return SwitchReport(
      from: current.number, to: target.number, saved: nil, data: data,
      filesChanged: changes.count { !$0.isFolderOnly },
      foldersChanged: changes.count(where: \.isOfPermissions), files: SwitchReport.Files(changes),
      brainRemoved: removed.map(\.description), brainReplaced: replaced.map(\.path.description),
      // That of the migrations is ours.
      ownRemoved: try removed.filter {
        try $0 != AppliedMigrations.path && release.entry(at: $0).leaf == nil
      }.map(\.description),
      leftBehind: try leftBehind(by: plan, of: release),
      databases: SwitchReport.Database.all(of: captured.databases, changes, carried: carried),
      replacedEdits: plan.replacedEdits.map(\.description),
      keptEdits: plan.keptEdits.map(\.description),
      config: plan.config.map {
        SwitchReport.Config(path: $0.file.path, conflicts: $0.file.conflicts)
      },
      fromVersion: current.version, version: target.version, toVersion: target.version,
      target: ways.named(target), earlier: nil, forward: nil,
      dryRun: survey.isDryRun,
      warnings: captured.warnings.map { .capture($0) }, recovered: survey.recovered)
  }

  /// Says where else a rollback could lead.
  func lead(_ report: inout SwitchReport, isRollback: Bool, in log: GenerationLog) throws {
    guard isRollback else { return }
    if target.version == current.version {
      report.earlier = try ways.beforeUpgrade ?? otherVersion(before: target, log).map(ways.named)
    }
    report.forward = ways.forward
  }

  /// The nearest generation before another that has another version.
  private func otherVersion(
    before generation: Generation, _ log: GenerationLog
  ) throws -> Generation? {
    var next = generation.parent
    do {
      while let number = next {
        let found = try log.generation(number)
        if found.version != generation.version && !found.version.isEmpty { return found }
        next = found.parent
      }
    } catch is GenerationError {
      // Retention has dropped it, or it cannot be read: then nothing leads there.
    }
    return nil
  }

  /// The files of the brain that the release in force shipped, that the target does not have, and that
  /// stay.
  private func leftBehind(by plan: SwitchPlan, of release: StoredTrees) throws -> [String] {
    try listings.base.changes(to: listings.target).filter { change in
      try change.before.leaf != nil && change.after.leaf == nil
        && plan.after[change.path].leaf?.layer == .brain
        && release.entry(at: change.path).leaf != nil
    }.map(\.path.description)
  }
}
