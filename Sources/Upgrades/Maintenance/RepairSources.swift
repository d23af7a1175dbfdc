import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// Where a repair finds the bytes of lost objects, outside the store.
struct RepairSources {
  /// A release or an export that was named.
  private let given: FilePath?
  private let writer: Writer
  private var deployment: Deployment { writer.deployment }

  init(given: FilePath?, _ writer: Writer) { (self.given, self.writer) = (given, writer) }

  /// Adds whatever may be wanted to a batch, which takes what the store lacks. Each may bring what the other
  /// one needs: a release, the layers of the own files.
  func supply(_ damage: [Verification.Damage], into batch: ObjectBatch) throws {
    try supplyOwnFiles(into: batch)
    try supplyOwnDatabases(damage, into: batch)
    if let given { try supply(given, into: batch) }
  }

  /// Every file of the deployment, and the trees that it makes.
  private func supplyOwnFiles(into batch: ObjectBatch) throws {
    // The layers of a tree's rows come from what the generations hold, as far as that can be read.
    let reader = try ObjectReader(writer.store)
    let generations = try writer.log.readable().generations
    let listings = generations.flatMap(\.roots).compactMap { try? reader.listing(of: $0) }
    let rules = Layers(
      workspace: try deployment.workspaceRules(),
      hasBase: generations.contains { $0.base != nil }, shippedIn: listings)
    let captured = try Capture(
      root: deployment.root, rules: rules, files: deployment.files,
      databases: deployment.databases, scratch: writer.store.staging, store: nil
    ).run(into: batch)
    _ = try batch.addTrees(of: captured)
    // The version that an upgrade wrote itself is core, and nothing but the tree that may be lost says so.
    let listing = captured.listing
    var own: [RelativePath: Entry?] = [:]
    for path in VersionFile.places {
      guard var entry = listing[path] else { continue }
      entry.layer = .core
      own[path] = .some(entry)
    }
    if own.isEmpty { return }
    _ = try batch.addTrees(of: listing.with(own) { listing[$0] })
  }

  /// First chunks of databases whose rows are still those of a generation, and only what SQLite
  /// counts in their headers is not.
  private func supplyOwnDatabases(
    _ damage: [Verification.Damage], into batch: ObjectBatch
  ) throws {
    let reader = try ObjectReader(writer.store)
    let listings = try writer.log.readable().generations.compactMap {
      try? reader.listing(of: $0.tree)
    }
    var wanted: [RelativePath: [ObjectID]] = [:]
    for found in damage {
      for path in found.paths where listings.contains(where: { $0[path]?.kind == .database }) {
        wanted[path, default: []].append(found.object)
      }
    }
    for (path, objects) in wanted {
      guard let first = try beginning(of: path) else { continue }
      let others = listings.compactMap { $0[path] }.compactMap { try? reader.firstChunk(of: $0) }
      // Of a large database only one chunk is the first.
      for object in objects.prefix(Self.mostChunks) {
        if let chunk = LostHeader.chunk(object, from: first, others: others) {
          try batch.add(chunk)
        }
      }
    }
  }

  /// How a database of the deployment begins; `nil` where it cannot be read or is locked, and helps nobody.
  private func beginning(of path: RelativePath) throws -> [UInt8]? {
    let place = path.resolved(in: deployment.root)
    guard try deployment.files.metadata(place)?.isRegular ?? false else { return nil }
    var first: [UInt8] = []
    let isRead: Void? = try? deployment.databases.snapshot(
      place, scratch: writer.store.staging.appending("own-database")
    ) { piece in
      first += piece.prefix(Self.firstChunk - first.count)
    }
    return isRead == nil ? nil : first
  }

  private static let firstChunk = 64 << 10
  /// Each costs a second if it is not the one.
  private static let mostChunks = 4

  private func supply(_ source: FilePath, into batch: ObjectBatch) throws {
    if ExportGeneration.isFile(source) {
      return try ExportFile(at: source, on: deployment.files, workers: deployment.workers)
        .addWhole(to: batch)
    }
    let reader = try deployment.releaseReader(for: .contents, scratch: writer.store.staging)
    // Whatever it has besides, only what the store lacks is taken, by its own digest.
    let release = try reader.read(source, into: batch)
    _ = try batch.addTrees(of: release.listing)
  }
}
