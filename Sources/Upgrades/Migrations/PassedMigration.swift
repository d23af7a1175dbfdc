import Databases
import FileEffects
import Generations
import ObjectStore
import Releases

/// A migration, or a file that looks like one, that an upgrade does not run.
public struct PassedMigration: Encodable, Hashable, Sendable {
  /// Why it is not run.
  public enum Reason: Hashable, Sendable {
    case misnamed
    case misplaced
    /// Its database is an empty file: CORTEX creates it in its latest form.
    case emptyDatabase(String)
    case unreadableDatabase(String)
    case noDatabase(String)
    /// There is another one, whose name differs in upper and lower case.
    case otherCase(String, present: String)
    /// There is one of that name in another folder.
    case elsewhere(String, present: String)
  }

  public var file: String
  /// In JSON, its words.
  public var reason: Reason
  /// Whether somebody most likely meant it to be run here.
  var isMeant: Bool

  private enum CodingKeys: CodingKey { case file, reason }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(file, forKey: .file)
    try container.encode("\(reason)", forKey: .reason)
  }
}

extension PassedMigration {
  /// Files of a release that look like migrations and are not, by their names and places.
  ///
  /// `text` gives the contents of those in the folders for migrations.
  static func misnamed(
    in paths: [RelativePath], text: (RelativePath) -> [UInt8]?
  ) -> [PassedMigration] {
    paths.compactMap { path in
      // Hardly any path does: only the others become text.
      guard mentionsSQL(path.bytes), !isRun(path) else { return nil }
      let name = String(decoding: path.name, as: UTF8.self)
      guard mayBeMeant(name) else { return nil }
      if let folder = path.parent?.description, Release.migrationFolders.contains(folder) {
        let isMeant =
          name.contains(where: \.isNumber)
          || text(path).map { String(decoding: $0, as: UTF8.self).contains("-- Database:") }
            ?? false
        return PassedMigration(
          file: path.description,
          reason: .misnamed, isMeant: isMeant)
      }
      let folders = path.components.dropLast().map {
        String(decoding: $0, as: UTF8.self).lowercased()
      }
      guard folders.contains("migrations"), looksNumbered(name) else { return nil }
      return PassedMigration(
        file: path.description,
        reason: .misplaced,
        isMeant: folders.first == "migrations"
          || folders.starts(with: [Deployment.brainFolder, "migrations"]))
    }
  }

  /// The migrations for a database that does not exist, or that is not one.
  static func withoutDatabase(
    _ migrations: [(path: RelativePath, migration: Migration)], local: Listing
  ) -> [PassedMigration] {
    let databases = local.leaves.filter { $0.entry.kind == .database }.map(\.path.description)
    return migrations.flatMap { path, migration in
      migration.databases.compactMap { name in
        let wanted = "\(Deployment.brainFolder)/\(name)"
        if databases.contains(wanted) { return nil }
        func passed(_ reason: Reason, isMeant: Bool = true) -> PassedMigration {
          PassedMigration(file: path.description, reason: reason, isMeant: isMeant)
        }
        if let there = local[RelativePath(unchecked: Array(wanted.utf8))], !there.isDirectory {
          return there.size == 0
            ? passed(.emptyDatabase(wanted), isMeant: false)
            : passed(.unreadableDatabase(wanted))
        }
        if let other = databases.first(where: { $0.lowercased() == wanted.lowercased() }) {
          return passed(.otherCase(wanted, present: other))
        }
        let last = wanted.split(separator: "/").last.map { "/\($0.lowercased())" } ?? ""
        if let other = databases.first(where: { $0.lowercased().hasSuffix(last) }) {
          return passed(.elsewhere(wanted, present: other))
        }
        return passed(.noDatabase(wanted), isMeant: false)
      }
    }
  }

  private static func isRun(_ path: RelativePath) -> Bool {
    Release.mayBeMigration(path)
      && Migration.isMigration(fileName: String(decoding: path.name, as: UTF8.self))
  }

  /// Whether a file's name is one of SQL, however it is written.
  static func mayBeMeant(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(".sql") || name.contains(".sql") && looksNumbered(name)
  }

  /// Whether `.sql` is in a path, in whatever case.
  private static func mentionsSQL(_ path: [UInt8]) -> Bool {
    path.indices.dropLast(3).contains { dot in
      path[dot] == UInt8(ascii: ".")
        && zip(path[(dot + 1)...], "sql".utf8).allSatisfy { $0 | 0x20 == $1 }
    }
  }

  /// Whether a file's name begins with a number, or with a letter and one, as migrations do elsewhere.
  static func looksNumbered(_ name: String) -> Bool {
    name.prefix(2).contains { $0.isASCII && $0.isNumber }
  }
}

extension [PassedMigration] {
  /// As a check of an upgrade; `nil` if nothing is passed over.
  var check: Check? {
    if isEmpty { return nil }
    let meant = filter(\.isMeant)
    return meant.isEmpty
      ? Check(.migrations, .ok, .upgrade(.passedOver(self)))
      : Check(.migrations, .warning, .upgrade(.passedOver(meant)))
  }
}

extension Deployment {
  /// What a release has beside the migrations that are run here.
  func passedOver(by release: Release, local: Listing) throws -> [PassedMigration] {
    let named = try release.listing.leaves.compactMap { item in
      try release.migration(at: item.path).map { (path: item.path, migration: $0) }
    }
    return PassedMigration.misnamed(in: release.listing.leaves.map(\.path)) {
      release.migrations[$0]
    }
      + PassedMigration.withoutDatabase(named, local: local)
  }

  /// The same of a release that is installed.
  func passedOver(by base: Listing, _ store: Store, local: Listing) throws -> [PassedMigration] {
    let reader = try ObjectReader(store)
    let named = base.leaves.compactMap { item -> (path: RelativePath, migration: Migration)? in
      // A faulty one was never run.
      guard Release.mayBeMigration(item.path), item.entry.kind == .file,
        let bytes = try? contents(of: item.entry, reader),
        let migration = try? Migration(
          fileName: Migration.fileName(of: item.path), bytes: bytes, brainFolder: Self.brainFolder)
      else { return nil }
      return (item.path, migration)
    }
    return PassedMigration.misnamed(in: base.leaves.map(\.path)) { path in
      base[path].flatMap { try? contents(of: $0, reader) }
    } + PassedMigration.withoutDatabase(named, local: local)
  }
}
