import FileEffects
public import Generations
public import ObjectStore
import Releases
public import SystemPackage

/// What a verification found.
public struct VerificationReport: Encodable, Hashable, Sendable {
  public struct Damage: Encodable, Hashable, Sendable {
    public var object: String
    public var generations: [Generation.Number]
    public var paths: [String]
    public var repaired: Bool
  }

  /// How much was read: quick, subset or full.
  public var level: String
  /// Whether it was repaired as far as it could be.
  public var wasRepaired: Bool
  /// Whether all is whole: now, if it was repaired.
  public var ok: Bool
  public var objects: Int
  public var bytes: UInt64
  public var damage: [Damage]
  /// Packs and records that cannot be read, or not whole, as sentences.
  public var unreadable: [String]
  /// Where a repair put damaged packs; `null` where there were none.
  @OrNull public var setAside: String?
}

extension Deployment {
  /// Reads what is in the store, as far as `level` says, and compares digests.
  public func verify(_ level: Verification.Level) throws -> VerificationReport {
    let log = try self.log()
    let state = try NeededRoots(log)
    return try report(
      Verification(of: log.store, roots: state.trees, level: level), level.name, state)
  }

  /// Reads everything in the store and makes what is damaged whole again: from other packs, from the
  /// deployment's own files, and from the release at `source`.
  public func repair(from source: FilePath?) throws -> VerificationReport {
    try writing("verify --repair") { writer in
      let state = try NeededRoots(writer.log)
      let found = try Verification(of: writer.store, roots: state.trees, level: .full)
      var result = report(found, Verification.Level.full.name, state)
      if found.isOK { return result }
      result.wasRepaired = true
      let repair = Repair(of: writer.store, roots: state.trees, found)
      try repair.salvage()
      // Each may bring what the other one needs: a release, the layers of the own files.
      let missing = try repair.heal { batch in
        try supplyOwnFiles(into: batch, writer)
        if let source { try supplyRelease(source, into: batch, writer) }
      }
      try repair.setDamagedAside()
      for number in found.damage.indices {
        result.damage[number].repaired = writer.store.contains(found.damage[number].object)
      }
      // What a lost tree names was not known before.
      let known = Set(result.damage.map(\.object))
      result.damage += missing.filter { !known.contains($0.object.description) }
        .map { state.damage($0) }
      result.damage.sort { $0.object < $1.object }
      result.unreadable = state.unreadable
      result.ok = missing.isEmpty && state.unreadable.isEmpty
      if !found.damagedPacks.isEmpty { result.setAside = writer.store.damagedFolder.string }
      return result
    }
  }

  private func report(
    _ found: Verification, _ level: String, _ state: NeededRoots
  ) -> VerificationReport {
    VerificationReport(
      level: level, wasRepaired: false, ok: found.isOK && state.unreadable.isEmpty,
      objects: found.objects, bytes: found.bytes,
      damage: found.damage.map { state.damage($0) },
      unreadable: state.unreadable
        + found.damagedPacks.map {
          StoreError.damagedPack($0.path, reason: $0.reason).description
        })
  }

  /// Every file of the deployment, and the trees that it makes.
  private func supplyOwnFiles(into batch: ObjectBatch, _ writer: Writer) throws {
    // The layers of a tree's rows come from what the generations hold, as far as that can be read.
    let reader = try ObjectReader(writer.store)
    let generations = try writer.log.numbers().compactMap { try? writer.log.generation($0) }
    let listings = generations.flatMap(\.roots).compactMap { try? reader.listing(of: $0) }
    let rules = Layers(
      workspace: try workspaceRules(), hasBase: generations.contains { $0.base != nil },
      shippedIn: listings)
    let captured = try Capture(
      root: root, rules: rules, files: files, databases: databases,
      scratch: writer.store.staging, store: nil
    ).run(into: batch)
    _ = try batch.addTrees(of: captured)
  }

  private func supplyRelease(
    _ source: FilePath, into batch: ObjectBatch, _ writer: Writer
  ) throws {
    let release = try releaseReader(scratch: writer.store.staging).read(source, into: batch)
    _ = try batch.addTrees(of: release.listing)
  }
}

extension Verification.Level {
  fileprivate var name: String {
    switch self {
    case .quick: "quick"
    case .subset: "subset"
    case .full: "full"
    }
  }
}

/// The trees that must be whole, and the generations that need them.
private struct NeededRoots {
  private var roots: [(number: Generation.Number, tree: ObjectID)] = []
  /// Records that cannot be read, as sentences.
  private(set) var unreadable: [String] = []

  var trees: [ObjectID] { roots.map(\.tree) }

  init(_ log: GenerationLog) throws {
    for number in try log.numbers() {
      do {
        // One that is deleted meanwhile needs nothing.
        let found = try log.generation(ifPresent: number)
        roots += found?.roots.map { (number, $0) } ?? []
      } catch let error as GenerationError { unreadable.append(error.description) }
    }
    for trashed in try log.trashed() {
      roots += trashed.generation.roots.map { (trashed.generation.number, $0) }
    }
    if try log.currentNumber() == nil { unreadable.append(GenerationError.noCurrent.description) }
  }

  func damage(_ found: Verification.Damage) -> VerificationReport.Damage {
    VerificationReport.Damage(
      object: found.object.description,
      generations: Set(found.roots.map { roots[$0].number }).sorted(),
      paths: found.paths.map(\.description), repaired: false)
  }
}
