import ConfigMerge
import Generations

extension UpgradeReport {
  /// What several upgrades in a row did, as one: from the first version to the last.
  ///
  /// - Parameter reports: At least one, in order.
  public init?(of reports: [UpgradeReport], in steps: [UpgradeStep]) {
    guard let first = reports.first, let last = reports.last else { return nil }
    self = last
    let plans = reports.map(\.plan)
    (plan.from, plan.fromSource, plan.steps) = (first.plan.from, first.plan.fromSource, steps)
    plan.files = plans.dropFirst().reduce(first.plan.files) { $0.followed(by: $1.files) }
    plan.config = UpgradePlan.ConfigFile.together(plans.map(\.config))
    plan.core = CoreFile.together(plans.flatMap(\.core))
    plan.conflicts = plans.flatMap(\.conflicts)
    plan.removals = plans.flatMap(\.removals)
    plan.breaking = plans.flatMap(\.breaking)
    plan.features = plans.flatMap(\.features)
    plan.migrations = plans.flatMap(\.migrations)
    plan.schemaChanges = plans.flatMap(\.schemaChanges)
    plan.warnings = plans.flatMap(\.warnings)
    (plan.brain, plan.impact) = (first.plan.brain, .together(plans.map(\.impact)))
    plan.impact.filesRemoved = plan.files.removed.count
    checks = first.checks
    (saved, parent, brainExport) = (
      first.saved, first.parent ?? first.generation, first.brainExport
    )
    databases = DatabaseComparison.together(reports.map(\.databases))
  }
}

extension UpgradePlan.Files {
  /// What becomes of files in one upgrade and the next.
  func followed(by next: Self) -> Self {
    let (new, gone) = (Set(added), Set(removed))
    let (comes, goes) = (Set(next.added), Set(next.removed))
    func union(_ lists: [String]...) -> [String] { Set(lists.joined()).sorted() }
    var files = next
    files.added = union(
      added.filter { !goes.contains($0) }, next.added.filter { !gone.contains($0) })
    files.replaced = union(
      replaced.filter { !goes.contains($0) }, next.replaced.filter { !new.contains($0) },
      next.added.filter(gone.contains))
    files.removed = union(
      removed.filter { !comes.contains($0) }, next.removed.filter { !new.contains($0) })
    files.preserved = next.preserved.filter { !new.contains($0) }
    files.installed = union(installed.filter { !goes.contains($0) }, next.installed)
    files.editedCore = union(editedCore, next.editedCore)
    files.left = union(left, next.left)
    return files
  }
}

extension UpgradePlan.ConfigFile {
  /// What becomes of configurations in several upgrades in a row.
  fileprivate static func together(_ lists: [[Self]]) -> [Self] {
    var files: [String: Self] = [:]
    for file in lists.joined() {
      guard let earlier = files[file.path] else {
        files[file.path] = file
        continue
      }
      var both = file
      if file.method == .whole { both.method = earlier.method }
      both.kept = max(earlier.kept, file.kept)
      both.merged += earlier.merged
      both.added += earlier.added
      both.conflicts = earlier.conflicts + file.conflicts
      both.questions = earlier.questions + file.questions
      both.changes = earlier.changes + file.changes
      both.renamed = earlier.renamed + file.renamed
      files[file.path] = both
    }
    return files.values.sorted { $0.path < $1.path }
  }
}

extension CoreFile {
  /// What becomes of edited files in several upgrades in a row: the edit is what was there before the first.
  fileprivate static func together(_ all: [CoreFile]) -> [CoreFile] {
    Dictionary(grouping: all, by: \.path).values.compactMap { steps in
      guard var file = steps.last else { return nil }
      let changes = steps.compactMap(\.see)
      if case .diff(let before, _, let path) = changes.first,
        case .diff(_, let after, _) = changes.last
      {
        file.see = .diff(before: before, after: after, path: path)
      }
      file.restore = steps.compactMap(\.restore).first
      return file
    }.sorted { $0.path < $1.path }
  }
}

extension UpgradePlan.Impact {
  /// What several upgrades in a row write; the brain as it was before the first.
  fileprivate static func together(_ all: [Self]) -> Self {
    var sum = all.first ?? Self()
    for next in all.dropFirst() {
      sum.filesWritten += next.filesWritten
      sum.bytesWritten += next.bytesWritten
      sum.filesRemoved += next.filesRemoved
      sum.seconds = sum.seconds.flatMap { first in next.seconds.map { first + $0 } }
    }
    return sum
  }
}
