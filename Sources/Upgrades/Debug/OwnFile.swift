import FileEffects
import ObjectStore

/// A file that upgrades write themselves, beside those of the release.
public struct OwnFile: Encodable, Hashable, Sendable {
  /// The purpose of the file.
  public enum Kind: String, Encodable, Hashable, Sendable {
    /// A note of the installed version.
    case version
    /// The list of the migrations that databases have.
    case migrations
    case report
  }

  public var kind: Kind
  /// Whether an upgrade, or the one that was named, writes it; `null` where that depends on the release.
  @OrNull public var isWritten: Bool?
  /// The files that upgrades write in its place.
  public var instead: [String] = []

  private enum CodingKeys: String, CodingKey {
    case kind, instead
    case isWritten = "written"
  }
}

extension OwnFile {
  /// `nil` for a path that upgrades write only as the release has it, or not at all.
  ///
  /// - Parameters:
  ///   - local: What the deployment holds now.
  ///   - upgrade: The upgrade that was named.
  init?(
    _ path: RelativePath, _ local: Listing, _ upgrade: PreparedUpgrade?, in deployment: Deployment,
    _ workspace: [LayerRule]
  ) throws {
    if path.isReserved || workspace.excludes(path) { return nil }
    if ReportFiles.isReport(path) {
      self.init(kind: .report, isWritten: nil)
    } else if path == AppliedMigrations.path {
      self.init(kind: .migrations, isWritten: upgrade.flatMap(Self.writesMigrations))
    } else if VersionFile.places.contains(path) {
      let files =
        try upgrade?.plan.versionFiles ?? deployment.versionFiles(local).toWrite(workspace)
      if files.isEmpty { return nil }
      let changesNothing = upgrade?.plan.isEmpty ?? false
      let isWritten = !changesNothing && files.contains { $0.path == path }
      self.init(
        kind: .version, isWritten: isWritten,
        instead: isWritten || changesNothing ? [] : files.map(\.path.description))
    } else {
      return nil
    }
  }

  /// `nil` for an upgrade that is refused before its migrations are tried.
  private static func writesMigrations(_ upgrade: PreparedUpgrade) -> Bool? {
    if !upgrade.rehearsals.isEmpty { return true }
    return upgrade.refusal == nil ? false : nil
  }
}
