import Databases
public import FileEffects
public import SystemPackage

/// A folder of migrations.
public struct MigrationFolder: Sendable {
  public let path: FilePath
  private let files: any FileSystem

  /// The folder itself if it holds migrations, else the one of a release that does.
  public init(_ path: FilePath, on files: any FileSystem) throws {
    guard let found = try files.metadata(path) else { throw MigrationFolderError.missing(path) }
    guard found.isDirectory else { throw MigrationFolderError.noFolder(path) }
    for candidate in [path] + Self.places.map({ path.appending($0) })
    where try files.metadata(candidate)?.isDirectory ?? false {
      let entries = try files.contents(of: candidate)
      guard entries.contains(where: { Migration.isMigration(fileName: $0.text) }) else { continue }
      (self.path, self.files) = (candidate, files)
      return
    }
    throw MigrationFolderError.noMigrations(path)
  }

  /// Where a release may have them.
  static let places = ["migrations", "cortex-brain/migrations", "Migrations"]

  /// What there is to say of the migrations; with `brain`, tried against the databases in it: a
  /// folder cortex-brain, one that holds it, or one database. They are only read; `scratch` is a
  /// folder that need not exist.
  public func lint(
    against brain: FilePath? = nil, databases: any DatabaseDoor = Deployment.localDatabases,
    scratch: FilePath
  ) throws -> MigrationLintReport {
    let (read, findings) = try contents()
    var lint = MigrationLint(read)
    if let brain {
      lint.brain = try BrainCopy(files: files, databases: databases, scratch: scratch)
        .bytes(of: lint.databases, in: brain)
    }
    return MigrationLintReport(
      folder: path.spelling, files: (read.map(\.name) + findings.map(\.file)).sorted(),
      findings: lint.findings() + findings, against: lint.brain.keys.sorted())
  }

  /// The migrations, and what is wrong with files that are not even read.
  private func contents() throws -> ([(name: String, bytes: [UInt8])], [MigrationFinding]) {
    var read: [(name: String, bytes: [UInt8])] = []
    var findings: [MigrationFinding] = []
    for entry in try files.contents(of: path).sorted(by: { $0.text < $1.text }) {
      // What has no number may be anything, such as a template.
      guard entry.text.hasSuffix(".sql"), entry.text.first?.isNumber ?? false else { continue }
      let fault: MigrationError.Fault? =
        if !Migration.isMigration(fileName: entry.text) {
          .fileName
        } else if !entry.metadata.isRegular {
          .noFile
        } else if entry.metadata.size > Migration.longest {
          .tooLong(bytes: Int(clamping: entry.metadata.size))
        } else {
          nil
        }
      if let fault {
        findings.append(MigrationFinding(MigrationError(entry.text, fault)))
      } else {
        read.append((entry.text, try files.read(path.appending(bytes: entry.name))))
      }
    }
    return (read, findings)
  }
}

extension DirectoryEntry {
  fileprivate var text: String { String(decoding: name, as: UTF8.self) }
}
