import FileEffects
import Generations
import ObjectStore

extension UpgradePlan {
  /// Decides about every file. A pure function: the same inputs give the same plan.
  ///
  /// - Throws: ``UpgradeError/inTheWay(path:local:release:)`` where a file and a folder meet.
  init(_ inputs: UpgradeInputs) throws {
    var draft = UpgradeDraft(inputs)
    try draft.decideAll()
    self = try draft.finished()
  }
}

/// An upgrade's plan while it is made, file by file.
private struct UpgradeDraft {
  private let inputs: UpgradeInputs
  private var plan: UpgradePlan
  /// What is at a path afterwards, where that may not be what is there; `nil` is nothing.
  private var after: [RelativePath: Entry?] = [:]
  /// What counts as shipped, where that is not what the release has.
  private var shipped: [RelativePath: Entry?] = [:]
  private var core = CoreFiles()

  init(_ inputs: UpgradeInputs) {
    self.inputs = inputs
    plan = UpgradePlan(from: inputs.from, to: inputs.to)
  }

  mutating func decideAll() throws {
    try inputs.forEachPath { path, sides in
      core.note(path, sides)
      if VersionFile.places.contains(path) { return }
      if let file = inputs.decided(path, sides.leaves) { try enter(file) }
    }
  }

  private mutating func enter(_ file: DecidedFile) throws {
    let (path, sides) = (file.path, file.sides)
    plan.decisions.append(path, file.decision)
    core.note(file)
    if file.decision == .unchanged, sides.target != nil, file.layer != .config { return }
    let name = path.description
    if sides.target == nil && sides.local != nil && file.decision != .removed {
      plan.files.left.append(name)
    }
    switch file.decision {
    case .unchanged:
      if let local = sides.local, let target = sides.target, !local.hasSameContents(as: target) {
        count(file, as: \.kept)
      }
    case .added:
      plan.files.added.append(name)
      if file.layer == .brain { plan.files.installed.append(name) }
      count(file, as: \.added)
      take(file)
    case .replaced:
      plan.files.replaced.append(name)
      count(file, as: \.merged)
      take(file)
    case .replacedEdited: try enterEdited(file)
    case .removed:
      plan.files.removed.append(name)
      take(file)
    case .preserved: plan.files.preserved.append(name)
    case .keptEdited:
      plan.files.editedCore.append(name)
      plan.core.append(
        CoreFile(
          path: name, resolution: .kept, reason: .noLongerShipped, isChanged: false))
    case .conflict: try enterConflict(file)
    }
  }

  /// The path becomes what the release has there.
  private mutating func take(_ file: DecidedFile) {
    let target = file.sides.target
    var entry = target?.withPermissions(of: file.sides.local)
    entry?.layer = target?.kind == .database ? .brain : file.layer
    after.updateValue(entry, forKey: file.path)
  }

  /// Counts a whole configuration as one key.
  private mutating func count(
    _ file: DecidedFile, as number: WritableKeyPath<UpgradePlan.ConfigFile, Int>
  ) {
    guard file.layer == .config else { return }
    var config = UpgradePlan.ConfigFile(path: file.path.description)
    config[keyPath: number] = 1
    plan.config.append(config)
  }

  /// A core file that the user edited and the release ships in another form.
  private mutating func enterEdited(_ file: DecidedFile) throws {
    let path = file.path
    guard let base = file.sides.base, let local = file.sides.local, let target = file.sides.target
    else { return }
    let decision = CoreDecision(
      inputs.core, Sides(base: base, local: local, target: target), texts: inputs.coreTexts[path],
      onConflict: inputs.answers.choice)
    switch decision.resolution {
    case .merged: after[path] = try decision.entry(over: local, layer: file.layer)
    case .replaced: take(file)
    case .kept:
      var entry = base
      entry.layer = target.layer
      shipped[path] = entry
    }
    plan.note(path, decision, after: after[path] ?? local, local: local)
  }

  private mutating func enterConflict(_ file: DecidedFile) throws {
    let path = file.path
    if file.layer == .config, let local = file.sides.local,
      let contents = inputs.configurations[path]
    {
      let merged = MergedConfiguration(
        path, contents, inputs.answers, renames: inputs.renamedKeys[path])
      after[path] = try merged.entry(over: local)
      plan.merges[path] = merged.bytes
      plan.config.append(merged.file)
      return
    }
    let conflict = UpgradePlan.Conflict(
      wholeFile: path, file.sides, as: inputs.wholeFiles[path] ?? WholeFile(file.sides),
      inputs.answers)
    if file.layer == .config {
      plan.config.append(UpgradePlan.ConfigFile(whole: path, conflict))
    } else {
      plan.conflicts.append(UpgradePlan.FileConflict(path, file.sides, conflict))
    }
    if conflict.resolution == .upgrade {
      take(file)
    } else if file.layer != .config {
      shipped[path] = .some(nil)
    }
  }

  /// The plan, once everything is decided.
  func finished() throws -> UpgradePlan {
    var plan = plan
    let removals = Removals(core, announced: inputs.announced)
    (plan.removals, plan.coreCount) = (removals.toBeMeant, removals.coreCount)
    let after = FilesAfter(after, local: inputs.local, release: inputs.upgrade)
    try after.check()
    plan.after = after.listing.written(over: inputs.local)
    plan.shipped = inputs.upgrade.with(shipped) { inputs.upgrade[$0].folder }
    plan.isNewBase = !inputs.hasBase || !inputs.base.hasSameContents(as: plan.shipped)
    let changes = inputs.local.changes(to: plan.after)
    let new = changes.compactMap(\.after)
    plan.impact = UpgradePlan.Impact(changes, of: inputs.local)
    plan.bytesNeeded = Self.bytesNeeded(for: inputs.local, and: new)
    plan.filesNeeded = UInt64(new.count) + Deployment.filesBeside
    (plan.downgrade, plan.isDowngrade) = (inputs.downgrade, inputs.downgrade?.isOlder ?? false)
    plan.id = try inputs.id(of: plan)
    return plan
  }

  private static func bytesNeeded(for local: Listing, and new: [Entry]) -> UInt64 {
    let brain = local.items.reduce(UInt64(0)) {
      $0 + ($1.entry.layer == .brain ? $1.entry.size : 0)
    }
    // The brain twice, as the safety that the backup asks for; what is new in the store and in place.
    return 2 * brain + 2 * new.reduce(0) { $0 + $1.size }
  }
}
