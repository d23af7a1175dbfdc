import FileEffects
import Generations
import ObjectStore

/// The figures of one database before and after.
public struct DatabaseComparison: Encodable, Hashable, Sendable {
  public struct Table: Encodable, Hashable, Sendable {
    public var name: String
    @OrNull public var rowsBefore: Int?
    @OrNull public var rowsAfter: Int?
    @OrNull public var digestBefore: String?
    @OrNull public var digestAfter: String?
  }

  public var path: String
  public var tables: [Table]

  /// Tables by name, of both.
  init(path: String, before: DatabaseRecord?, after: DatabaseRecord?) {
    self.path = path
    let names = Set((before?.tables ?? []).map(\.name)).union((after?.tables ?? []).map(\.name))
    tables = names.sorted().map { name in
      let old = before?.tables.first { $0.name == name }
      let new = after?.tables.first { $0.name == name }
      return Table(
        name: name, rowsBefore: old?.rows, rowsAfter: new?.rows, digestBefore: old?.digest,
        digestAfter: new?.digest)
    }
  }

  public var isSame: Bool {
    tables.allSatisfy { $0.rowsBefore == $0.rowsAfter && $0.digestBefore == $0.digestAfter }
  }

  static func compare(
    _ before: [DatabaseRecord], _ after: [DatabaseRecord]
  ) -> [DatabaseComparison] {
    let paths = Set(before.map(\.path)).union(after.map(\.path))
    return paths.sorted().map { path in
      DatabaseComparison(
        path: path, before: before.first { $0.path == path },
        after: after.first { $0.path == path })
    }
  }
}

extension Deployment {
  /// What the live databases of a listing hold now. One that SQLite cannot read has no tables.
  func databaseRecords(
    _ items: [Listing.Item], but left: Set<String> = []
  ) throws -> [DatabaseRecord] {
    try items.filter {
      $0.entry.kind == .database && !left.contains($0.path.description)
    }.compactMap { item in
      let place = item.path.resolved(in: root)
      guard try files.metadata(place) != nil else { return nil }
      do {
        return DatabaseRecord(
          path: item.path.description, tables: try databases.tables(of: place))
      } catch DatabaseDoorError.unreadable {
        return DatabaseRecord(path: item.path.description, tables: [])
      }
    }
  }
}
