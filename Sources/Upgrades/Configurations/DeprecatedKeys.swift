import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import Releases

/// A deprecated key in a configuration of the user's.
public struct DeprecatedKey: Encodable, Hashable, Sendable {
  /// The file, below the deployment's folder.
  public var path: String
  public var key: String
  /// Counted from 1.
  public var line: Int
  /// What the release says of it.
  public var what: String
  @OrNull public var instead: String?

  public init(path: String, key: String, line: Int, what: String, instead: String?) {
    (self.path, self.key, self.line, self.what) = (path, key, line, what)
    _instead = OrNull(wrappedValue: instead)
  }
}

/// Looks for keys that a release says are deprecated, where they are the user's: as shipped, they are the
/// release's own to change.
struct DeprecatedKeySearch {
  private let notices: [(record: DeprecatedKeyRecord, pattern: KeyPattern)]

  init(_ records: [DeprecatedKeyRecord]) {
    notices = records.compactMap { record in KeyPattern(record.key).map { (record, $0) } }
  }

  /// Whether a configuration may have one.
  func concerns(_ path: RelativePath) -> Bool {
    notices.contains { $0.record.file == nil || $0.record.file == path.description }
  }

  /// The keys in a configuration, in the order of its lines.
  func found(
    in bytes: [UInt8], at path: RelativePath, besides shipped: [UInt8]?
  ) -> [DeprecatedKey] {
    let name = path.description
    let notices = notices.filter { $0.record.file == nil || $0.record.file == name }
    let places = Self.places(
      of: notices.map(\.pattern), in: bytes, at: path, besides: shipped)
    return zip(notices, places).flatMap { notice, places in
      places.map {
        DeprecatedKey(
          path: name, key: $0.path, line: $0.line, what: notice.record.what,
          instead: notice.record.instead)
      }
    }.sorted { ($0.line, $0.key) < ($1.line, $1.key) }
  }
}

extension DeprecatedKeySearch {
  /// Where a configuration has keys, for each pattern.
  static func places(
    of patterns: [KeyPattern], in bytes: [UInt8], at path: RelativePath,
    besides shipped: [UInt8]? = nil
  ) -> [[KeyPlace]] {
    let name = String(decoding: path.name, as: UTF8.self)
    return KeyPlace.all(
      of: patterns, in: bytes, besides: shipped, as: ConfigFormat(fileName: name) ?? .text,
      fileName: name)
  }
}

extension [ReleaseNotice] {
  /// Those that are about keys, as they are kept while the release is installed.
  var keyRecords: [DeprecatedKeyRecord] {
    compactMap { notice in
      notice.key.map {
        DeprecatedKeyRecord(
          file: notice.file?.path.description, key: $0, what: notice.what, instead: notice.instead)
      }
    }
  }
}

extension UpgradeStates {
  /// Adds where the user's configurations will have deprecated keys.
  func findDeprecatedKeys(in plan: inout UpgradePlan, _ survey: Survey) throws {
    let search = DeprecatedKeySearch(plan.deprecations.keyRecords)
    for item in plan.after.leaves where search.concerns(item.path) {
      let (path, entry) = (item.path, item.entry)
      guard entry.layer == .config, entry.kind == .file else { continue }
      let text: [UInt8]?
      if let merged = plan.merges[path] {
        text = merged
      } else if entry.object == local[path]?.object {
        text = try survey.deployment.configuration(at: path, entry)
      } else {
        continue
      }
      guard let text else { continue }
      plan.deprecatedKeys += search.found(
        in: text, at: path, besides: release.configurations[path])
    }
  }
}

extension [DeprecatedKey] {
  /// A warning for each, as long as they are not many; the last one for all others.
  var checks: [Check] {
    let single = prefix(Self.mostChecks)
    let others = dropFirst(Self.mostChecks)
    return (single.map { [$0] } + (others.isEmpty ? [] : [Array(others)])).map {
      Check(.deprecatedKeys, .warning, .configuration(.deprecated($0)))
    }
  }

  private static let mostChecks = 20
}

/// The keys that the installed release says are deprecated, in the present configurations.
struct DeprecatedKeysCheck {
  private let deployment: Deployment

  init(of deployment: Deployment) { self.deployment = deployment }

  func checks(_ facts: DoctorFacts) throws -> [Check] {
    guard let log = facts.log, let current = facts.current,
      let records = current.deprecatedKeys, !records.isEmpty
    else { return [] }
    let search = DeprecatedKeySearch(records)
    let reader = try ObjectReader(log.store)
    let shipped = try current.base.map { try reader.listing(of: $0) } ?? Listing()
    return try facts.local.leaves.flatMap { item -> [DeprecatedKey] in
      guard item.entry.layer == .config, search.concerns(item.path),
        let text = try deployment.configuration(at: item.path, item.entry)
      else { return [] }
      return search.found(
        in: text, at: item.path,
        besides: try deployment.contents(of: shipped[item.path].leaf, reader))
    }.checks
  }
}
