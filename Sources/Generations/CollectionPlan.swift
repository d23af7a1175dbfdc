import ObjectStore

/// What a collection would do, decided before anything is done.
public struct CollectionPlan: Sendable {
  /// In ascending order, the dropped ones with no reasons.
  public var verdicts: [Retention.Verdict]
  /// Deleted generations whose grace period is over.
  public var expired: [Generation.Number]
  /// Bytes that will be free afterwards. Dropped generations stay in the trash for the grace period:
  /// what only they hold is freed by a later collection, or with `--now`.
  public var freedBytes: UInt64

  let reachable: Reachability
  let collection: Collection

  public var dropped: [Generation.Number] { verdicts.filter { !$0.isKept }.map(\.number) }
}

extension GenerationLog {
  /// How long a deleted generation can be brought back.
  public static let gracePeriod: Duration = .seconds(7 * 86_400)

  /// Decides what to drop by `retention` and what objects that sets free. `now` drops also what is in
  /// the trash within its grace period.
  public func planCollection(
    _ retention: Retention, now: Timestamp, skippingGrace: Bool
  ) throws -> CollectionPlan {
    // Of a record that is missing, what it needs would be freed.
    try checkWhole()
    let generations = try numbers().map { try generation($0) }
    let verdicts = retention.decide(
      generations, current: try currentNumber(), pins: try pins(), now: now)
    let dropped = Set(verdicts.filter { !$0.isKept }.map(\.number))
    let graceEnd = now.seconds - Self.gracePeriod.components.seconds
    let trash = try trashed()
    let expired = trash.filter { skippingGrace || $0.since.seconds <= graceEnd }
      .map(\.generation.number)
    let kept = generations.filter { !dropped.contains($0.number) || !skippingGrace }
    // What a switch that is not through goes from and to.
    let journal = try journal().map { [$0.before, $0.after] + ($0.record?.roots ?? []) } ?? []
    let strict = kept.flatMap(\.roots) + journal
    // What was deleted need not be whole.
    let deleted = trash.map(\.generation).filter { !expired.contains($0.number) }.flatMap(\.roots)
    let reachable: Reachability
    do {
      reachable = try Reachability(
        roots: strict + deleted, strictCount: strict.count, in: store)
    } catch StoreError.missing(let object) {
      let damage = try Verification(of: store, roots: kept.flatMap(\.roots), level: .quick).damage
      let owners = kept.flatMap { generation in generation.roots.map { _ in generation.number } }
      throw GenerationError.lacksObjects(
        Set(damage.flatMap(\.roots).map { owners[$0] }).sorted(), example: object)
    }
    let collection = Collection(keeping: reachable, in: store)
    return CollectionPlan(
      verdicts: verdicts, expired: expired + (skippingGrace ? dropped.sorted() : []),
      freedBytes: collection.freedBytes, reachable: reachable, collection: collection)
  }

  /// Carries a plan out; the caller has held the lock since it was made. Returns the bytes freed.
  ///
  /// Records go first: an object goes only when nothing on disk names it any more.
  public func carryOut(_ plan: CollectionPlan, now: Timestamp) throws -> UInt64 {
    try store.checkWritable(collecting: true)
    try moveToTrash(plan.dropped, now: now)
    try empty(plan.expired)
    try small.shortenLedger()
    return try plan.collection.carryOut(keeping: plan.reachable.contains, in: store)
  }

  /// For each generation, the bytes in the store that only it holds; in the order given.
  public func uniqueBytes(of generations: [Generation]) throws -> [UInt64] {
    let roots = generations.map(\.tree)
    return try Reachability(roots: roots, strictCount: 0, in: store).uniqueBytes(
      roots: roots.count, in: store)
  }
}
