import Databases
import FileEffects
public import Generations
import ObjectStore
public import SystemPackage

/// What was written out of a generation.
public struct RestoreReport: Encodable, Hashable, Sendable {
  public var generation: Generation.Number
  public var to: String
  public var files: Int
  public var bytes: UInt64
  public var dryRun: Bool
  public var warnings: [String]
}

/// What a generation was written out as.
public struct ExportReport: Encodable, Hashable, Sendable {
  public struct Database: Encodable, Hashable, Sendable {
    public struct Table: Encodable, Hashable, Sendable {
      public var name: String
      public var rows: Int
    }

    public var path: String
    public var tables: [Table]
  }

  public var generation: Generation.Number
  public var to: String
  public var files: Int
  public var bytes: UInt64
  public var databases: [Database]
  public var warnings: [String]
}

extension Deployment {
  /// Hands out the contents of one file of a generation, piece by piece; returns what to say where the
  /// path could have meant another file.
  @discardableResult
  public func contents(
    of path: TypedPath, in number: Generation.Number,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> String? {
    let log = try self.log()
    let reader = try ObjectReader(log.store)
    let listing = try reader.listing(of: try log.generation(number).tree)
    let found = try find(path) {
      .notInGeneration(path: $0.description, generation: number.description)
    } where: {
      listing[$0] != nil
    }
    guard let place = found.place, let entry = listing[place].leaf else {
      throw UpgradeError.aFolder(path: found.place?.description ?? root.spelling)
    }
    try reader.contents(of: entry, body)
    return found.warning
  }

  /// Writes a whole generation into an empty or missing folder, and opens the databases in it.
  public func export(_ number: Generation.Number, to folder: FilePath) throws -> ExportReport {
    let log = try self.log()
    let (listing, warnings) = try ObjectReader(log.store)
      .listing(of: try log.generation(number).tree).withoutReserved
    try Checkout.restore(listing, to: folder, from: log.store)
    return ExportReport(
      generation: number, to: folder.spelling, files: listing.fileCount, bytes: listing.byteCount,
      databases: try listing.leaves.filter { $0.entry.kind == .database }.map { item in
        let tables = try databases.rowCounts(of: item.path.resolved(in: folder))
        return ExportReport.Database(
          path: item.path.description,
          tables: tables.map { ExportReport.Database.Table(name: $0.name, rows: $0.rows) })
      }, warnings: warnings)
  }

  /// Writes a generation, or the given paths of it with what is below them, into an empty or missing
  /// folder. The deployment is not touched.
  public func restore(
    _ number: Generation.Number, paths: [TypedPath], to folder: FilePath, dryRun: Bool
  ) throws -> RestoreReport {
    let log = try self.log()
    var listing = try ObjectReader(log.store).listing(of: try log.generation(number).tree)
    let found = try find(paths, in: listing, of: number)
    if !paths.isEmpty, let places = found.places {
      let whole = listing
      let chosen = whole.items.filter { places.cover($0.path) }
      listing = Listing(
        Dictionary(uniqueKeysWithValues: chosen.map { ($0.path, $0.entry) })
      ) { whole[$0] }
    }
    let (written, warnings) = listing.withoutReserved
    if !dryRun { try Checkout.restore(written, to: folder, from: log.store) }
    return RestoreReport(
      generation: number, to: folder.spelling, files: written.fileCount, bytes: written.byteCount,
      dryRun: dryRun, warnings: found.warnings + warnings)
  }
}

extension Listing {
  /// What may be written out, and a word on each name that may not: what an earlier version of this
  /// program kept, or took in, of other programs' records.
  fileprivate var withoutReserved: (listing: Listing, warnings: [String]) {
    let reserved = items.filter(\.path.isReserved)
    if reserved.isEmpty { return (self, []) }
    let whole = self
    let rest = items.filter { !$0.path.isReserved }
    return (
      Listing(Dictionary(uniqueKeysWithValues: rest.map { ($0.path, $0.entry) })) { whole[$0] },
      reserved.filter { !($0.path.parent?.isReserved ?? false) }.map {
        CaptureWarning(path: $0.path, kind: .reserved).description
      }
    )
  }
}
