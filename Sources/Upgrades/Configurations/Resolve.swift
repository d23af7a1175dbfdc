import ConfigMerge
import FileEffects
public import Generations
import ObjectStore

/// Answers one conflict of the last merge in another way, and remembers the answer.
///
/// Later edits of the file stay: the changes by the other answer are merged into it. The present state
/// is saved first.
public struct Resolve: Operation {
  public static let command = "config resolve"
  public var subject: String? { "\(file) \(key)" }

  /// The path of the file, or the end of it.
  private let file: String
  /// The path of keys, or the first digits of the conflict's identity.
  private let key: String
  private let answer: ConflictAnswer

  public init(file: String, key: String, answer: ConflictAnswer) {
    self.file = file
    self.key = key
    self.answer = answer
  }

  /// - Throws: ``UpgradeError/editedSince(path:key:)`` where the file was edited at that very place,
  ///   and others.
  public func plan(_ survey: Survey) throws -> PreparedResolution {
    let (deployment, log) = (survey.deployment, survey.log)
    let current = try log.current()
    let unknown = UpgradeError.noConflict(file: file, key: key)
    guard let merge = try AnsweredMerge(in: log) else { throw unknown }
    let record = try merge.record(try deployment.name(of: file, in: merge), key)
    guard let path = try merge.path(of: record.file, log) else { throw unknown }
    let captured = try survey.capture(current: current)
    let after = try deployment.step(.mergeFiles) {
      try self.after(captured.listing, path, record, merge, survey)
    }
    let changes = captured.listing.changes(to: after)
    try survey.checkChangeable(changes)
    let edit = try PreparedEdit(
      of: current, captured, after: after, isNew: !changes.isEmpty || record.answer != answer,
      in: log)
    let report = ResolveReport(
      path: record.file, key: record.key, resolution: ConflictResolution(answer),
      text: answer.ownText,
      fileChanged: !changes.isEmpty, created: edit.saved != nil, generation: edit.number,
      saved: edit.saved?.number, parent: edit.saved?.before, dryRun: survey.isDryRun,
      warnings: captured.warnings.map { .capture($0) },
      recovered: survey.recovered, previous: ConflictResolution(record.answer))
    return PreparedResolution(edit: edit, merge: merge, record: record, report: report)
  }

  /// The deployment's files with the other answer in the file at `path`.
  private func after(
    _ local: Listing, _ path: RelativePath, _ record: ConflictRecord, _ merge: AnsweredMerge,
    _ survey: Survey
  ) throws -> Listing {
    let edited = UpgradeError.editedSince(path: record.file, key: record.key)
    let (old, new) = try merge.versions(of: path, record, answer, survey.log)
    guard let entry = local[path],
      let text = try survey.deployment.configuration(at: path, entry)
    else { throw edited }
    let merged = MergedFile(merging: MergeSides(base: old, local: text, upgrade: new, at: path)) {
      _ in nil
    }
    guard merged.conflicts.isEmpty else { throw edited }
    if merged.bytes == text { return local }
    var entries = local.byPath
    entries[path] = try ContentWriter(into: survey.batch()).file(
      merged.bytes, replacing: entry, layer: .config, permissions: entry.permissions)
    return Listing(entries)
  }

  /// - Throws: ``SwitchError``, which says what the deployment is left with.
  public func carryOut(_ plan: PreparedResolution, _ writer: Writer) throws -> ResolveReport {
    var report = plan.report
    let record = plan.record
    let what = record.key.isEmpty ? record.file : "\(record.key) in \(record.file)"
    try plan.edit.carryOut(
      saving: .snapshot, before: "resolving", done: "resolved", what, writer
    ) { generation in
      generation.conflicts = plan.merge.records(with: answer, to: record)
      generation.mergedFrom = plan.merge.generation.mergedFrom
      generation.renamedKeys = plan.merge.generation.renamedKeys
    }
    do { try remember(record, writer) } catch  where report.created {
      // The answer itself is in force: whoever hears of a failure would think that it is not.
      report.warnings.append(.failed(.rememberAnswer, NotedError(error)))
    }
    return report
  }

  private func remember(_ record: ConflictRecord, _ writer: Writer) throws {
    try writer.log.remember(
      RememberedAnswer(file: record.file, key: record.key, answer: answer, since: writer.now),
      for: record.identity)
  }
}

/// All that is known and decided before the first effect of another answer.
public struct PreparedResolution {
  let edit: PreparedEdit
  let merge: AnsweredMerge
  /// As it was before.
  let record: ConflictRecord
  /// What would be done.
  public let report: ResolveReport
}

/// What became of another answer.
public struct ResolveReport: Encodable, Hashable, Sendable {
  public var path: String
  public var key: String
  public var resolution: ConflictResolution
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
  public var warnings: [Finding]
  @OrNull public var recovered: Switching.Recovered?
  /// How the conflict was resolved before; not in JSON.
  package var previous: ConflictResolution?

  private enum CodingKeys: CodingKey {
    case path, key, resolution, text, fileChanged, created, generation, saved, parent, dryRun
    case warnings, recovered
  }
}

extension AnsweredMerge {
  /// The file merged with the given answers, and with another one.
  ///
  /// - Throws: ``UpgradeError/noSuchAnswer(key:choices:)`` and ``UpgradeError/unusableText(key:reason:)``.
  func versions(
    of path: RelativePath, _ record: ConflictRecord, _ answer: ConflictAnswer,
    _ log: GenerationLog
  ) throws -> (old: [UInt8], new: [UInt8]) {
    let question = try question(record, log)
    guard question.takes(answer) else {
      throw UpgradeError.noSuchAnswer(
        key: record.key, choices: question.choices.map { ConflictResolution(ConflictAnswer($0)) })
    }
    let old = try merged(path, answers(in: record.file), log)
    let new = try merged(
      path, answers(in: record.file, but: (record.identity, answer)), log)
    let decided = new.conflicts.first { $0.conflict.identity(in: path) == record.identity }
    guard decided?.resolution == answer.resolution else {
      throw UpgradeError.unusableText(key: record.key, reason: decided?.problem)
    }
    return (old.bytes, new.bytes)
  }

  /// The conflicts with another answer to one of them.
  func records(with answer: ConflictAnswer, to record: ConflictRecord) -> [ConflictRecord] {
    records.map { other in
      var other = other
      if other.file == record.file && other.identity == record.identity { other.answer = answer }
      return other
    }
  }
}
