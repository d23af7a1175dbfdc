import FileEffects
import ObjectStore

/// The files that an upgrade itself writes, beside the release's.
enum UpgradeFiles {
  /// Those that may be there already; the report gets a free name.
  static let paths = [AppliedMigrations.path, VersionFile.atRoot, VersionFile.inBrain]

  /// Refuses anything but a file where every upgrade writes one, and anything but a folder where it writes
  /// its reports.
  ///
  /// - Throws: ``UpgradeError/inTheWayOfUpgrade(path:local:needed:)``.
  static func check(_ workspace: [LayerRule], in deployment: Deployment) throws {
    func refuse(
      _ path: RelativePath, unless isFit: (FileMetadata.Kind) -> Bool, _ needed: FileMetadata.Kind
    )
      throws
    {
      let place = path.resolved(in: deployment.root)
      guard let found = try deployment.files.metadata(place)?.kind, !isFit(found) else {
        return
      }
      throw UpgradeError.inTheWayOfUpgrade(
        path: path.description, local: found, needed: needed)
    }
    for path in paths where !workspace.excludes(path) {
      try refuse(path, unless: { $0 == .regular || $0 == .symbolicLink }, .regular)
    }
    let report = try ReportFiles.path(now: deployment.now) { _ in false }
    if ([report] + ReportFiles.paths(beside: report)).contains(where: workspace.excludes) { return }
    try refuse(ReportFiles.folder, unless: { $0 == .directory }, .directory)
  }
}
