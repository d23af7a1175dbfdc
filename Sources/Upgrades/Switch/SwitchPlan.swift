import ConfigMerge
import FileEffects
import Generations
import ObjectStore

/// Which files change when the deployment goes to another generation: an upgrade in another
/// direction, decided before anything is done.
struct SwitchPlan {
  var after: Listing
  /// Edited since and replaced all the same: the edits are in the saved generation.
  var replacedEdits: [RelativePath] = []
  /// Edited since and kept, although the target has something else; of configurations those in
  /// which there is a conflict.
  var keptEdits: [RelativePath] = []
  /// Configurations that were edited since and are merged with the target's.
  var config: [MergedConfiguration] = []

  /// Decides about every file. A pure function. In listings that are closed where all are the same,
  /// all stays there.
  ///
  /// - Throws: ``GenerationError/blocked(path:by:)`` where a file and a folder meet.
  init(_ listings: Sides<Listing>, on terms: SwitchTerms) throws {
    after = listings.local
    // A file that is the same on all sides stays, whatever is asked for.
    var decided: [RelativePath: Entry?] = [:]
    for (path, sides) in listings.differing(or: terms.carried) {
      decided[path] = .some(terms.folder(sides.folders))
      let leaves = sides.leaves
      guard leaves.all.contains(where: { $0 != nil }) else { continue }
      // Where only a folder is left of it, that stays.
      if let entry = try enter(terms.decide(path, leaves), path, leaves, terms) {
        decided[path] = entry
      }
    }
    try Self.checkWays(of: decided, over: listings.local)
    after = listings.local.with(decided) { listings.local[$0].folder ?? listings.target[$0].folder }
    after = after.with(emptied(by: decided, listings)) { _ in nil }
    replacedEdits.sort()
    keptEdits.sort()
    config.sort { $0.path < $1.path }
  }

  /// Notes what becomes of a file; returns the result.
  private mutating func enter(
    _ outcome: SwitchOutcome, _ path: RelativePath, _ sides: Sides<Entry?>,
    _ terms: SwitchTerms
  ) throws -> Entry? {
    switch outcome {
    case .notManaged: return nil
    case .stays: return sides.local
    case .becomes(let entry): return entry
    case .editReplaced:
      replacedEdits.append(path)
      return sides.target
    case .editKept: keptEdits.append(path)
    case .merged:
      guard let local = sides.local, let contents = terms.configurations[path] else { break }
      // What both changed stays as the user has it.
      let merged = MergedConfiguration(path, contents, Answers(choice: .local))
      config.append(merged)
      if !merged.file.conflicts.isEmpty { keptEdits.append(path) }
      return try merged.entry(over: local)
    }
    return sides.local
  }

  private static func checkWays(
    of decided: [RelativePath: Entry?], over local: Listing
  ) throws {
    guard let path = pathInTheWay(of: decided, over: local) else { return }
    throw GenerationError.blocked(
      path: path.description, by: local[path].leaf == nil ? .kind(.directory) : .fileOrLink)
  }

  /// The folders that only held what went, each to be taken away.
  private func emptied(
    by decided: [RelativePath: Entry?], _ listings: Sides<Listing>
  ) -> [RelativePath: Entry?] {
    var emptied: [RelativePath: Entry?] = [:]
    var seen: Set<RelativePath> = []
    for (path, entry) in decided where entry.leaf == nil && listings.local[path].leaf != nil {
      for folder in path.ancestors {
        guard seen.insert(folder).inserted else { break }
        if after[folder].folder != nil && listings.target[folder].folder == nil
          && !after.holdsLeaves(below: folder)
        {
          emptied[folder] = .some(nil)
        }
      }
    }
    return emptied
  }

  /// Lets files keep the bits that lend rights as `local` has them, and no others; says which files the
  /// generation has with such bits, and that are written without.
  mutating func keepSpecialBits(of local: Listing) -> [Finding] {
    let wanted = after
    after = wanted.written(over: local)
    let paths = wanted.changes(to: after).filter {
      $0.before.leaf != nil && $0.before?.hasSpecialBits ?? false
    }.map(\.path)
    return paths.isEmpty ? [] : [.switching(.bitsDropped(paths))]
  }
}
