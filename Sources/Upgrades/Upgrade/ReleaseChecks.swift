import FileEffects
import ObjectStore
import Releases
import SystemPackage

extension Release {
  /// What lists of digests said, as checks of an upgrade.
  var checksumChecks: [Check] {
    checksums.map { finding in
      if case .agrees = finding { return Check(.checksums, .ok, .checksum(finding)) }
      return Check(.checksums, .warning, .checksum(finding))
    }
  }

  /// Everything that somebody should hear who takes files from it.
  var allWarnings: [Finding] {
    warnings.map { .capture($0) } + cautions.map { .caution($0) }
      + checksumChecks.filter { $0.result != .ok }.map(\.finding)
  }

  /// Refuses to be installed over a version that the manifest does not name among those that it can
  /// upgrade. To install a version once more, or an older one, is no upgrade.
  ///
  /// An installed version that nothing says is none of them: whether this release can upgrade it nobody
  /// knows.
  /// - Throws: ``ReleaseError/notUpgradedFrom(_:installed:known:)``.
  func checkUpgrades(from installed: String) throws(ReleaseError) {
    guard let manifest, !manifest.upgradesFrom.isEmpty else { return }
    if let installed = ReleaseVersion(installed), !installed.isStandIn {
      if manifest.version <= installed || manifest.upgradesFrom.contains(installed) { return }
    }
    throw .notUpgradedFrom(
      manifest.version, installed: installed, known: manifest.upgradesFrom)
  }

  /// The version as text; where nothing says it, the digest of the release stands for it.
  func versionText() throws -> String {
    if let version { return version.description }
    return ReleaseVersion.standIn(for: try listing.treeID().description)
  }

  /// Refuses files where the store is: in the deployment it need not be called .cortex.
  ///
  /// - Throws: ``ReleaseError/refused(_:name:reason:)``.
  func checkSpares(_ store: FilePath, below root: FilePath) throws(ReleaseError) {
    guard let store = RelativePath(store, below: root) else { return }
    for item in listing.items where item.path == store || item.path.isInside(store) {
      throw .refused(source, name: item.path.bytes, reason: .reservedName)
    }
  }
}
