import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// Where the contents of configurations come from, and where answers about them go.
extension Deployment {
  /// What is in the configurations that both sides changed: in those that are merged, and in those that
  /// are decided as a whole.
  func readConfigurations(
    of inputs: inout UpgradeInputs, _ release: Release, _ store: Store
  ) throws {
    let reader = try ObjectReader(store)
    for path in inputs.pathsInConflict {
      let sides = (
        base: inputs.base[path].leaf, local: inputs.local[path].leaf,
        upgrade: inputs.upgrade[path].leaf
      )
      let base = try contents(of: sides.base, reader)
      let local = try sides.local.flatMap { try configuration(at: path, $0) }
      let isWhole = WholeFile.isWhole(
        base: sides.base, local: sides.local, upgrade: sides.upgrade)
      if !isWhole, let local, let upgrade = release.configurations[path] {
        inputs.configurations[path] = MergeSides(
          base: base, local: local, upgrade: upgrade, at: path)
        continue
      }
      inputs.wholeFiles[path] = WholeFile(
        sides,
        contents: (
          base, try local ?? linkTarget(at: path, sides.local),
          release.configurations[path] ?? release.links[path]
        ))
    }
  }

  /// What is in the core files that the user edited, if they are to be merged.
  func readEditedCore(
    of inputs: inout UpgradeInputs, _ release: Release, _ store: Store, scratch: FilePath
  ) throws {
    guard inputs.core == .merge else { return }
    let reader = try ObjectReader(store)
    let paths = inputs.editedCore.filter { path in
      [inputs.base, inputs.local, inputs.upgrade].allSatisfy {
        guard let entry = $0[path] else { return false }
        return entry.kind == .file && entry.size <= UInt64(CleanMerge.longest)
      }
    }
    let shipped = try releaseReader(scratch: scratch).contents(of: Set(paths), in: release)
    for path in paths {
      guard let base = try contents(of: inputs.base[path], reader),
        let local = try inputs.local[path].flatMap({ try configuration(at: path, $0) }),
        let upgrade = shipped[path]
      else { continue }
      inputs.coreTexts[path] = CoreTexts(base: base, local: local, upgrade: upgrade)
    }
  }

  /// Where a link of the deployment leads; `nil` where it is none.
  private func linkTarget(at path: RelativePath, _ entry: Entry?) throws -> [UInt8]? {
    guard entry?.kind == .link else { return nil }
    return try files.linkTarget(path.resolved(in: root))
  }

  /// The same for going to another generation: the release's side is the target's.
  func mergeSides(
    _ base: Listing, _ local: Listing, _ target: Listing, _ reader: ObjectReader
  ) throws -> [RelativePath: MergeSides] {
    var sides: [RelativePath: MergeSides] = [:]
    for path in SwitchPlan.pathsToMerge(base: base, local: local, target: target) {
      guard let bytes = try local[path].flatMap({ try configuration(at: path, $0) }),
        let base = try contents(of: base[path], reader),
        let target = try contents(of: target[path], reader)
      else { continue }
      sides[path] = MergeSides(base: base, local: bytes, upgrade: target, at: path)
    }
    return sides
  }

  /// The contents of a file in the store; `nil` where there is none, or it is too long to be looked
  /// into.
  func contents(of entry: Entry?, _ reader: ObjectReader) throws -> [UInt8]? {
    guard let entry, entry.kind == .file, entry.size <= UInt64(Release.longestConfiguration) else {
      return nil
    }
    return try reader.contents(of: entry)
  }

  /// The contents of a file of the deployment, which are those that a capture just found; `nil` where
  /// it is too long to be looked into.
  ///
  /// - Throws: ``GenerationError/changedMeanwhile(path:)``.
  func configuration(at path: RelativePath, _ entry: Entry) throws -> [UInt8]? {
    guard entry.kind == .file, entry.size <= UInt64(Release.longestConfiguration) else {
      return nil
    }
    let bytes = try files.read(path.resolved(in: root))
    guard try entry.holds(bytes) else {
      throw GenerationError.changedMeanwhile(path: path.description)
    }
    return bytes
  }

  /// Keeps the user's answers for the next time. The upgrade is through: that this fails undoes
  /// nothing, and is said.
  func remember(
    _ answers: [ObjectID: ConflictAnswer], _ plan: UpgradePlan, _ log: GenerationLog
  ) -> [Check] {
    do {
      for file in plan.config {
        for conflict in file.conflicts where conflict.question != nil {
          guard let answer = answers[conflict.identity] else { continue }
          try log.remember(
            RememberedAnswer(file: file.path, key: conflict.key, answer: answer, since: now),
            for: conflict.identity)
        }
      }
      return []
    } catch {
      return [Check("answers", .warning, "your answers could not be remembered: \(error)")]
    }
  }
}

extension UpgradePlan {
  /// The conflicts with their answers, as the new generation keeps them; `nil` if there are none.
  var conflictRecords: [ConflictRecord]? {
    let records = config.flatMap { file in
      file.conflicts.compactMap { $0.record(in: file.path) }
    }
    return records.isEmpty ? nil : records
  }
}

extension UpgradePlan.Conflict {
  /// `nil` where nothing is decided.
  func record(in file: String) -> ConflictRecord? {
    guard let answer else { return nil }
    func side(_ text: String?, _ line: Int?) -> ConflictRecord.Side? {
      text.map { ConflictRecord.Side(line: line ?? 1, text: $0) }
    }
    return ConflictRecord(
      file: file, key: key, kind: kind, identity: identity, base: side(base, baseLine),
      local: side(local, localLine), upgrade: side(upgrade, upgradeLine), answer: answer)
  }

  /// What was answered; `nil` if nothing is decided.
  var answer: ConflictAnswer? {
    if let text { return .text(text) }
    return ConflictChoice(rawValue: resolution)?.answer
  }
}
