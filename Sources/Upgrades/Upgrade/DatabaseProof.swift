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

    var isSame: Bool { rowsBefore == rowsAfter && digestBefore == digestAfter }
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

  /// The figures before the first of several changes in a row, and after the last.
  static func together(_ all: [[DatabaseComparison]]) -> [DatabaseComparison] {
    guard let first = all.first, let last = all.last else { return [] }
    return Set((first + last).map(\.path)).sorted().map { path in
      let (old, new) = (first.first { $0.path == path }, last.first { $0.path == path })
      var both = DatabaseComparison(path: path, before: nil, after: nil)
      let names = Set(((old?.tables ?? []) + (new?.tables ?? [])).map(\.name))
      both.tables = names.sorted().map { name in
        let before = old?.tables.first { $0.name == name }
        let after = new?.tables.first { $0.name == name }
        // Each digest is over the columns that there were before its own change.
        let isSame = all.allSatisfy { list in
          list.first { $0.path == path }?.tables.first { $0.name == name }?.isSame ?? false
        }
        return Table(
          name: name, rowsBefore: before?.rowsBefore, rowsAfter: after?.rowsAfter,
          digestBefore: before?.digestBefore,
          digestAfter: isSame ? before?.digestBefore : after?.digestAfter)
      }
      // It came and went in between.
      both.tables.removeAll { $0.rowsBefore == nil && $0.rowsAfter == nil }
      return both
    }
  }

  public var isSame: Bool {
    tables.allSatisfy(\.isSame)
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
