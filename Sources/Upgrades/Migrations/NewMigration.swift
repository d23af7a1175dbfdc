import Databases
public import FileEffects
public import Generations
import Releases
public import SystemPackage

/// A migration to be begun from the template.
public struct NewMigration: Sendable {
  /// Letters, digits, `_` and `-`.
  public let name: String
  /// Below `cortex-brain/`.
  public let database: String

  public static let defaultDatabase = ProductLayout.current.usualDatabase

  /// - Throws: ``MigrationFolderError`` for a name or a database that cannot be.
  public init(name: String, database: String = defaultDatabase) throws(MigrationFolderError) {
    let isPlain = name.utf8.allSatisfy {
      ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
        || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
        || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
    guard isPlain, (1...100).contains(name.utf8.count), !name.hasPrefix("-") else {
      throw .unusableName(name)
    }
    if let fault = Migration.refusal(ofDatabase: database, in: Deployment.brainFolder) {
      throw .unusableDatabase(database, fault)
    }
    (self.name, self.database) = (name, database)
  }

  /// Writes the file, with the next free number, into a folder, which is made if it is missing.
  ///
  /// No file that is there is ever replaced.
  public func write(
    to folder: FilePath, on files: any FileSystem, now: Timestamp
  ) throws -> NewMigrationReport {
    let folder = try files.named(folder)
    try files.ensureDirectory(folder)
    let names = try files.contents(of: folder).map { String(decoding: $0.name, as: UTF8.self) }
    let migrations = names.filter { Migration.isMigration(fileName: $0) }
    if let taken = migrations.sorted().first(where: { Migration.name(of: $0) == name }) {
      throw MigrationFolderError.nameTaken(folder.appending(taken))
    }
    let number = (migrations.compactMap { Migration.number(of: $0) }.max() ?? 0) + 1
    guard number <= 999_999_999 else { throw MigrationFolderError.noNumberLeft(folder) }
    let digits = String(number)
    let path = folder.appending("\(digits.zeroPadded(to: 3))_\(name).sql")
    let text = [
      "{{name}}": name, "{{number}}": digits, "{{database}}": database, "{{date}}": now.dateText,
    ].reduce(migrationTemplate) { $0.replacing($1.key, with: $1.value) }
    let file = try files.create(path, permissions: 0o644)
    try Array(text.utf8).withUnsafeBytes { try file.append($0) }
    try file.sync()
    try files.syncDirectory(folder)
    return NewMigrationReport(
      file: path.spelling, number: number, name: name, database: database, folder: folder.spelling)
  }
}

/// A migration that was begun.
public struct NewMigrationReport: Encodable, Hashable, Sendable {
  public let file: String
  public let number: Int
  public let name: String
  public let database: String
  public let folder: String
}
