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
  private let entries: Sides<[RelativePath: Entry]>
  private var plan: UpgradePlan
  private var after: [RelativePath: Entry]
  private var shipped: [RelativePath: Entry]
  /// The present core files, as far as they are CORTEX's.
  private var core: [RelativePath: Entry] = [:]
  private var removed: [RelativePath] = []

  init(_ inputs: UpgradeInputs) {
    self.inputs = inputs
    entries = inputs.listings.map(\.byPath)
    plan = UpgradePlan(from: inputs.from, to: inputs.to)
    (after, shipped) = (entries.local, entries.target)
  }

  mutating func decideAll() throws {
    let paths = Set(entries.base.keys).union(entries.target.keys)
      .subtracting([VersionFile.atRoot, VersionFile.inBrain])
    for path in paths.sorted() {
      let sides = entries.map { $0[path].leaf }
      let file = DecidedFile(
        path, sides, workspace: inputs.workspace, hasBase: inputs.hasBase)
      if let file { try enter(file) }
    }
  }

  private mutating func enter(_ file: DecidedFile) throws {
    let (path, sides) = (file.path, file.sides)
    let name = path.description
    plan.decisions[path] = file.decision
    if file.layer == .core, sides.base != nil { core[path] = sides.local }
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
      count(file, as: \.added)
      take(file)
    case .replaced:
      plan.files.replaced.append(name)
      count(file, as: \.merged)
      take(file)
    case .replacedEdited: try enterEdited(file)
    case .removed:
      plan.files.removed.append(name)
      removed.append(path)
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
    after[file.path] = target?.withPermissions(of: file.sides.local)
    after[file.path]?.layer = target?.kind == .database ? .brain : file.layer
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
      shipped[path] = base
      shipped[path]?.layer = target.layer
    }
    plan.note(path, decision, after: after[path], local: local)
  }

  private mutating func enterConflict(_ file: DecidedFile) throws {
    let path = file.path
    if file.layer == .config, let local = file.sides.local,
      let contents = inputs.configurations[path]
    {
      let merged = MergedConfiguration(path, contents, inputs.answers)
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
      shipped[path] = nil
    }
  }

  /// The plan, once everything is decided.
  func finished() throws -> UpgradePlan {
    var plan = plan
    let removals = Removals(
      removed, of: core, release: entries.target, base: entries.base, announced: inputs.announced)
    (plan.removals, plan.coreCount) = (removals.toBeMeant, removals.coreCount)
    let after = FilesAfter(after, local: entries.local, release: entries.target)
    try after.check()
    plan.after = after.listing.written(over: inputs.local)
    plan.shipped = Listing(shipped) { entries.target[$0].folder }
    plan.isNewBase = isNewBase
    plan.bytesNeeded = Self.bytesNeeded(from: inputs.local, to: plan.after)
    plan.filesNeeded =
      UInt64(inputs.local.changes(to: plan.after).count { $0.after != nil })
      + Deployment.filesBeside
    (plan.downgrade, plan.isDowngrade) = (inputs.downgrade, inputs.downgrade?.isOlder ?? false)
    plan.id = try inputs.id(of: plan)
    return plan
  }

  private var isNewBase: Bool {
    !inputs.hasBase || Set(entries.base.keys) != Set(shipped.keys)
      || !entries.base.allSatisfy { shipped[$0.key]?.hasSameContents(as: $0.value) ?? false }
  }

  private static func bytesNeeded(from local: Listing, to after: Listing) -> UInt64 {
    let brain = local.items.reduce(UInt64(0)) {
      $0 + ($1.entry.layer == .brain ? $1.entry.size : 0)
    }
    let new = local.changes(to: after).reduce(UInt64(0)) { $0 + ($1.after?.size ?? 0) }
    // The brain twice, as the safety that the backup asks for; what is new in the store and in place.
    return 2 * brain + 2 * new
  }
}
