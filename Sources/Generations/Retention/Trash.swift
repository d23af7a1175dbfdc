public import FileEffects
import ObjectStore
import SystemPackage

/// A deleted generation that can still be brought back.
public struct Trashed: Codable, Hashable, Sendable {
  public var generation: Generation
  public var since: Timestamp
  /// The boot clock then, which nobody can set; `nil` if it is not known.
  public var boot: BootClock?

  public init(generation: Generation, since: Timestamp, boot: BootClock? = nil) {
    self.generation = generation
    self.since = since
    self.boot = boot
  }
}

/// How generations are deleted, brought back, and freed for good.
extension GenerationLog {
  /// Refuses what ``delete(_:now:)`` refuses; changes nothing.
  public func checkDeletable(_ doomed: [Generation.Number], now: Timestamp) throws {
    let current = try currentNumber()
    let pins = try pins()
    for number in doomed {
      guard try isThere(number) else {
        do {
          if try record(Trashed.self, name(number, in: StoreLayout.trash)) != nil {
            let found = try deleted(now: now).first { $0.generation.number == number }
            throw GenerationError.alreadyDeleted(number, until: found?.until ?? now)
          }
        } catch GenerationError.damagedRecord {
          // It cannot be brought back anyway.
          continue
        }
        throw GenerationError.noGeneration(number)
      }
      if number == current { throw GenerationError.isCurrent(number) }
      if let pin = pins[number], pin.holds(at: now) {
        throw GenerationError.isPinned(number, reason: pin.reason)
      }
    }
    try checkWhole(but: doomed)
  }

  /// Whether the generation has a record, even a damaged one, or is known to have lost it.
  private func isThere(_ number: Generation.Number) throws -> Bool {
    do { if try generation(ifPresent: number) != nil { return true } } catch GenerationError
      .damagedRecord
    {
      return true
    }
    return try small.isLost(name(number, in: StoreLayout.generations))
  }

  /// Moves records to the trash. Their objects stay until a collection finds them there expired. A record
  /// that is damaged goes to `damaged/`, and cannot be brought back.
  ///
  /// - Throws: ``GenerationError/isCurrent(_:)`` and ``GenerationError/isPinned(_:reason:)``, before
  ///   anything is moved.
  public func delete(_ doomed: [Generation.Number], now: Timestamp) throws {
    try checkDeletable(doomed, now: now)
    try moveToTrash(doomed, now: now)
  }

  /// ``delete(_:now:)`` of what may be deleted.
  func moveToTrash(_ doomed: [Generation.Number], now: Timestamp) throws {
    if doomed.isEmpty { return }
    // Before a number goes: it must not be given again. Looked for once: with thousands of generations, their
    // names take longer to read than a few of them to delete.
    let highest = try nextNumber().rawValue - 1
    let lost = Set(try small.lostNames(in: StoreLayout.generations).compactMap { Int($0) })
    let left = Set(try numbers().map(\.rawValue)).union(lost)
    var gone = HighestNumber(highest, deleted: Set(1..<highest + 1).subtracting(left))
    // A few at a time: the new records need room before the old ones go.
    for start in stride(from: 0, to: doomed.count, by: Self.deletedAtOnce) {
      let some = Array(doomed[start..<min(doomed.count, start + Self.deletedAtOnce)])
      gone.deleted?.formUnion(some.map(\.rawValue))
      try deleteAtOnce(some, leaving: gone, now: now)
    }
  }

  private static let deletedAtOnce = 8

  private func deleteAtOnce(
    _ doomed: [Generation.Number], leaving left: HighestNumber, now: Timestamp
  ) throws {
    var change = SmallFileChange(
      writes: [(StoreLayout.highest, left.bytes)],
      removals: doomed.map { name($0, in: StoreLayout.generations) }, highest: left.number,
      mayUseReserve: true)
    for number in doomed {
      do {
        guard let generation = try generation(ifPresent: number) else {
          try giveUpDamaged(number)
          continue
        }
        let trashed = Trashed(generation: generation, since: now, boot: boot)
        change.writes.append(
          (name(number, in: StoreLayout.trash), try SealedRecord.encode(trashed)))
      } catch GenerationError.damagedRecord {
        try small.setAside(name(number, in: StoreLayout.generations))
      }
    }
    try small.carryOut(change)
  }

  /// Sets the record of a deleted generation aside that cannot be read, nor its copy.
  private func giveUpDamaged(_ number: Generation.Number) throws {
    let name = name(number, in: StoreLayout.trash)
    do { _ = try record(Trashed.self, name) } catch GenerationError.damagedRecord {
      try small.setAside(name)
    }
  }

  /// Brings a deleted generation back.
  public func undelete(_ number: Generation.Number) throws {
    guard var change = try addition(of: try trashed(number).generation) else {
      return try empty([number])
    }
    change.removals = [name(number, in: StoreLayout.trash)]
    try small.carryOut(change)
  }

  /// A deleted generation that can still be brought back.
  public func trashed(_ number: Generation.Number) throws -> Trashed {
    guard let found = try record(Trashed.self, name(number, in: StoreLayout.trash)) else {
      _ = try generation(number)
      throw GenerationError.notDeleted(number)
    }
    return found
  }

  /// The deleted generations that can still be brought back, with the time since when.
  public func trashed() throws -> [Trashed] {
    try numbers(in: StoreLayout.trash).compactMap { number in
      try record(Trashed.self, name(number, in: StoreLayout.trash))
    }
  }

  /// Starts the grace period again.
  func restart(_ trashed: [Trashed]) throws {
    guard !trashed.isEmpty else { return }
    try small.carryOut(
      SmallFileChange(
        writes: try trashed.map {
          (name($0.generation.number, in: StoreLayout.trash), try SealedRecord.encode($0))
        }, mayUseReserve: true))
  }

  /// Frees deleted generations for good.
  func empty(_ numbers: [Generation.Number]) throws {
    guard !numbers.isEmpty else { return }
    try small.carryOut(
      SmallFileChange(
        removals: numbers.map { name($0, in: StoreLayout.trash) }, mayUseReserve: true))
  }
}
