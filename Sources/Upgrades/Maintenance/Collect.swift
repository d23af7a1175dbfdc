import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// What a collection did, or would do.
public struct CollectionReport: Encodable, Hashable, Sendable {
  public var kept: [Retention.Verdict]
  public var dropped: [Generation.Number]
  /// Deleted generations whose days of grace are over: they cannot be brought back any more.
  public var expired: [Generation.Number]
  /// The dropped ones that can be brought back: all, or with `--now` none.
  public var deleted: [DeletedGeneration]
  /// Bytes freed on disk.
  public var freedBytes: UInt64
  /// Bytes that `--now` would free beside these; `null` where there is room enough to let deleted
  /// generations be for their days of grace.
  @OrNull public var freedByNow: UInt64?
  public var dryRun: Bool
}

extension Deployment {
  /// Drops generations by `retention` and frees what nothing needs then.
  public func collect(
    _ retention: Retention, skippingGrace: Bool, dryRun: Bool
  ) throws -> CollectionReport {
    func report(
      _ plan: CollectionPlan, freed: UInt64, _ log: GenerationLog
    ) throws -> CollectionReport {
      CollectionReport(
        kept: plan.verdicts.filter(\.isKept), dropped: plan.dropped, expired: plan.expired,
        deleted: plan.deleted.map(DeletedGeneration.init), freedBytes: freed,
        freedByNow: skippingGrace ? nil : try freedByNow(retention, log, beside: plan, dryRun),
        dryRun: dryRun)
    }
    if dryRun {
      let log = try logToChange().log
      let plan = try log.planCollection(retention, now: now, skippingGrace: skippingGrace)
      return try report(plan, freed: plan.freedBytes, log)
    }
    return try writing("gc") { writer in
      let reserve = Reserve(of: writer.store)
      var first: CollectionPlan?
      let (plan, freed) = try reserve.withRoom { _ in
        let plan = try writer.log.planCollection(
          retention, now: now, skippingGrace: skippingGrace)
        first = first ?? plan
        return (first ?? plan, try writer.log.carryOut(plan, now: now))
      }
      let done = try report(plan, freed: freed, writer.log)
      // What was freed is free all the same.
      try? reserve.refill()
      return done
    }
  }

  /// What skipping the days of grace would free beside what `plan` frees, where room is short.
  private func freedByNow(
    _ retention: Retention, _ log: GenerationLog, beside plan: CollectionPlan, _ isPlanned: Bool
  ) throws -> UInt64? {
    let size = log.store.figures.bytes
    let isShort =
      try files.availableBytes(at: storeLocation) < max(Self.littleRoom, size)
      || files.availableFiles(at: storeLocation) ?? .max < Self.fewFiles
    guard isShort else { return nil }
    let all = try log.planCollection(retention, now: now, skippingGrace: true).freedBytes
    let more = isPlanned ? all - min(all, plan.freedBytes) : all
    return more > 0 ? more : nil
  }

  /// With less than this, and with less than the store takes itself, room is short.
  private static let littleRoom: UInt64 = 64 << 20
  /// With room for fewer files, too.
  private static let fewFiles: UInt64 = 1000
}
