import ObjectStore

/// What a collection would do, decided before anything is done.
public struct CollectionPlan: Sendable {
  /// In ascending order, the dropped ones with no reasons.
  public var verdicts: [Retention.Verdict]
  /// Deleted generations whose grace period is over.
  public var expired: [Generation.Number]
  /// Deleted generations whose days of grace begin again: the time of their deletion cannot be right.
  var restarted: [Trashed]
  /// Those of the dropped ones that can be brought back then.
  public var deleted: [Deleted]
  /// Bytes that will be free afterwards. Dropped generations stay in the trash for the grace period:
  /// what only they hold is freed by a later collection, or with `--now`.
  public var freedBytes: UInt64

  let reachable: Reachability
  let collection: GarbageCollection

  public var dropped: [Generation.Number] { verdicts.filter { !$0.isKept }.map(\.number) }
}

extension GenerationLog {
  /// How long a deleted generation can be brought back.
  public static let gracePeriod: Duration = .seconds(7 * 86_400)

  /// Decides what to drop by `retention`, and which objects that frees. With `skippingGrace`, deleted
  /// generations are freed as well, without waiting for the days of grace.
  public func planCollection(
    _ retention: Retention, now: Timestamp, skippingGrace: Bool
  ) throws -> CollectionPlan {
    try plan(choose(retention, now: now, skippingGrace: skippingGrace), now: now)
  }

  /// The same as with the days of grace; `nil` where no generation is dropped or freed: then no tree is
  /// read.
  public func planCollection(
    ifAnyGoesBy retention: Retention, now: Timestamp
  ) throws -> CollectionPlan? {
    let choice = try choose(retention, now: now, skippingGrace: false)
    let isNothing = choice.dropped.isEmpty && choice.expired.isEmpty && choice.restarted.isEmpty
    return isNothing ? nil : try plan(choice, now: now)
  }

  /// Which generations go.
  private struct Choice {
    var generations: [Generation]
    var verdicts: [Retention.Verdict]
    var trash: [Trashed]
    var expired: [Generation.Number]
    var restarted: [Trashed]
    var skippingGrace: Bool

    var dropped: Set<Generation.Number> { Set(verdicts.filter { !$0.isKept }.map(\.number)) }
  }

  private func choose(
    _ retention: Retention, now: Timestamp, skippingGrace: Bool
  ) throws -> Choice {
    // What a missing record needs would be freed.
    try checkWhole()
    let generations = try numbers().map { try generation($0) }
    let trash = try trashed()
    let (expired, restarted) = sort(
      trash, beside: generations, now: now, skippingGrace: skippingGrace)
    return Choice(
      generations: generations,
      verdicts: retention.decide(
        generations, current: try currentNumber(), pins: try pins(), now: now),
      trash: trash, expired: expired, restarted: restarted, skippingGrace: skippingGrace)
  }

  private func plan(_ choice: Choice, now: Timestamp) throws -> CollectionPlan {
    let (generations, skippingGrace) = (choice.generations, choice.skippingGrace)
    let dropped = choice.dropped
    let expired = Set(choice.expired)
    let kept = generations.filter { !dropped.contains($0.number) || !skippingGrace }
    // A deleted one can be brought back until its grace is over.
    let deleted = choice.trash.map(\.generation).filter { !expired.contains($0.number) }
    let reachable = try reachable(from: kept, and: deleted)
    let collection = GarbageCollection(keeping: reachable, in: store)
    let doomed = generations.filter { dropped.contains($0.number) }
      .map { Trashed(generation: $0, since: now, boot: boot) }
    return CollectionPlan(
      verdicts: choice.verdicts,
      expired: choice.expired + (skippingGrace ? dropped.sorted() : []),
      restarted: choice.restarted,
      deleted: skippingGrace
        ? []
        : graces(of: doomed, beside: generations, now: now).map {
          Deleted(generation: $0.trashed.generation, until: $0.grace.end(now: now))
        },
      freedBytes: collection.freedBytes, reachable: reachable, collection: collection)
  }

  /// The deleted generations whose grace is over, and those for which it begins again.
  private func sort(
    _ trash: [Trashed], beside generations: [Generation], now: Timestamp, skippingGrace: Bool
  ) -> (expired: [Generation.Number], restarted: [Trashed]) {
    var (expired, restarted): ([Generation.Number], [Trashed]) = ([], [])
    for (found, grace) in graces(of: trash, beside: generations, now: now) {
      switch grace {
      case _ where skippingGrace: expired.append(found.generation.number)
      case .over: expired.append(found.generation.number)
      case .restarted:
        restarted.append(Trashed(generation: found.generation, since: now, boot: boot))
      case .running: break
      }
    }
    return (expired, restarted)
  }

  /// All that these need, and a switch that is not through.
  private func reachable(
    from kept: [Generation], and deleted: [Generation]
  ) throws -> Reachability {
    let journal = try journal().map { [$0.before, $0.after] + ($0.record?.roots ?? []) } ?? []
    do {
      return try Reachability(roots: (kept + deleted).flatMap(\.roots) + journal, in: store)
    } catch StoreError.missing(let object) {
      // What a missing tree needs would be freed.
      throw try lack(of: object, kept, deleted)
    }
  }

  /// Why nothing can be freed while an object is missing.
  private func lack(
    of object: ObjectID, _ kept: [Generation], _ deleted: [Generation]
  ) throws -> any Error {
    func lacking(_ generations: [Generation]) throws -> [Generation.Number] {
      let damage = try Verification(
        of: store, roots: generations.flatMap(\.roots), level: .quick
      ).damage
      let owners = generations.flatMap { generation in
        generation.roots.map { _ in generation.number }
      }
      return Set(damage.flatMap(\.roots).map { owners[$0] }).sorted()
    }
    let numbers = try lacking(kept)
    if !numbers.isEmpty { return GenerationError.lacksObjects(numbers, example: object) }
    let trashed = try lacking(deleted)
    return trashed.isEmpty
      ? StoreError.missing(object) : GenerationError.deletedLacksObjects(trashed, example: object)
  }

  /// Carries a plan out; the caller has held the lock since it was made. Returns the bytes freed.
  ///
  /// Records go first: an object goes only when nothing on disk names it any more.
  public func carryOut(_ plan: CollectionPlan, now: Timestamp) throws -> UInt64 {
    try store.checkWritable(collecting: true)
    try moveToTrash(plan.dropped, now: now)
    try restart(plan.restarted)
    try empty(plan.expired)
    try small.shortenLedger()
    return try plan.collection.carryOut(keeping: plan.reachable.contains, in: store)
  }

  /// For each generation, the bytes in the store that only it holds; in the order given.
  public func uniqueBytes(of generations: [Generation]) throws -> [UInt64] {
    let roots = generations.map(\.tree)
    return try Reachability(roots: roots, passingLosses: true, in: store).uniqueBytes(
      roots: roots.count, in: store)
  }
}
