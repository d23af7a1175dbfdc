import Databases
public import FileEffects
import Releases
public import SystemPackage

/// A folder of migrations, or those that a release has.
public struct MigrationFolder: Sendable {
  /// The named path.
  public let path: FilePath
  /// The folders that hold migrations, below `path`; an empty name stands for `path` itself.
  private let places: [String]
  private let files: any FileSystem

  /// Where a release has some, all that an upgrade would look at; else the folder itself.
  public init(_ path: FilePath, on files: any FileSystem) throws {
    guard let found = try files.metadata(path) else { throw MigrationFolderError.missing(path) }
    guard found.isDirectory else { throw MigrationFolderError.noFolder(path) }
    (self.path, self.files) = (path, files)
    func holding(_ places: [String]) throws -> [String] {
      try places.filter { try Self.holdsMigrations(path.appending(bytes: Array($0.utf8)), files) }
    }
    let inRelease = try holding(Release.migrationFolders)
    places = try inRelease.isEmpty ? holding([""]) : inRelease
    if places.isEmpty { throw MigrationFolderError.noMigrations(path) }
  }

  private static func holdsMigrations(_ folder: FilePath, _ files: any FileSystem) throws -> Bool {
    guard try files.metadata(folder)?.isDirectory ?? false else { return false }
    return try files.contents(of: folder).contains {
      !$0.metadata.isDirectory && PassedMigration.mayBeMeant($0.text) && Self.isNumbered($0.text)
    }
  }

  private static func isNumbered(_ name: String) -> Bool {
    name.first.map { $0.isASCII && $0.isNumber } ?? false
  }

  /// The folder that a report names: the one that holds them, or the named one if several do.
  private var shown: FilePath {
    places.count == 1 ? path.appending(bytes: Array(places[0].utf8)) : path
  }

  /// Checks the migrations; with `brain`, tries them against the databases in it: a folder
  /// cortex-brain, one that holds it, or one database. They are only read; `scratch` is a folder
  /// that need not exist. `limit` is how long the statements of one file may run.
  public func lint(
    against brain: FilePath? = nil, limit: Duration = .seconds(60),
    databases: any DatabaseAccess = Deployment.localDatabases, scratch: FilePath
  ) throws -> MigrationLintReport {
    var read: [(place: String, name: String, bytes: [UInt8])] = []
    var findings: [MigrationFinding] = []
    for place in places {
      let (found, faults) = try contents(of: place)
      read += found.map { (place, $0.name, $0.bytes) }
      findings += faults + (try passedOver(below: place))
    }
    findings += try strays()
    var lint = MigrationLint(
      read.map { ($0.name, $0.bytes) }, brainFolder: Deployment.brainFolder)
    lint.limit = limit
    if let brain {
      let copy = BrainCopy(files: files, databases: databases, scratch: scratch)
      lint.brain = try copy.bytes(of: lint.databases, in: brain)
      findings += try copy.missing(lint, in: brain)
    }
    // In several folders a name alone says too little.
    let labels = Dictionary(grouping: read, by: \.name).mapValues { files in
      files.count == 1 ? label(files[0].name, in: files[0].place) : files[0].name
    }
    let all = lint.findings().map { $0.of(labels[$0.file] ?? $0.file) } + findings
    let faulty = findings.filter { $0.rule == .unreadable }.map(\.file)
    return MigrationLintReport(
      folder: shown.spelling,
      files: (read.map { label($0.name, in: $0.place) } + faulty).sorted(),
      findings: all, against: lint.brain.keys.sorted())
  }

  private func label(_ name: String, in place: String) -> String {
    places.count == 1 ? name : "\(place)/\(name)"
  }

  /// The migrations in a folder, and the faults of files that are not even read.
  private func contents(
    of place: String
  ) throws -> ([(name: String, bytes: [UInt8])], [MigrationFinding]) {
    let folder = path.appending(bytes: Array(place.utf8))
    var read: [(name: String, bytes: [UInt8])] = []
    var findings: [MigrationFinding] = []
    for entry in try files.contents(of: folder).sorted(by: { $0.text < $1.text }) {
      // What has no number may be anything, such as a template.
      guard !entry.metadata.isDirectory || entry.text.hasSuffix(".sql"),
        PassedMigration.mayBeMeant(entry.text), PassedMigration.looksNumbered(entry.text)
      else { continue }
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
        findings.append(
          MigrationFinding(MigrationError(entry.text, fault)).of(label(entry.text, in: place)))
      } else {
        read.append((entry.text, try files.read(folder.appending(bytes: entry.name))))
      }
    }
    return (read, findings)
  }

  /// Files deeper in a folder of migrations, where nothing is run.
  private func passedOver(below place: String) throws -> [MigrationFinding] {
    var findings: [MigrationFinding] = []
    func look(_ folder: FilePath, _ name: String) throws {
      for entry in try files.contents(of: folder).sorted(by: { $0.text < $1.text }) {
        let inner = name.isEmpty ? entry.text : "\(name)/\(entry.text)"
        if entry.metadata.isDirectory {
          try look(folder.appending(bytes: entry.name), inner)
        } else if !name.isEmpty, PassedMigration.mayBeMeant(entry.text),
          PassedMigration.looksNumbered(entry.text)
        {
          findings.append(Self.passed(label(inner, in: place)))
        }
      }
    }
    // Below the root of a release there is everything else.
    if !place.isEmpty || path.lastComponent?.string == "migrations" {
      try look(path.appending(bytes: Array(place.utf8)), "")
    }
    return findings
  }

  /// Files in a release's root that are named like a migration, or lie in a folder of nearly the right name.
  private func strays() throws -> [MigrationFinding] {
    if places == [""] { return [] }
    return try files.contents(of: path).sorted { $0.text < $1.text }.flatMap { entry in
      if !entry.metadata.isDirectory {
        return Migration.isMigration(fileName: entry.text) ? [Self.passed(entry.text)] : []
      }
      guard entry.text.lowercased() == "migrations", entry.text != "migrations" else { return [] }
      return try files.contents(of: path.appending(bytes: entry.name)).map(\.text)
        .filter { Migration.isMigration(fileName: $0) }.sorted()
        .map { Self.passed("\(entry.text)/\($0)") }
    }
  }

  private static func passed(_ file: String) -> MigrationFinding {
    MigrationFinding(file, .elsewhere(than: Release.migrationFolders))
  }
}

extension DirectoryEntry {
  fileprivate var text: String { String(decoding: name, as: UTF8.self) }
}
