import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// The contents of configurations that both sides of an upgrade changed.
struct ConfigurationContents {
  /// In those that are merged.
  var merges: [RelativePath: MergeSides] = [:]
  /// In those that are decided as a whole.
  var wholeFiles: [RelativePath: WholeFile] = [:]

  init(
    of inputs: UpgradeInputs, at paths: [RelativePath], _ release: Release, _ survey: Survey
  ) throws {
    let deployment = survey.deployment
    let reader = try ObjectReader(survey.log.store)
    for path in paths {
      let sides = inputs.listings.map { $0[path].leaf }
      let base = try deployment.contents(of: sides.base, reader)
      let local = try sides.local.flatMap { try deployment.configuration(at: path, $0) }
      if !WholeFile.isWhole(sides), let local, let upgrade = release.configurations[path] {
        merges[path] = MergeSides(base: base, local: local, upgrade: upgrade, at: path)
        continue
      }
      wholeFiles[path] = WholeFile(
        sides,
        contents: Sides(
          base: base, local: try local ?? deployment.linkTarget(at: path, sides.local),
          target: release.configurations[path] ?? release.links[path]))
    }
  }
}

/// The core files that the user edited and that are to be merged.
enum EditedCore {
  /// Their contents, as far as they are readable.
  static func texts(
    of inputs: UpgradeInputs, at paths: [RelativePath], _ release: Release, _ survey: Survey
  ) throws -> [RelativePath: Sides<[UInt8]>] {
    guard inputs.core == .merge else { return [:] }
    let deployment = survey.deployment
    let reader = try ObjectReader(survey.log.store)
    let paths = paths.filter { path in
      inputs.listings.map { $0[path] }.all.allSatisfy {
        guard let entry = $0 else { return false }
        return entry.kind == .file && entry.size <= UInt64(CleanMerge.longest)
      }
    }
    let shipped = try deployment.releaseReader(scratch: survey.scratch)
      .contents(of: Set(paths), in: release)
    var texts: [RelativePath: Sides<[UInt8]>] = [:]
    for path in paths {
      guard let base = try deployment.contents(of: inputs.base[path], reader),
        let local = try inputs.local[path].flatMap({ try deployment.configuration(at: path, $0) }),
        let upgrade = shipped[path]
      else { continue }
      texts[path] = Sides(base: base, local: local, target: upgrade)
    }
    return texts
  }
}

extension SwitchStates {
  /// The contents of configurations that were edited since and differ in the target: the release's side
  /// is the target's.
  func configurations(_ deployment: Deployment) throws -> [RelativePath: MergeSides] {
    var sides: [RelativePath: MergeSides] = [:]
    for path in listings.pathsToMerge {
      let present = try listings.local[path].flatMap { try deployment.configuration(at: path, $0) }
      guard let local = present,
        let base = try deployment.contents(of: listings.base[path], reader),
        let target = try deployment.contents(of: listings.target[path], reader)
      else { continue }
      sides[path] = MergeSides(base: base, local: local, upgrade: target, at: path)
    }
    return sides
  }
}

extension Deployment {
  /// Where a link of the deployment leads; `nil` where it is none.
  fileprivate func linkTarget(at path: RelativePath, _ entry: Entry?) throws -> [UInt8]? {
    guard entry?.kind == .link else { return nil }
    return try files.linkTarget(path.resolved(in: root))
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
}
