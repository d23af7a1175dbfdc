import FileEffects
import ObjectStore

/// The files that an upgrade itself writes, beside the release's.
enum UpgradeFiles {
  /// Those that may be there already; the report gets a free name.
  static let paths = [AppliedMigrations.path, VersionFile.atRoot, VersionFile.inBrain]

  /// Refuses what is no file in the place of one that every upgrade writes, and what is no folder in that
  /// of the reports.
  ///
  /// - Throws: ``UpgradeError/inTheWayOfUpgrade(path:local:needed:)``.
  static func check(_ workspace: [LayerRule], in deployment: Deployment) throws {
    func refuse(_ path: RelativePath, unless isAsMeant: (FileMetadata.Kind) -> Bool, _ what: String)
      throws
    {
      let place = path.resolved(in: deployment.root)
      guard let found = try deployment.files.metadata(place)?.kind, !isAsMeant(found) else {
        return
      }
      throw UpgradeError.inTheWayOfUpgrade(
        path: path.description, local: found.words, needed: what)
    }
    for path in paths where !workspace.excludes(path) {
      try refuse(path, unless: { $0 == .regular || $0 == .symbolicLink }, "a file")
    }
    let report = try ReportFiles.path(now: deployment.now) { _ in false }
    if workspace.excludes(report) || workspace.excludes(ReportFiles.jsonPath(beside: report)) {
      return
    }
    try refuse(ReportFiles.folder, unless: { $0 == .directory }, "a folder")
  }
}
