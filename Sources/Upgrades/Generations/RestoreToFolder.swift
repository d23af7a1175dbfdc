import FileEffects
public import Generations
import ObjectStore
public import SystemPackage

/// Writes a generation, or the named paths of it with their contents, into an empty or missing folder.
///
/// It is planned and carried out as an ``Operation`` is, but outside the deployment, which is only read:
/// no lock is taken, and it works beside whoever changes the deployment.
public struct RestoreToFolder {
  private let number: Generation.Number
  private let paths: [TypedPath]
  private let folder: FilePath

  /// - Parameter paths: Empty for all of it.
  public init(_ number: Generation.Number, paths: [TypedPath], to folder: FilePath) {
    (self.number, self.paths, self.folder) = (number, paths, folder)
  }

  /// What would be written.
  public func plan(on deployment: Deployment) throws -> RestoreReport {
    try chosen(on: deployment, isDryRun: true).report
  }

  public func carryOut(on deployment: Deployment) throws -> RestoreReport {
    let (listing, store, report) = try chosen(on: deployment, isDryRun: false)
    try deployment.step(.writeFiles) {
      try Checkout.restore(listing, to: folder, from: store)
    }
    return report
  }

  private func chosen(
    on deployment: Deployment, isDryRun: Bool
  ) throws -> (listing: Listing, store: Store, report: RestoreReport) {
    let log = try deployment.log()
    let whole = try deployment.step(.readGenerations) {
      try ObjectReader(log.store).listing(of: try log.generation(number).tree)
    }
    let found = try deployment.find(paths, in: whole, of: number)
    var listing = whole
    if !paths.isEmpty, let places = found.places {
      let chosen = whole.items.filter { places.cover($0.path) }
      listing = Listing(
        Dictionary(uniqueKeysWithValues: chosen.map { ($0.path, $0.entry) })
      ) { whole[$0] }
    }
    let (written, warnings) = listing.withoutReserved
    let report = RestoreReport(
      generation: number, to: folder.spelling, files: written.fileCount, bytes: written.byteCount,
      dryRun: isDryRun, warnings: found.warnings + warnings)
    return (written, log.store, report)
  }
}

/// The files written out of a generation.
public struct RestoreReport: Encodable, Hashable, Sendable {
  public var generation: Generation.Number
  public var to: String
  public var files: Int
  public var bytes: UInt64
  public var dryRun: Bool
  public var warnings: [Finding]
}

extension Listing {
  /// What may be written out, and a word on each name that may not: what an earlier version of this
  /// program kept, or imported, of other programs' records.
  var withoutReserved: (listing: Listing, warnings: [Finding]) {
    let reserved = items.filter(\.path.isReserved)
    if reserved.isEmpty { return (self, []) }
    let whole = self
    let rest = items.filter { !$0.path.isReserved }
    return (
      Listing(Dictionary(uniqueKeysWithValues: rest.map { ($0.path, $0.entry) })) { whole[$0] },
      reserved.filter { !($0.path.parent?.isReserved ?? false) }.map {
        .capture(CaptureWarning(path: $0.path, kind: .reserved))
      }
    )
  }
}
