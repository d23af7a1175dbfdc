import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// Asks which entries of the user's own are made in another way than the release's beside them.
public struct ValidateConfigurations: Inquiry {
  private let key: String?

  /// - Parameter key: The entry's path of keys, or the end of it; `nil` for all.
  public init(key: String?) { self.key = key }

  public func report(on deployment: Deployment) throws -> ValidationReport {
    let log = try deployment.log()
    let current = try log.current()
    guard let tree = current.base else {
      return ValidationReport(isKnown: false, files: 0, findings: [])
    }
    let reader = try ObjectReader(log.store)
    let before = try deployment.step(.readGenerations) {
      try previousRelease(than: current, log)
    }
    let earlier = try before.map { try reader.listing(of: $0) } ?? Listing()
    let rules = try deployment.workspaceRules()
    var report = ValidationReport(isKnown: before != nil, files: 0, findings: [])
    try deployment.step(.compareConfigurations) {
      for item in try reader.listing(of: tree).leaves {
        let rule = rules.rule(for: item.path)
        guard (rule.map(\.layer) ?? item.entry.layer) == .config,
          let upgrade = try deployment.contents(of: item.entry, reader),
          let local = try present(item.path, deployment)
        else { continue }
        let sides = MergeSides(
          base: try deployment.contents(of: earlier[item.path], reader), local: local,
          upgrade: upgrade, at: item.path)
        report.files += 1
        report.findings += findings(in: local, at: item.path, sides)
      }
    }
    return report
  }

  /// The entries of one file that use the old structure.
  private func findings(
    in local: [UInt8], at path: RelativePath, _ sides: MergeSides
  ) -> [ValidationReport.Finding] {
    OutdatedEntry.all(in: local, sides: sides)
      .map { UpgradePlan.Outdated(path: $0.path, missing: $0.missing, dropped: $0.dropped) }
      .filter { key.map($0.isNamed) ?? true }
      .map { ValidationReport.Finding(path: path.description, entry: $0) }
  }

  /// The present configuration; `nil` if there is none, or if it is no file.
  private func present(_ path: RelativePath, _ deployment: Deployment) throws -> [UInt8]? {
    try deployment.readIfRegular(path.resolved(in: deployment.root))
  }

  /// What the release before the one in force shipped: the base of the generation that was upgraded.
  private func previousRelease(
    than current: Generation, _ log: GenerationLog
  ) throws -> ObjectID? {
    var next: Generation? = current
    while let generation = next {
      if generation.base != current.base { return generation.base }
      // If there is none, retention has dropped it and those before it.
      next = try (generation.mergedFrom ?? generation.parent).flatMap {
        try log.generation(ifPresent: $0)
      }
    }
    return nil
  }
}

/// Entries of the user's own that are made in another way than the release's.
public struct ValidationReport: Encodable, Hashable, Sendable {
  /// An entry that uses the old structure.
  public struct Finding: Encodable, Hashable, Sendable {
    /// The file.
    public var path: String
    public var entry: UpgradePlan.Outdated

    private enum CodingKeys: CodingKey {
      case path, key, missing, dropped, detail
    }

    /// With the problem as words, too.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(path, forKey: .path)
      try container.encode(entry.path, forKey: .key)
      try container.encode(entry.missing, forKey: .missing)
      try container.encode(entry.dropped, forKey: .dropped)
      try container.encode("\(entry)", forKey: .detail)
    }
  }

  /// Whether it is known what the installed release, and the one before it, shipped.
  public var isKnown: Bool
  /// How many configurations were looked into.
  public var files: Int
  public var findings: [Finding]
}

extension UpgradePlan.Outdated {
  /// Whether `key` is the entry's path, or the end of it.
  func isNamed(_ key: String) -> Bool {
    path == key || name == key || path.hasSuffix(".\(key)")
  }
}
