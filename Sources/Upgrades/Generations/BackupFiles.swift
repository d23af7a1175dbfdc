import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// Writes the text that says what a backup folder is and how to go back to it, for people.
///
/// - Parameter databases: The paths of the databases in it.
public typealias BackupReadme =
  @Sendable (
    _ generation: Generation.Number, _ version: String, _ created: Timestamp, _ databases: [String]
  ) -> String

/// What a backup folder has beside the files of a generation, so that it is of use without this program:
/// a text for people, the rows of the databases as YAML, and the list that CORTEX's own backups have.
struct BackupFiles {
  /// The names in the folder, of which none is one of the generation's own.
  static let readme = "BACKUP-README.txt"
  static let export = "brain-export"
  static let manifest = "backup-manifest.json"

  let deployment: Deployment
  let generation: Generation
  let listing: Listing
  let folder: FilePath

  /// Refuses a generation with files that have the names of these.
  func check() throws {
    for name in [Self.readme, Self.export, Self.manifest]
    where listing[RelativePath(unchecked: Array(name.utf8))] != nil {
      throw GenerationError.blocked(path: name, by: .fileOrLink)
    }
  }

  /// Writes them, the list last.
  func write(_ readme: BackupReadme) throws {
    let databases = listing.leaves.filter { $0.entry.kind == .database }
    let export = BrainExport(deployment: deployment, folder: folder.appending(Self.export))
    _ = try deployment.step(.exportBrain) {
      try export.write(databases, version: generation.version) { $0.resolved(in: folder) }
    }
    let text = readme(
      generation.number, generation.version, generation.created,
      databases.map(\.path.description))
    try deployment.files.replace(folder.appending(Self.readme), with: Array(text.utf8))
    let manifest = BackupManifest(
      backupDate: generation.created, cortexPath: deployment.root.spelling,
      backupPath: folder.spelling, filesBackedUp: listing.fileCount,
      cortexVersion: generation.version, generation: generation.number)
    try deployment.files.replace(
      folder.appending(Self.manifest), with: Array((try StableJSON.report(manifest) + "\n").utf8))
  }
}

/// The list of a backup, with the fields that CORTEX's own have, and two more.
private struct BackupManifest: Encodable {
  var backupDate: Timestamp
  var cortexPath: String
  var backupPath: String
  var filesBackedUp: Int
  var cortexVersion: String
  var generation: Generation.Number
}

extension Listing {
  /// A backup folder's files of the generation alone; any other listing as it is.
  var withoutBackupFiles: Listing {
    func path(_ name: String) -> RelativePath { RelativePath(unchecked: Array(name.utf8)) }
    let (own, export) = (
      [BackupFiles.readme, BackupFiles.manifest].map(path), path(BackupFiles.export)
    )
    guard own.allSatisfy({ self[$0] != nil }) else { return self }
    let whole = self
    let rest = items.filter {
      !own.contains($0.path) && $0.path != export && !$0.path.isInside(export)
    }
    return Listing(Dictionary(uniqueKeysWithValues: rest.map { ($0.path, $0.entry) })) { whole[$0] }
  }
}
