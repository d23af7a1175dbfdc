import Databases
import FileEffects
import Releases

/// `cortex-brain/migrations/applied.json`: which migrations each database has, for whoever looks.
///
/// It is written from what the databases say, and never read: their own versions count.
enum AppliedMigrations {
  static let path = ProductLayout.path(ProductLayout.current.appliedMigrations)

  private struct Database: Encodable {
    var version: Int
    var applied: [Applied]
  }

  private struct Applied: Encodable {
    var file: String
    var version: Int
    var digest: String
  }

  /// The same bytes for the same databases, as they are when what they lack is made.
  static func json(of migrations: [PendingMigrations]) throws -> [UInt8] {
    let databases = migrations.reduce(into: [String: Database]()) { databases, database in
      let all = database.applied + database.migrations
      databases[database.path.description] = Database(
        version: all.last?.version ?? database.version,
        applied: all.map { Applied(file: $0.fileName, version: $0.version, digest: $0.digest) })
    }
    return try StableJSON.lines(of: ["databases": databases])
  }
}
