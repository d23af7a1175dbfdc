import ConfigMerge
import FileEffects
public import Generations
public import ObjectStore
import SystemPackage

/// One conflict of a merge that is through, with what was answered.
public struct AnsweredConflict: Encodable, Hashable, Sendable {
  public var path: String
  public var key: String
  public var kind: String
  /// What the three sides had; `null` where one did not have it. Long values are cut.
  @OrNull public var base: String?
  @OrNull public var local: String?
  @OrNull public var upgrade: String?
  @OrNull public var baseLine: Int?
  @OrNull public var localLine: Int?
  @OrNull public var upgradeLine: Int?
  public var resolution: ConflictResolution
  /// The value, where that is neither side's.
  @OrNull public var text: String?
  public var identity: ObjectID

  init(_ record: ConflictRecord) {
    path = record.file
    key = record.key
    kind = record.kind
    base = record.base?.text
    local = record.local?.text
    upgrade = record.upgrade?.text
    baseLine = record.base?.line
    localLine = record.local?.line
    upgradeLine = record.upgrade?.line
    resolution = ConflictResolution(record.answer)
    text = record.answer.ownText
    identity = record.identity
  }
}

/// The conflicts of the last merge.
public struct AnsweredConflicts: Encodable, Hashable, Sendable {
  /// The generation that has them; `null` if there are none.
  @OrNull public var generation: Generation.Number?
  public var conflicts: [AnsweredConflict]
}

/// A merge whose conflicts were answered: its record, and where its sides are.
struct AnsweredMerge {
  var generation: Generation
  var records: [ConflictRecord]

  /// The newest generation with conflicts, from the current one through its parents, as long as they
  /// have the release that is in force: later releases were merged on other terms. `nil` if there is
  /// none.
  init?(in log: GenerationLog) throws {
    let current = try log.current()
    var next: Generation? = current
    while let generation = next, generation.base == current.base {
      if let records = generation.conflicts, !records.isEmpty {
        (self.generation, self.records) = (generation, records)
        return
      }
      // Where there is none, retention has dropped it, and what was before it.
      next = try generation.parent.flatMap { try log.generation(ifPresent: $0) }
    }
    return nil
  }

  init?(of number: Generation.Number, in log: GenerationLog) throws {
    generation = try log.generation(number)
    guard let records = generation.conflicts, !records.isEmpty else { return nil }
    self.records = records
  }

  /// The files with conflicts that `name` can mean: its whole path, or the end of it.
  func files(named name: String) -> [String] {
    let files = Set(records.map(\.file))
    for name in [name, Spelling.text(of: Array(name.utf8))] {
      let found = files.contains(name) ? [name] : files.filter { $0.hasSuffix("/\(name)") }
      if !found.isEmpty { return found.sorted() }
    }
    return []
  }

  /// The one conflict that is meant by a file and a key, or the first digits of its identity.
  func record(_ file: String, _ key: String) throws -> ConflictRecord {
    let files = files(named: file)
    let found = records.filter { record in
      files.contains(record.file)
        && ((!key.isEmpty && (record.key == key || Spelling.line(record.key) == key))
          || (key.count >= 6 && record.identity.description.hasPrefix(key)))
    }
    guard let first = found.first else { throw UpgradeError.noConflict(file: file, key: key) }
    // The same question twice in a file has one answer.
    let names = Set(found.map { "\($0.file) \($0.identity.description.prefix(12))" })
    guard names.count == 1 else {
      throw UpgradeError.severalConflicts(file: file, key: key, names: names.sorted())
    }
    return first
  }

  /// The path that is kept as `file`.
  func path(of file: String, _ log: GenerationLog) throws -> RelativePath? {
    let listing = try ObjectReader(log.store).listing(of: generation.tree)
    return RelativePath(file)?.reading { listing[$0] != nil }
  }

  /// The three sides of a file as they were merged.
  func sides(of path: RelativePath, _ log: GenerationLog) throws -> MergeSides {
    let gone = UpgradeError.mergeGone(path: path.description, from: generation.mergedFrom)
    guard let number = generation.mergedFrom, let upgradeTree = generation.base else { throw gone }
    guard let before = try log.generation(ifPresent: number) else { throw gone }
    let reader = try ObjectReader(log.store)
    func entry(_ tree: ObjectID?) throws -> Entry? {
      try tree.flatMap { try reader.listing(of: $0)[path].leaf }
    }
    let entries = Sides(
      base: try entry(before.base), local: try entry(before.tree), target: try entry(upgradeTree))
    guard let local = entries.local, let upgrade = entries.target, !WholeFile.isWhole(entries)
    else {
      func target(_ entry: Entry?) throws -> [UInt8]? {
        try entry.flatMap { $0.kind == .link ? try reader.contents(of: $0) : nil }
      }
      let whole = WholeFile(
        entries,
        contents: Sides(
          base: nil, local: try target(entries.local), target: try target(entries.target)))
      throw UpgradeError.decidedWhole(path: path.description, whole.reason, advice: whole.advice)
    }
    let base = entries.base.flatMap { $0.kind == .file ? $0 : nil }
    return MergeSides(
      base: try base.map { try reader.contents(of: $0) }, local: try reader.contents(of: local),
      upgrade: try reader.contents(of: upgrade), at: path)
  }

  /// The merge of a file with these answers.
  func merged(_ path: RelativePath, _ answers: Answers, _ log: GenerationLog) throws -> MergedFile {
    MergedFile(merging: try sides(of: path, log)) {
      answers.answer(to: $0, in: path)?.answer.resolution
    }
  }

  /// A conflict as the merge put it.
  func question(_ record: ConflictRecord, _ log: GenerationLog) throws -> MergeConflict {
    let gone = UpgradeError.mergeGone(path: record.file, from: generation.mergedFrom)
    guard let path = try path(of: record.file, log),
      let found = try merged(path, answers(in: record.file), log).conflicts
        .first(where: { $0.conflict.identity(in: path) == record.identity })
    else { throw gone }
    return found.conflict
  }

  /// What was answered, with another answer to one conflict in one file.
  func answers(in file: String, but other: (identity: ObjectID, answer: ConflictAnswer)? = nil)
    -> Answers
  {
    var answers = Answers()
    for record in records where record.file == file {
      answers.given[record.identity] = record.answer
    }
    if let other { answers.given[other.identity] = other.answer }
    return answers
  }
}

extension Deployment {
  /// The name by which a merge knows the file that was typed in this folder; what is none of its files
  /// stays as it is, and may be the end of a name.
  ///
  /// - Throws: ``UpgradeError/outside(path:means:root:)``.
  func name(of file: String, in merge: AnsweredMerge) throws -> String {
    let files = Set(merge.records.map(\.file))
    return try meanings(of: TypedPath(file)).joined().compactMap { $0?.description }
      .first { files.contains($0) } ?? file
  }

  /// The conflicts of the last merge, or of generation `number`; those of one file, if one is named.
  public func conflicts(
    in file: String?, of number: Generation.Number?
  ) throws -> AnsweredConflicts {
    let log = try self.log()
    let merge = try number.map { try AnsweredMerge(of: $0, in: log) } ?? AnsweredMerge(in: log)
    guard let merge else { return AnsweredConflicts(generation: nil, conflicts: []) }
    let files = try file.map { merge.files(named: try name(of: $0, in: merge)) }
    return AnsweredConflicts(
      generation: merge.generation.number,
      conflicts: merge.records.filter { files?.contains($0.file) ?? true }
        .map { AnsweredConflict($0) })
  }

  /// The three values of one conflict between markers, to be edited.
  public func editableConflict(in file: String, at key: String) throws -> String {
    let log = try self.log()
    guard let merge = try AnsweredMerge(in: log) else {
      throw UpgradeError.noConflict(file: file, key: key)
    }
    let question = try merge.question(
      try merge.record(try name(of: file, in: merge), key), log)
    return ConflictMarkers.text(
      base: question.base?.text, local: question.local?.text, upgrade: question.upgrade?.text)
  }

  /// A file as it was merged, with every conflict between markers that say whose each side is.
  public func markedConflicts(
    in file: String, of number: Generation.Number?
  ) throws -> [UInt8] {
    let log = try self.log()
    let merge = try number.map { try AnsweredMerge(of: $0, in: log) } ?? AnsweredMerge(in: log)
    let names = try merge.map { $0.files(named: try name(of: file, in: $0)) } ?? []
    guard let merge, let path = try names.first.flatMap({ try merge.path(of: $0, log) }) else {
      throw UpgradeError.noConflict(file: file, key: "")
    }
    guard names.count == 1 else {
      throw UpgradeError.severalConflicts(file: file, key: "", names: names)
    }
    let before = try merge.generation.mergedFrom.map { try log.generation($0).version }
    return MergedFile.marked(
      try merge.sides(of: path, log), base: before ?? "", local: ConflictMarkers.local,
      upgrade: merge.generation.version)
  }
}
