import ConfigMerge
import FileEffects
import Generations
import ObjectStore

/// One configuration merged from its three sides, and what that says in a plan.
struct MergedConfiguration {
  var path: RelativePath
  var bytes: [UInt8]
  var file: UpgradePlan.ConfigFile
  private var sides: MergeSides

  /// A pure function of the sides and the answers.
  ///
  /// - Parameter renames: What the release calls otherwise than before.
  init(
    _ path: RelativePath, _ sides: MergeSides, _ answers: Answers, renames: [KeyRename] = []
  ) {
    let (renamed, followed) = sides.following(renames)
    let merged = MergedFile(merging: renamed) { conflict in
      answers.answer(to: conflict, in: path)?.answer.resolution
    }
    self.path = path
    self.sides = sides
    bytes = merged.bytes
    file = UpgradePlan.ConfigFile(path: path.description)
    file.method = merged.method
    file.renamed = followed.map { UpgradePlan.Renamed(from: $0.from, to: $0.to) }
    file.reason = merged.reason.map { "\($0)" } ?? ""
    file.changes = merged.changes.map {
      UpgradePlan.KeyChange(
        path: $0.path, kind: $0.kind, container: $0.container, custom: $0.isCustom,
        before: $0.before, after: $0.after)
    }
    file.merged = merged.changes.count { $0.kind == .replaced || $0.kind == .removed }
    file.kept = merged.changes.count { $0.kind == .kept }
    file.added = merged.changes.count { $0.kind == .added }
    file.conflicts = merged.conflicts.map { decided in
      var conflict = UpgradePlan.Conflict(
        decided.conflict, in: path, sides, answer: decided.resolution.map { ConflictAnswer($0) },
        isRemembered: answers.answer(to: decided.conflict, in: path)?.isRemembered ?? false)
      conflict.problem = decided.problem.map { "\($0)" }
      return conflict
    }
    file.questions = UpgradePlan.Question.all(of: merged)
    file.outdated = merged.outdated.map {
      UpgradePlan.Outdated(path: $0.path, missing: $0.missing, dropped: $0.dropped)
    }
  }

  /// The entry at the path afterwards: the user's own if nothing in it changes.
  func entry(over local: Entry) throws -> Entry {
    if bytes == sides.local { return local }
    return try ContentWriter(into: nil).file(
      bytes, layer: .config, permissions: local.permissions)
  }
}

extension MergeSides {
  /// The sides of the file at `path`, whose name says what it is.
  init(base: [UInt8]?, local: [UInt8], upgrade: [UInt8], at path: RelativePath) {
    let name = String(decoding: path.name, as: UTF8.self)
    self.init(
      base: base, local: local, upgrade: upgrade, format: ConfigFormat(fileName: name) ?? .text,
      fileName: name)
  }
}
