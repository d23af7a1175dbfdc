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
    // By their bytes: text that only looks the same is equal to Swift.
    func byName(_ records: [DatabaseRecord]) -> [[UInt8]: DatabaseRecord] {
      Dictionary(records.map { (Array($0.path.utf8), $0) }) { first, _ in first }
    }
    let (old, new) = (byName(before), byName(after))
    return Set(old.keys).union(new.keys).sorted { $0.lexicographicallyPrecedes($1) }.map { name in
      DatabaseComparison(
        path: (old[name] ?? new[name])?.path ?? "", before: old[name], after: new[name])
    }
  }
}

extension Deployment {
  /// What the live databases of a listing hold now. One that SQLite cannot read has no tables.
  func databaseRecords(
    _ items: [Listing.Item], but left: Set<String> = []
  ) throws -> [DatabaseRecord] {
    let paths = items.filter {
      $0.entry.kind == .database && !left.contains($0.path.description)
    }.map(\.path)
    return try Parallel.map(count: paths.count, workers: try databaseWorkers(paths)) {
    } _: { (_: inout Void, number) in
      let place = paths[number].resolved(in: root)
      guard try files.metadata(place) != nil else { return nil }
      let name = paths[number].description
      do { return DatabaseRecord(path: name, tables: try databases.tables(of: place)) } catch {
        guard case DatabaseAccessError.unreadable = error else { throw error }
        return DatabaseRecord(path: name, tables: [])
      }
    }.compactMap(\.self)
  }
}
