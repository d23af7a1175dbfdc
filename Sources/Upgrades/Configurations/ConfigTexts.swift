import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import Releases

/// What is in a configuration before and after an upgrade.
public enum ConfigTexts: Hashable, Sendable {
  /// `nil` where it is not there.
  case texts(before: [UInt8]?, after: [UInt8]?)
  /// They are left out of the plan: the longer of them has so many bytes.
  case tooLong(bytes: UInt64)

  /// How many bytes of a text a plan holds, and of all together.
  static let longest: UInt64 = 256 << 10
  static let mostBytes: UInt64 = 4 << 20
}

/// Reads what is in configurations before and after, as long as it is not too much.
struct ConfigTextReader {
  private let inputs: UpgradeInputs
  private let release: Release
  private let deployment: Deployment
  private var room = ConfigTexts.mostBytes

  init(_ inputs: UpgradeInputs, _ release: Release, _ deployment: Deployment) {
    (self.inputs, self.release, self.deployment) = (inputs, release, deployment)
  }

  /// `nil` where the file stays as it is, and where it is a link.
  ///
  /// - Throws: ``GenerationError/changedMeanwhile(path:)``.
  mutating func texts(at path: RelativePath, in plan: UpgradePlan) throws -> ConfigTexts? {
    let (before, after) = (inputs.local[path].leaf, plan.after[path].leaf)
    let entries = [before, after].compactMap(\.self)
    guard before?.object != after?.object, entries.allSatisfy({ $0.kind == .file }) else {
      return nil
    }
    let largest = max(before?.size ?? 0, after?.size ?? 0)
    let size = (before?.size ?? 0) + (after?.size ?? 0)
    guard largest <= ConfigTexts.longest, size <= room else { return .tooLong(bytes: largest) }
    room -= size
    return .texts(
      before: try inputs.configurations[path]?.local
        ?? before.flatMap { try deployment.configuration(at: path, $0) },
      after: after == nil ? nil : plan.merges[path] ?? release.configurations[path])
  }
}

extension UpgradeStates {
  /// Adds what is in configurations before and after.
  func addTexts(to plan: inout UpgradePlan, _ inputs: UpgradeInputs, _ survey: Survey) throws {
    var reader = ConfigTextReader(inputs, release, survey.deployment)
    for index in plan.config.indices {
      guard let bytes = Spelling.bytes(in: plan.config[index].path.utf8),
        let path = RelativePath(bytes: bytes)
      else { continue }
      plan.config[index].texts = try reader.texts(at: path, in: plan)
    }
  }
}
