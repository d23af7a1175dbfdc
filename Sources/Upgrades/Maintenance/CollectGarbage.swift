import FileEffects
public import Generations
import ObjectStore

/// Drops generations by a retention and frees what nothing needs then.
public struct CollectGarbage: Operation {
  public static let command = "gc"

  private let retention: Retention
  private let skippingGrace: Bool

  /// - Parameter skippingGrace: Frees deleted generations at once, without the days of grace.
  public init(_ retention: Retention, skippingGrace: Bool) {
    (self.retention, self.skippingGrace) = (retention, skippingGrace)
  }

  /// What would be dropped and freed.
  public struct Plan {
    public fileprivate(set) var report: CollectionReport
    fileprivate let collection: CollectionPlan
  }

  public func plan(_ survey: Survey) throws -> Plan {
    let collection = try self.collection(in: survey.log, survey.deployment)
    var report = CollectionReport(collection, dryRun: survey.isDryRun)
    report.freedBytes += (try? removed(survey.deployment).byteCount()) ?? 0
    let cache = ReleaseCache(of: survey.deployment)
    report.fetched = (try? cache.contents()) ?? []
    report.freedBytes += (try? cache.byteCount()) ?? 0
    report.freedByNow = try freedByNow(
      survey.log, survey.deployment, beside: collection.freedBytes)
    return Plan(report: report, collection: collection)
  }

  /// On a full disk, once more with the reserve given up. A part may be done by then, so the rest is decided
  /// again; the report is of the first plan.
  public func carryOut(_ plan: Plan, _ writer: Writer) throws -> CollectionReport {
    // It makes room, and the store does without it: what cannot be freed keeps nobody from the rest.
    let removed = removed(writer.deployment)
    let waited = (try? removed.byteCount()) ?? 0
    try? removed.freeAll()
    var freed = waited - min(waited, (try? removed.byteCount()) ?? 0)
    let cache = ReleaseCache(of: writer.deployment)
    freed += cache.freed()
    let kept = (try? cache.contents()) ?? []
    let reserve = Reserve(of: writer.store)
    var report = plan.report
    report.fetched.removeAll { kept.contains($0) }
    report.freedBytes = try reserve.withRoom { isAgain in
      let collection =
        isAgain ? try self.collection(in: writer.log, writer.deployment) : plan.collection
      return try writer.deployment.step(.collectGarbage) {
        try writer.log.carryOut(collection, now: writer.now)
      }
    }
    report.freedBytes += freed
    report.freedByNow = try freedByNow(writer.log, writer.deployment, beside: 0)
    // The freed space is free all the same.
    try? reserve.refill()
    return report
  }

  private func removed(_ deployment: Deployment) -> RemovedFiles {
    RemovedFiles(of: deployment.storeLocation, on: deployment.files)
  }

  private func collection(
    in log: GenerationLog, _ deployment: Deployment
  ) throws -> CollectionPlan {
    try deployment.step(.findUnneeded) {
      try log.planCollection(retention, now: deployment.now, skippingGrace: skippingGrace)
    }
  }

  /// What skipping the days of grace would free besides what is planned, where room is short.
  private func freedByNow(
    _ log: GenerationLog, _ deployment: Deployment, beside planned: UInt64
  ) throws -> UInt64? {
    if skippingGrace { return nil }
    let (files, place) = (deployment.files, deployment.storeLocation)
    let isShort =
      try files.availableBytes(at: place) < max(Self.littleRoom, log.store.figures.bytes)
      || files.availableFiles(at: place) ?? .max < Self.fewFiles
    guard isShort else { return nil }
    let all = try log.planCollection(retention, now: deployment.now, skippingGrace: true)
      .freedBytes
    return all > planned ? all - planned : nil
  }

  /// With less than this, and with less than the store takes itself, room is short.
  private static let littleRoom: UInt64 = 64 << 20
  /// With room for fewer files, too.
  private static let fewFiles: UInt64 = 1000
}

/// What a collection did, or would do.
public struct CollectionReport: Encodable, Hashable, Sendable {
  public var kept: [Retention.Verdict]
  public var dropped: [Generation.Number]
  /// Deleted generations whose days of grace are over: they cannot be brought back any more.
  public var expired: [Generation.Number]
  /// The dropped ones that can be brought back: all, or with `--now` none.
  public var deleted: [DeletedGeneration]
  /// Packages of releases that were fetched, and are no longer kept.
  public var fetched: [CachedPackage] = []
  /// Bytes freed on disk.
  public var freedBytes: UInt64
  /// Bytes that `--now` would free beside these; `null` where there is room enough to let deleted
  /// generations be for their days of grace.
  @OrNull public var freedByNow: UInt64?
  public var dryRun: Bool
}

extension CollectionReport {
  fileprivate init(_ plan: CollectionPlan, dryRun: Bool) {
    self.init(
      kept: plan.verdicts.filter(\.isKept), dropped: plan.dropped, expired: plan.expired,
      deleted: plan.deleted.map(DeletedGeneration.init), freedBytes: plan.freedBytes,
      freedByNow: nil, dryRun: dryRun)
  }
}
