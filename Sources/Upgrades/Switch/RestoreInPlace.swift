import Databases
import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// What putting files of a generation back did, or would do.
public struct PutBackReport: Encodable, Hashable, Sendable {
  public struct Files: Encodable, Hashable, Sendable {
    /// Where nothing was.
    public var added: [String]
    /// In the place of something else, which is in the saved generation.
    public var replaced: [String]
  }

  /// The generation in force, or the one that would be.
  public var generation: Generation.Number
  /// The generation that the files are from.
  public var from: Generation.Number
  /// The generation that the present state was saved as; `null` if it was one already.
  @OrNull public var saved: Generation.Number?
  /// The generation that holds the state from before.
  public var before: Generation.Number
  /// Whether anything was to be done, so that there is a new generation.
  public var created: Bool
  /// The files and folders that were named.
  public var paths: [String]
  public var files: Files
  /// Folders that get other permissions, or come empty.
  public var foldersChanged: Int
  /// Databases among ``files``.
  public var databases: [String]
  /// What is in the named folders and not in the generation: it stays.
  public var kept: [String]
  /// What takes it back, as it is typed.
  public var takeBack: String
  public var dryRun: Bool
  public var warnings: [String]
  @OrNull public var recovered: String?
}

extension Deployment {
  /// Puts files and folders of a generation back into the deployment; all else stays as it is.
  ///
  /// The present state is saved first, and what is then in force is a generation of its own.
  /// - Parameter paths: At least one.
  /// - Throws: ``UpgradeError`` and ``SwitchError``, which say what the deployment is left with.
  public func putBack(
    _ number: Generation.Number, paths: [TypedPath], dryRun: Bool
  ) throws -> PutBackReport {
    if dryRun {
      let (log, recovered) = try logToChange()
      try checkStoreCanChange()
      return try withScratch { scratch in
        var prepared = try prepare(number, paths, log, into: nil, scratch: scratch)
        prepared.report.recovered = recovered?.description
        try Switching(log: log, root: root, databases: databases)
          .check(from: prepared.captured.listing, to: prepared.after)
        return prepared.report
      }
    }
    return try writing("gen restore") { writer in
      let batch = try writer.store.batch()
      var prepared = try prepare(
        number, paths, writer.log, into: batch, scratch: writer.store.staging)
      prepared.report.recovered = writer.recovered?.description
      if prepared.report.created { try carryOut(prepared, batch, writer) }
      return prepared.report
    }
  }

  private struct PreparedRestore {
    var current: Generation
    var captured: Captured
    var after: Listing
    var report: PutBackReport
  }

  private func prepare(
    _ number: Generation.Number, _ typed: [TypedPath], _ log: GenerationLog,
    into batch: ObjectBatch?, scratch: FilePath
  ) throws -> PreparedRestore {
    let current = try log.current()
    let source = try log.generation(number)
    let reader = try ObjectReader(log.store)
    let target = try reader.listing(of: source.tree)
    let found = try find(typed, in: target, of: number)
    guard let places = found.places else { throw UpgradeError.wholeGeneration(number) }
    // What the generation has is looked at as well: it may be the user's own by now.
    let captured = try capture(
      log, current: current, target: source, scratch: scratch, into: batch)
    let local = captured.listing
    let layers = [current.base, current.tree].map { StoredTrees($0, reader) }
    let workspace = try workspaceRules()
    let plan = try RestorePlan(
      places, local: local, target: target, workspace: workspace
    ) { path in
      try workspace.rule(for: path)?.layer
        ?? layers.lazy.compactMap { try $0.entry(at: path)?.layer }.first
    }
    if plan.excluded.count == target.leaves.count(where: { places.cover($0.path) }),
      let path = plan.excluded.first
    {
      throw UpgradeError.notManaged(path: path.description, generation: number.description)
    }
    let changes = local.changes(to: plan.after)
    let permission = try permissionCheck(of: changes)
    if permission.result == .failed { throw UpgradeError.checksFailed([permission]) }
    try Switching(log: log, root: root, databases: databases).checkNames(of: changes)
    let tree = captured.treeID()
    let next = try log.nextNumber()
    let isNew = !changes.isEmpty
    let saved = tree == current.tree || !isNew ? nil : try saved(tree, over: current, log) ?? next
    let before = saved ?? current.number
    let restored = changes.filter { $0.after?.kind == .database }
    let report = PutBackReport(
      generation: !isNew ? current.number : saved == next ? next.next : next, from: number,
      saved: saved, before: before, created: isNew, paths: places.map(\.description),
      files: PutBackReport.Files(
        added: plan.added.map(\.description), replaced: plan.replaced.map(\.description)),
      foldersChanged: changes.count(where: \.isFolderOnly),
      databases: restored.map(\.path.description), kept: plan.kept.map(\.description),
      takeBack: takeBack(plan, places, before: before),
      dryRun: batch == nil,
      warnings: found.warnings + captured.warnings.map(\.description)
        + (try ownerWarnings(changes)) + (try schemaWarnings(restored, number, reader))
        + (plan.excluded.isEmpty
          ? [] : ["layers.yaml takes \(Self.folded(plan.excluded)) out: left as it is"]),
      recovered: nil)
    return PreparedRestore(current: current, captured: captured, after: plan.after, report: report)
  }

  /// Where everything had something in its place, that is put back; otherwise what came has to go, too.
  private func takeBack(
    _ plan: RestorePlan, _ places: [RelativePath], before: Generation.Number
  ) -> String {
    if plan.added.isEmpty {
      // In another folder the same words can name another file.
      let isTypedHere = currentFolder == nil || currentFolder == root
      let names = places.map {
        Spelling.shellWord(isTypedHere ? $0.description : $0.resolved(in: root).spelling)
      }.joined(separator: " ")
      return "cortex gen restore \(before) \(names)"
    }
    let isBrain = (plan.added + plan.replaced).contains { plan.after[$0]?.layer == .brain }
    return "cortex gen switch \(before)\(isBrain ? " --data restore" : "")"
  }

  /// Says which databases come with another schema than they have now.
  private func schemaWarnings(
    _ changes: [Change], _ number: Generation.Number, _ reader: ObjectReader
  ) throws -> [String] {
    try changes.compactMap { change in
      guard change.before?.kind == .database, let after = change.after else { return nil }
      let now = try databases.schemaVersion(of: change.path.resolved(in: root))
      let then = try reader.schemaVersion(of: after)
      return now == then
        ? nil
        : "\(change.path) is at version \(now), and generation \(number) has it at \(then); "
          + "'cortex migrate status' shows what is to be run"
    }
  }

  private func carryOut(
    _ prepared: PreparedRestore, _ batch: ObjectBatch, _ writer: Writer
  ) throws {
    let (current, captured, report) = (prepared.current, prepared.captured, prepared.report)
    // What is in the way is found before anything is kept.
    try writer.switching.check(from: captured.listing, to: prepared.after)
    let beforeTree = try batch.addTrees(of: captured, replacing: current.tree)
    let afterTree = try batch.addTrees(of: prepared.after, replacing: current.tree)
    try batch.commit()
    let more = report.paths.count - 1
    let what =
      report.paths[0] + (more > 0 ? " and \(more) more" : "") + " from generation \(report.from)"
    if let saved = report.saved, try writer.log.generation(ifPresent: saved) == nil {
      try writer.log.add(
        Generation(
          number: saved, parent: current.number, created: now, version: current.version,
          kind: .preRollback, note: "before restoring \(what)", tree: beforeTree,
          base: current.base, files: captured.fileCount, bytes: captured.byteCount))
    }
    let generation = Generation(
      number: report.generation, parent: report.before, created: now, version: current.version,
      kind: .snapshot, note: "restored \(what)", tree: afterTree, base: current.base,
      files: prepared.after.fileCount, bytes: prepared.after.byteCount)
    let order = SwitchOrder(
      from: current.number, to: generation.number, record: generation, before: captured.listing,
      beforeTree: beforeTree, after: prepared.after, afterTree: afterTree,
      fingerprints: captured.databaseFingerprints)
    try writer.switching.carryOut(order) { _ in try confirm(order, writer.store) }
  }
}
