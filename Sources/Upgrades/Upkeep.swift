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
      try checkStoreCanChange()
      let plan = try log().planCollection(retention, now: now, skippingGrace: skippingGrace)
      return report(plan, freed: plan.freedBytes)
    }
    return try writing("gc") { writer in
      let reserve = Reserve(of: writer.store)
      try reserve.releaseIfNeeded()
      let plan = try writer.log.planCollection(retention, now: now, skippingGrace: skippingGrace)
      let freed = try writer.log.carryOut(plan, now: now)
      // What was freed is free all the same.
      try? reserve.refill()
      return report(plan, freed: freed)
    }
  }
}
