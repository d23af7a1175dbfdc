import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// What a collection did, or would do.
public struct CollectionReport: Encodable, Hashable, Sendable {
  public var kept: [Retention.Verdict]
  public var dropped: [Generation.Number]
  /// Bytes freed on disk.
  public var freedBytes: UInt64
  public var dryRun: Bool
}

/// What a verification found.
public struct VerificationReport: Encodable, Hashable, Sendable {
  public struct Damage: Encodable, Hashable, Sendable {
    public var object: String
    public var generations: [Generation.Number]
    public var paths: [String]
    public var repaired: Bool
  }

  public var ok: Bool
  public var objects: Int
  public var bytes: UInt64
  public var damage: [Damage]
  /// Packs and records that cannot be read at all, as sentences.
  public var unreadable: [String]
}

extension Deployment {
  /// Drops generations by `retention` and frees what nothing needs then.
  public func collect(
    _ retention: Retention, skippingGrace: Bool, dryRun: Bool
  ) throws -> CollectionReport {
    func report(_ plan: CollectionPlan, freed: UInt64) -> CollectionReport {
      CollectionReport(
        kept: plan.verdicts.filter(\.isKept), dropped: plan.dropped, freedBytes: freed,
        dryRun: dryRun)
    }
    if dryRun {
      let plan = try log().planCollection(retention, now: now, skippingGrace: skippingGrace)
      return report(plan, freed: plan.freedBytes)
    }
    return try writing("gc") { writer in
      let plan = try writer.log.planCollection(retention, now: now, skippingGrace: skippingGrace)
      return report(plan, freed: try writer.log.carryOut(plan, now: now))
    }
  }

  /// Reads everything in the store and compares digests; with `isQuick` only what is there and how
  /// long it is.
  public func verify(isQuick: Bool) throws -> VerificationReport {
    let log = try self.log()
    var unreadable: [String] = []
    var roots: [(number: Generation.Number, tree: ObjectID)] = []
    for number in try log.numbers() {
      do {
        roots += try log.generation(number).roots.map { (number, $0) }
      } catch let error as GenerationError { unreadable.append(error.description) }
    }
    for trashed in try log.trashed() {
      roots += trashed.generation.roots.map { (trashed.generation.number, $0) }
    }
    if try log.currentNumber() == nil { unreadable.append(GenerationError.noCurrent.description) }
    let found = try Verification(of: log.store, roots: roots.map(\.tree), isQuick: isQuick)
    unreadable += found.damagedPacks.map {
      StoreError.damagedPack($0.path, reason: $0.reason).description
    }
    return VerificationReport(
      ok: found.isOK && unreadable.isEmpty, objects: found.objects, bytes: found.bytes,
      damage: found.damage.map { damage in
        VerificationReport.Damage(
          object: damage.object.description,
          generations: Set(damage.roots.map { roots[$0].number }).sorted(),
          paths: damage.paths.map(\.description), repaired: false)
      },
      unreadable: unreadable)
  }
}
