import ConfigMerge
import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// A configuration that no program can load.
public struct UnreadableConfiguration: Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// With the line and the column.
  public var reason: String

  public init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }

  public var description: String { "\(path) (\(reason))" }
}

extension Deployment {
  /// Refuses a release with a configuration that no program can load, wherever it, or a part of it, would
  /// come in the place of what can be loaded, or of nothing.
  ///
  /// - Throws: ``UpgradeError/unreadableRelease(_:)``.
  func checkReadable(
    _ release: Release, _ paths: [RelativePath], local: Listing
  ) throws {
    let wanted = paths.compactMap { path in
      release.configurations[path].map { (path: path, bytes: $0) }
    }
    let reasons = try Parallel.map(count: wanted.count, workers: workers, state: {}) {
      ConfigReading.failure(of: wanted[$1].bytes, at: wanted[$1].path)
    }
    var found: [UnreadableConfiguration] = []
    for (path, reason) in zip(wanted.map(\.path), reasons) {
      guard let reason else { continue }
      let present = try local[path].leaf.flatMap { try configuration(at: path, $0) }
      // Where the user's cannot be loaded either, nothing becomes worse.
      if let present, ConfigReading.failure(of: present, at: path) != nil { continue }
      found.append(UnreadableConfiguration(path: path.description, reason: reason))
    }
    if !found.isEmpty { throw UpgradeError.unreadableRelease(found) }
  }
}

extension ConfigReading {
  /// Why no program can load the file at `path`; `nil` if one can, or if its name does not tell its
  /// format.
  static func failure(of bytes: [UInt8], at path: RelativePath) -> String? {
    let name = String(decoding: path.name, as: UTF8.self)
    return ConfigFormat(fileName: name).flatMap { failure(of: bytes, as: $0, fileName: name) }
  }

  static func failure(of bytes: [UInt8], as format: ConfigFormat, fileName: String) -> String? {
    if case .fails(let fault) = ConfigReading(bytes, as: format, fileName: fileName) {
      "\(fault)"
    } else {
      nil
    }
  }
}

extension Release {
  /// Removes the copy that it was read from, if there is one, once nobody looks into it again.
  func removeCopy(on files: any FileSystem) {
    if let copy { Self.remove(copy, on: files) }
  }

  /// Best effort: whoever uses the folder next empties it.
  static func remove(_ copy: FilePath, on files: any FileSystem) { try? files.remove(copy) }
}
