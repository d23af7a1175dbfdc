import Databases
import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// What going to another generation is asked to do.
public struct SwitchRequest: Sendable {
  /// `nil` keeps the brain, unless a migration in between took something away.
  public var data: DataChoice?
  public var isExact: Bool

  public init(data: DataChoice? = nil, isExact: Bool = false) {
    self.data = data
    self.isExact = isExact
  }
}

/// What going to another generation did, or would do.
public struct SwitchReport: Encodable, Hashable, Sendable {
  public struct Database: Encodable, Hashable, Sendable {
    /// How many rows of a table were carried.
    public struct Table: Encodable, Hashable, Sendable {
      public var name: String
      public var inserted: Int
      public var updated: Int
      public var deleted: Int
    }

    /// Something that could not be carried; it is in the saved generation.
    public struct NotCarried: Encodable, Hashable, Sendable {
      public var table: String
      public var reason: String
      public var rows: Int
      /// The row as it was written since, by column, each value as SQL writes it.
      @OrNull public var written: [String: String]?
      /// The row of the same key that is there instead.
      @OrNull public var there: [String: String]?
    }

    public var path: String
    /// kept, restored, carried, removed or installed.
    public var action: String
    public var rowsCarried: Int
    public var tables: [Table]
    public var notCarried: [NotCarried]
  }

  /// Paths of files and links.
  public struct Files: Encodable, Hashable, Sendable {
    public var added: [String] = []
    public var replaced: [String] = []
    public var removed: [String] = []
  }

  public struct Config: Encodable, Hashable, Sendable {
    public var path: String
    /// Keys that both sides changed: the user's stay.
    public var conflicts: [UpgradePlan.Conflict]
  }

  public var from: Generation.Number
  public var to: Generation.Number
  /// The generation that the present state was saved as; `null` if it was one already.
  @OrNull public var saved: Generation.Number?
  public var data: DataChoice
  public var filesChanged: Int
  /// Folders that get other permissions.
  public var foldersChanged: Int
  /// The files that change, by name.
  public var files: Files
  /// What is removed of the brain; it is in the saved generation.
  public var brainRemoved: [String]
  /// Files of the brain that become what they were, databases aside; what they held is in the saved generation.
  public var brainReplaced: [String]
  /// Those of ``brainRemoved`` that the release in force did not ship.
  public var ownRemoved: [String]
  /// Files that the release in force shipped and the target does not have, and that stay with the brain.
  public var leftBehind: [String]
  public var databases: [Database]
  /// Edited since, and replaced: the edits are in the saved generation.
  public var replacedEdits: [String]
  /// Edited since, and kept; of configurations those in which there is a conflict.
  public var keptEdits: [String]
  /// Configurations that were edited since, and are merged key by key with the target's.
  public var config: [Config]
  /// The version that was in force.
  public var fromVersion: String
  public var version: String
  /// The same as `version`.
  public var toVersion: String
  /// The generation that is in force then.
  public var target: NamedGeneration
  /// Where a rollback leads to no other version: the state from before the upgrade in force, or else the
  /// nearest generation before with another version; `null` if there is none.
  @OrNull public var earlier: NamedGeneration?
  /// Where a rollback goes further back from an older generation: the newest one; `null` otherwise.
  @OrNull public var forward: NamedGeneration?
  public var dryRun: Bool
  public var warnings: [String]
  @OrNull public var recovered: String?
}

extension Deployment {
  /// Goes to generation `target`; `nil` is the current one's parent. The present state is saved first.
  public func switchTo(
    _ target: Generation.Number?, _ request: SwitchRequest, dryRun: Bool
  ) throws -> SwitchReport {
    if dryRun {
      let (log, recovered) = try logToChange()
      try checkStoreCanChange()
      return try withScratch { scratch in
        var prepared = try prepare(target, request, log, into: nil, scratch: scratch)
        prepared.report.recovered = recovered?.description
        try Switching(log: log, root: root, databases: databases)
          .check(from: prepared.local, to: prepared.plan.after)
        return prepared.report
      }
    }
    return try writing("switch") { writer in
      let batch = try writer.store.batch()
      var prepared = try prepare(
        target, request, writer.log, into: batch, scratch: writer.store.staging)
      prepared.report.recovered = writer.recovered?.description
      try carryOut(prepared, batch, writer)
      return prepared.report
    }
  }

  private struct PreparedSwitch {
    var current: Generation
    var target: Generation
    var captured: Captured
    /// What the deployment holds, as far as it differs.
    var local: Listing
    var plan: SwitchPlan
    var report: SwitchReport
  }

  private func prepare(
    _ number: Generation.Number?, _ request: SwitchRequest, _ log: GenerationLog,
    into batch: ObjectBatch?, scratch: FilePath
  ) throws -> PreparedSwitch {
    let current = try log.current()
    let target = try log.generation(try number ?? parent(of: current, in: log))
    let ways = try waysBack(in: log)
    let reader = try ObjectReader(log.store)
    // What the target has is looked at as well: it may be the user's own by now.
    let captured = try capture(
      log, current: current, target: target, scratch: scratch, into: batch)
    let tree = captured.treeID()
    let isSaved = tree == current.tree
    let (local, others) = try captured.differences(from: [current.tree, target.tree], reader)
    let (currentListing, targetListing) = (others[0], others[1])
    let steps = try schemaSteps(
      local: local, target: targetListing, releases: [current, target], log.store)
    let data = try request.data ?? steps.defaultChoice()
    let brain =
      data == .carry
      ? try carriedBrain(
        local: captured.listing, current: current, target: target, log, into: batch,
        scratch: scratch) : CarriedBrain()
    var plan = try SwitchPlan(
      base: currentListing, local: local, target: targetListing,
      workspace: try workspaceRules(),
      isShipped: shippedPaths(by: [current, target], reader), data: data,
      isExact: request.isExact, carried: brain.entries,
      configurations: try mergeSides(currentListing, local, targetListing, reader))
    let asked = plan.after
    plan.after = asked.written(over: local)
    let changes = local.changes(to: plan.after)
    let permission = try permissionCheck(of: changes)
    if permission.result == .failed { throw UpgradeError.checksFailed([permission]) }
    try Switching(log: log, root: root, databases: databases).checkNames(of: changes)
    let lost = try lostDatabases(
      currentListing.changes(to: local).filter { plan.after[$0.path]?.kind != .database },
      since: current, log)
    let removed = changes.filter { $0.after.leaf == nil && $0.before.leaf?.layer == .brain }
      .map(\.path)
    let release = StoredTrees(current.base, reader)
    let report = SwitchReport(
      from: current.number, to: target.number,
      saved: isSaved ? nil : try saved(tree, over: current, log) ?? log.nextNumber(),
      data: data, filesChanged: changes.count { !($0.isFolderOnly) },
      foldersChanged: changes.count(where: \.isOfPermissions),
      files: SwitchReport.Files(changes),
      brainRemoved: removed.map(\.description),
      brainReplaced: changes.filter {
        $0.after.leaf.map { $0.layer == .brain && $0.kind != .database } ?? false
          && $0.before.leaf != nil
      }.map(\.path.description),
      ownRemoved: try removed.filter { try release.entry(at: $0).leaf == nil }.map(\.description),
      leftBehind: try leftBehind(currentListing, plan.after, targetListing, of: release),
      databases: Self.actions(on: captured.databases, changes, brain.databases),
      replacedEdits: plan.replacedEdits.map(\.description),
      keptEdits: plan.keptEdits.map(\.description),
      config: plan.config.map {
        SwitchReport.Config(path: $0.file.path, conflicts: $0.file.conflicts)
      }, fromVersion: current.version, version: target.version,
      toVersion: target.version, target: ways.named(target),
      earlier: number == nil && target.version == current.version
        ? try ways.beforeUpgrade ?? earlier(than: target, log).map(ways.named) : nil,
      forward: number == nil ? ways.forward : nil,
      dryRun: batch == nil,
      warnings: captured.warnings.map(\.description) + lost.map { "\($0); \($0.remedy)" }
        + brain.warnings + (try ownerWarnings(changes)) + Self.bitWarnings(asked, plan.after)
        + (data == .keep ? steps.warnings(for: target) : []),
      recovered: nil)
    return PreparedSwitch(
      current: current, target: target, captured: captured, local: local, plan: plan,
      report: report)
  }

  /// Says which files a generation has with bits that lend rights, and that are written without.
  static func bitWarnings(_ wanted: Listing, _ written: Listing) -> [String] {
    let paths = wanted.changes(to: written).filter {
      $0.before.leaf != nil && $0.before?.hasSpecialBits ?? false
    }.map(\.path)
    if paths.isEmpty { return [] }
    return [
      "\(folded(paths)) \(paths.count == 1 ? "is" : "are") written without the set-user-ID, set-group-ID "
        + "and sticky bits of the generation; give them back with chmod where they are meant"
    ]
  }

  /// The generation that an attempt which failed has saved just this state as, if nothing came since but
  /// the failed one itself: on a full disk, trying again must not take more room each time.
  func saved(
    _ tree: ObjectID, over current: Generation, _ log: GenerationLog
  ) throws -> Generation.Number? {
    for number in try log.numbers().reversed() where number > current.number {
      let generation: Generation
      do { generation = try log.generation(number) } catch is GenerationError { return nil }
      if generation.state == .failed { continue }
      let isSame =
        [.preRollback, .preUpgrade, .snapshot].contains(generation.kind) && generation.tree == tree
        && generation.parent == current.number && generation.base == current.base
        && generation.version == current.version
      return isSame ? number : nil
    }
    return nil
  }

  /// The nearest generation before `target` that has another version.
  private func earlier(
    than target: Generation, _ log: GenerationLog
  ) throws -> Generation? {
    var next = target.parent
    do {
      while let number = next {
        let generation = try log.generation(number)
        if generation.version != target.version && !generation.version.isEmpty {
          return generation
        }
        next = generation.parent
      }
    } catch is GenerationError {
      // Retention has dropped it, or it cannot be read: then nothing leads there.
    }
    return nil
  }

  /// Says of a path whether the release of one of the generations shipped a file or link there.
  private func shippedPaths(
    by generations: [Generation], _ reader: ObjectReader
  ) -> (RelativePath) throws -> Bool {
    let releases = generations.map { StoredTrees($0.base, reader) }
    return { path in
      try releases.contains { try $0.entry(at: path).leaf != nil }
    }
  }

  /// The files of the brain that the release in force shipped, that `target` does not have, and that stay in
  /// `after`.
  private func leftBehind(
    _ base: Listing, _ after: Listing, _ target: Listing, of release: StoredTrees
  ) throws -> [String] {
    try base.changes(to: target).filter { change in
      try change.before.leaf != nil && change.after.leaf == nil
        && after[change.path].leaf?.layer == .brain && release.entry(at: change.path).leaf != nil
    }.map(\.path.description)
  }

  private static func actions(
    on databases: [Listing.Item], _ changes: [Change], _ carried: [RelativePath: CarriedDatabase]
  ) -> [SwitchReport.Database] {
    let changed = Dictionary(uniqueKeysWithValues: changes.map { ($0.path, $0) })
    var actions: [SwitchReport.Database] = []
    for item in databases {
      let rows = carried[item.path]
      let action =
        switch changed[item.path] {
        case nil: "kept"
        case .some(let change) where change.after == nil: "removed"
        default: (rows?.rowsCarried ?? 0) > 0 ? "carried" : "restored"
        }
      actions.append(SwitchReport.Database(item.path, action, rows))
    }
    for change in changes
    where change.before?.kind != .database && change.after?.kind == .database {
      // A file without a byte is a database as well, in which there is no table.
      let isThere = change.before?.kind == .file && change.before?.size == 0
      actions.append(
        SwitchReport.Database(change.path, isThere ? "restored" : "installed", nil))
    }
    return actions
  }

  private func carryOut(
    _ prepared: PreparedSwitch, _ batch: ObjectBatch, _ writer: Writer
  ) throws {
    let (current, target) = (prepared.current, prepared.target)
    let (captured, local) = (prepared.captured, prepared.local)
    let beforeTree = try batch.addTrees(of: captured, replacing: current.tree)
    for merged in prepared.plan.config {
      _ = try ContentWriter(into: batch).file(
        merged.bytes, replacing: local[merged.path], layer: .config)
    }
    let afterTree = try batch.addTrees(of: prepared.plan.after, replacing: target.tree)
    try batch.commit()
    // What the switch leaves alone need not be read again afterwards; what it changes looks different.
    try captured.remember()
    if let saved = prepared.report.saved, try writer.log.generation(ifPresent: saved) == nil {
      try writer.log.add(
        Generation(
          number: saved, parent: current.number, created: now, version: current.version,
          kind: .preRollback, note: "before going to generation \(target.number)",
          tree: beforeTree, base: current.base, files: captured.fileCount,
          bytes: captured.byteCount,
          databases: try databaseRecords(captured.databases)))
    }
    let order = SwitchOrder(
      from: current.number, to: target.number, record: nil, before: local,
      beforeTree: beforeTree, after: prepared.plan.after, afterTree: afterTree,
      fingerprints: captured.databaseFingerprints)
    try writer.switching.carryOut(order) { _ in try confirm(order, writer.store) }
  }
}

extension SwitchReport.Files {
  init(_ changes: [Change]) {
    for change in changes {
      switch (change.before.leaf, change.after.leaf) {
      case (nil, nil): break
      case (nil, _): added.append(change.path.description)
      case (_, nil): removed.append(change.path.description)
      default: replaced.append(change.path.description)
      }
    }
  }
}

extension SwitchReport.Database {
  init(_ path: RelativePath, _ action: String, _ carried: CarriedDatabase?) {
    self.init(
      path: path.description, action: action, rowsCarried: carried?.rowsCarried ?? 0,
      tables: (carried?.tables ?? []).map {
        Table(name: $0.name, inserted: $0.inserted, updated: $0.updated, deleted: $0.deleted)
      },
      notCarried: (carried?.notCarried ?? []).map {
        NotCarried(
          table: $0.table, reason: $0.reason, rows: $0.rows, written: $0.written, there: $0.there)
      })
  }
}
