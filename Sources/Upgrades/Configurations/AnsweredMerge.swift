import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import SystemPackage

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
      // If there is none, retention has dropped it and those before it.
      next = try generation.parent.flatMap { try log.generation(ifPresent: $0) }
    }
    return nil
  }

  init?(of number: Generation.Number, in log: GenerationLog) throws {
    generation = try log.generation(number)
    guard let records = generation.conflicts, !records.isEmpty else { return nil }
    self.records = records
  }

  /// That of a generation; with no number the last one.
  static func find(_ number: Generation.Number?, in log: GenerationLog) throws -> AnsweredMerge? {
    try number.map { try AnsweredMerge(of: $0, in: log) } ?? AnsweredMerge(in: log)
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

  /// The one conflict that a file and a key identify, or the first digits of its identity.
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

  /// The three sides of a file that were merged.
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
      throw UpgradeError.decidedWhole(path: path.description, whole.reason, whole.advice)
    }
    let base = entries.base.flatMap { $0.kind == .file ? $0 : nil }
    return MergeSides(
      base: try base.map { try reader.contents(of: $0) }, local: try reader.contents(of: local),
      upgrade: try reader.contents(of: upgrade), at: path
    ).following(RenamedKeys(generation.renamedKeys ?? [])[path]).sides
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

  /// The answers, with another one to one conflict in one file.
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
  /// The merge's name for a file typed in this folder; a name that is not one of its files stays
  /// unchanged, and may be the end of one.
  ///
  /// - Throws: ``UpgradeError/outside(path:means:root:)``.
  func name(of file: String, in merge: AnsweredMerge) throws -> String {
    let files = Set(merge.records.map(\.file))
    return try meanings(of: TypedPath(file)).joined().compactMap { $0?.description }
      .first { files.contains($0) } ?? file
  }
}
