import ConfigMerge
import FileEffects
import Generations
import Releases

/// The keys that a release renamed, by the configurations that have them.
struct RenamedKeys: Hashable, Sendable {
  /// As the release says them.
  private(set) var records: [RenamedKeyRecord] = []

  init(_ keys: [RenamedKey] = []) {
    records = keys.map {
      RenamedKeyRecord(file: $0.file.path.description, from: $0.from, to: $0.to)
    }
  }

  init(_ records: [RenamedKeyRecord]) { self.records = records }

  /// The rules for one configuration, in the order in which the release has them.
  subscript(path: RelativePath) -> [KeyRename] {
    records.filter { $0.file == path.description }
      .compactMap { KeyRename(from: $0.from, to: $0.to) }
  }
}

extension UpgradePlan {
  /// A key of the user's that follows the release's.
  public struct Renamed: Encodable, Hashable, Sendable {
    public var from: String
    public var to: String

    public init(from: String, to: String) { (self.from, self.to) = (from, to) }
  }
}
