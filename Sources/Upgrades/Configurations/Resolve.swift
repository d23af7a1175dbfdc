import ConfigMerge
import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// Another answer to one conflict of the last merge.
public struct ResolveRequest: Sendable {
  /// The path of the file, or the end of it.
  public var file: String
  /// The path of keys, or the first digits of the conflict's identity.
  public var key: String
  public var answer: ConflictAnswer

  public init(file: String, key: String, answer: ConflictAnswer) {
    self.file = file
    self.key = key
    self.answer = answer
  }
}

/// What became of another answer.
public struct ResolveReport: Encodable, Hashable, Sendable {
  public var path: String
  public var key: String
  /// local, upgrade, both, or text.
  public var resolution: String
  @OrNull public var text: String?
  /// Whether the file is another one now.
  public var fileChanged: Bool
  /// Whether there is a new generation: not where the answer is the one that was there.
  public var created: Bool
  /// The generation in force, or the one that would be.
  public var generation: Generation.Number
  /// The generation that the present state was saved as; `null` if it was one already.
  @OrNull public var saved: Generation.Number?
  /// The generation that holds the state from before; `null` if nothing was done.
  @OrNull public var parent: Generation.Number?
  public var dryRun: Bool
  public var warnings: [String]
  @OrNull public var recovered: String?
}

extension Deployment {
  /// Answers one conflict of the last merge in another way, and remembers the answer.
  ///
  /// What was done to the file since stays: what the other answer changes is merged into it. The
  /// present state is saved first.
  /// - Throws: ``UpgradeError/editedSince(path:key:)`` where the file was edited at that very place.
  public func resolve(_ request: ResolveRequest, dryRun: Bool) throws -> ResolveReport {
    if dryRun {
      let (log, recovered) = try logToChange()
      var report = try withScratch { try prepare(request, log, nil, scratch: $0).report }
      report.recovered = recovered?.description
      return report
    }
    return try writing("config resolve") { writer in
      let batch = try writer.store.batch()
      var prepared = try prepare(request, writer.log, batch, scratch: writer.store.staging)
      prepared.report.recovered = writer.recovered?.description
      if prepared.report.created { try carryOut(prepared, batch, writer) }
      do { try remember(prepared, writer.log) } catch  where prepared.report.created {
        // The answer itself is in force: whoever hears of a failure would think that it is not.
        prepared.report.warnings.append("the answer could not be remembered: \(error)")
      }
      return prepared.report
    }
  }

  private func remember(_ prepared: PreparedResolution, _ log: GenerationLog) throws {
    let record = prepared.record
    try log.remember(
      RememberedAnswer(file: record.file, key: record.key, answer: prepared.answer, since: now),
      for: record.identity)
  }

  private struct PreparedResolution {
    var current: Generation
    var merge: AnsweredMerge
    /// As it was before.
    var record: ConflictRecord
    var answer: ConflictAnswer
    var local: Listing
    var after: Listing
    var report: ResolveReport
  }

  private func prepare(
    _ request: ResolveRequest, _ log: GenerationLog, _ batch: ObjectBatch?, scratch: FilePath
  ) throws -> PreparedResolution {
    let current = try log.current()
    guard let merge = try AnsweredMerge(in: log) else {
      throw UpgradeError.noConflict(file: request.file, key: request.key)
    }
    let record = try merge.record(try name(of: request.file, in: merge), request.key)
    guard let path = try merge.path(of: record.file, log) else {
      throw UpgradeError.noConflict(file: request.file, key: request.key)
    }
    let captured = try capture(
      log, current: current, scratch: scratch, into: batch)
    let edited = UpgradeError.editedSince(path: record.file, key: record.key)
    let (old, new) = try merge.versions(of: path, record, request.answer, log)
    guard let entry = captured.listing[path], let text = try configuration(at: path, entry) else {
      throw edited
    }
    let sides = MergeSides(base: old, local: text, upgrade: new, at: path)
    let merged = MergedFile(merging: sides) { _ in nil }
    guard merged.conflicts.isEmpty else { throw edited }

    var entries = captured.listing.byPath
    if merged.bytes != text {
      entries[path] = try ContentWriter(into: batch).file(
        merged.bytes, replacing: entry, layer: .config, permissions: entry.permissions)
    }
    let after = Listing(entries)
    let permission = try permissionCheck(of: captured.listing.changes(to: after))
    if permission.result == .failed { throw UpgradeError.checksFailed([permission]) }
    let isNew = merged.bytes != text || record.answer != request.answer
    let tree = captured.treeID()
    let next = try log.nextNumber()
    let saved = tree == current.tree || !isNew ? nil : try saved(tree, over: current, log) ?? next
    let report = ResolveReport(
      path: record.file, key: record.key, resolution: request.answer.word,
      text: request.answer.ownText, fileChanged: merged.bytes != text, created: isNew,
      generation: !isNew ? current.number : saved == next ? next.next : next, saved: saved,
      parent: isNew ? saved ?? current.number : nil,
      dryRun: batch == nil, warnings: captured.warnings.map(\.description), recovered: nil)
    return PreparedResolution(
      current: current, merge: merge, record: record, answer: request.answer,
      local: captured.listing, after: after, report: report)
  }

  private func carryOut(
    _ prepared: PreparedResolution, _ batch: ObjectBatch, _ writer: Writer
  ) throws {
    let (current, record) = (prepared.current, prepared.record)
    let beforeTree = try batch.addTrees(of: prepared.local, replacing: current.tree)
    let afterTree = try batch.addTrees(of: prepared.after, replacing: current.tree)
    try batch.commit()
    let what = record.key.isEmpty ? record.file : "\(record.key) in \(record.file)"
    if let saved = prepared.report.saved, try writer.log.generation(ifPresent: saved) == nil {
      try writer.log.add(
        Generation(
          number: saved, parent: current.number, created: now, version: current.version,
          kind: .snapshot, note: "before resolving \(what)", tree: beforeTree, base: current.base,
          files: prepared.local.fileCount, bytes: prepared.local.byteCount))
    }
    let generation = Generation(
      number: prepared.report.generation, parent: prepared.report.saved ?? current.number,
      created: now, version: current.version, kind: .snapshot, note: "resolved \(what)",
      tree: afterTree, base: current.base, files: prepared.after.fileCount,
      bytes: prepared.after.byteCount,
      conflicts: prepared.merge.records.map { other in
        var other = other
        if other.file == record.file && other.identity == record.identity {
          other.answer = prepared.answer
        }
        return other
      }, mergedFrom: prepared.merge.generation.mergedFrom)
    let order = SwitchOrder(
      from: current.number, to: generation.number, record: generation, before: prepared.local,
      beforeTree: beforeTree, after: prepared.after, afterTree: afterTree)
    try writer.switching.carryOut(order) { _ in try confirm(order, writer.store) }
  }
}

extension AnsweredMerge {
  /// The file as it was merged, with the answers that were given and with another one.
  ///
  /// - Throws: ``UpgradeError/noSuchAnswer(key:choices:)`` and ``UpgradeError/unusableText(key:reason:)``.
  fileprivate func versions(
    of path: RelativePath, _ record: ConflictRecord, _ answer: ConflictAnswer,
    _ log: GenerationLog
  ) throws -> (old: [UInt8], new: [UInt8]) {
    let question = try question(record, log)
    guard question.takes(answer) else {
      throw UpgradeError.noSuchAnswer(
        key: record.key, choices: question.choices.map { ConflictAnswer($0).word })
    }
    let old = try merged(path, answers(in: record.file), log)
    let new = try merged(
      path, answers(in: record.file, but: (record.identity, answer)), log)
    let decided = new.conflicts.first { $0.conflict.identity(in: path) == record.identity }
    guard decided?.resolution == answer.resolution else {
      throw UpgradeError.unusableText(
        key: record.key, reason: decided?.problem?.description ?? "")
    }
    return (old.bytes, new.bytes)
  }
}
