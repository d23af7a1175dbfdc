import FileEffects
public import Generations
import ObjectStore

/// One generation, as lists show it.
public struct GenerationSummary: Encodable, Hashable, Sendable {
  public var number: Generation.Number
  @OrNull public var parent: Generation.Number?
  public var created: Timestamp
  public var version: String
  public var kind: Generation.Kind
  public var state: Generation.State
  public var note: String
  /// The reason; `null` if it is not pinned.
  @OrNull public var pinned: String?
  public var files: Int
  /// Length of all files, in bytes.
  public var bytes: UInt64
  /// Bytes in the store that only this generation holds.
  public var uniqueBytes: UInt64
}

public struct GenerationList: Encodable, Hashable, Sendable {
  /// A generation that is there and whose record cannot be read.
  public struct Damaged: Encodable, Hashable, Sendable {
    public var number: Generation.Number
    public var reason: String
  }

  @OrNull public var current: Generation.Number?
  public var generations: [GenerationSummary]
  public var damaged: [Damaged]
  /// Those that `gen undelete` can bring back.
  public var deleted: [DeletedGeneration]
}

/// What was deleted.
public struct DeletionReport: Encodable, Hashable, Sendable {
  public var generations: [Generation.Number]
  /// Those of them whose records are damaged for good: they cannot be brought back.
  public var irrecoverable: [Generation.Number]
  /// What is given up with them: ways back that retention would keep.
  public var warnings: [String] = []
  public var dryRun: Bool
}

/// A generation with the paths of its files.
public struct GenerationContents: Encodable, Hashable, Sendable {
  public struct File: Encodable, Hashable, Sendable {
    public var path: String
    /// file, link or database.
    public var kind: String
    public var layer: String
    /// Four octal digits.
    public var mode: String
    public var size: UInt64
    public var object: String
  }

  public var generation: GenerationSummary
  public var databases: [DatabaseRecord]
  public var contents: [File]
}

extension Deployment {
  /// All generations, ascending, as they were at one moment.
  public func generations() throws -> GenerationList {
    try atOneMoment { log in
      let current = try log.currentNumberIfKnown()
      let all = try log.all()
      let pins = try heldPins(log)
      let unique = try log.uniqueBytes(of: all)
      return GenerationList(
        current: current,
        generations: zip(all, unique).map { GenerationSummary($0, $1, pins[$0.number]) },
        damaged: try log.damagedRecords().map {
          GenerationList.Damaged(number: $0.number, reason: $0.reason)
        },
        deleted: try log.deleted(now: now).map(DeletedGeneration.init))
    }
  }

  /// What `look` sees when nobody has made, deleted or put in force a generation meanwhile. Looking
  /// takes no lock: with a writer at work that never rests it is what was seen last.
  func atOneMoment<Seen>(_ look: (GenerationLog) throws -> Seen) throws -> Seen {
    var attempts = 100
    while true {
      let log = try self.log()
      let before = try (log.currentNumberIfKnown(), log.numbers())
      func isSame() throws -> Bool { try (log.currentNumberIfKnown(), log.numbers()) == before }
      attempts -= 1
      do {
        let seen = try look(log)
        if try attempts == 0 || isSame() { return seen }
      } catch {
        // What was listed may have gone: then there is another moment to see.
        guard try attempts > 0 && !isSame() else { throw error }
      }
    }
  }

  /// The pins that keep something now.
  private func heldPins(_ log: GenerationLog) throws -> [Generation.Number: Pin] {
    try log.readablePins().filter { $0.value.holds(at: now) }
  }

  /// One generation and what is in it.
  public func contents(of number: Generation.Number) throws -> GenerationContents {
    let log = try self.log()
    let generation = try log.generation(number)
    let all = try log.all()
    let unique = zip(all, try log.uniqueBytes(of: all)).first { $0.0.number == number }?.1 ?? 0
    let listing = try ObjectReader(log.store).listing(of: generation.tree)
    return GenerationContents(
      generation: GenerationSummary(generation, unique, try heldPins(log)[number]),
      databases: generation.databases ?? [],
      contents: listing.leaves.map { item in
        let digits = String(item.entry.permissions, radix: 8)
        return GenerationContents.File(
          path: item.path.description, kind: "\(item.entry.kind)",
          layer: item.entry.layer.map { "\($0)" } ?? "none",
          mode: String(repeating: "0", count: max(0, 4 - digits.count)) + digits,
          size: item.entry.size, object: item.entry.object.description)
      })
  }

  // MARK: Deleting and pinning

  /// Moves generations to the trash, each once, and returns which.
  @discardableResult
  public func delete(_ numbers: [Generation.Number], dryRun: Bool) throws -> DeletionReport {
    var seen: Set<Generation.Number> = []
    let numbers = numbers.filter { seen.insert($0).inserted }
    func report(_ log: GenerationLog) throws -> DeletionReport {
      let damaged = try log.damagedRecords().map(\.number) + log.damagedTrash()
      return DeletionReport(
        generations: numbers, irrecoverable: numbers.filter(damaged.contains),
        warnings: try waysGivenUp(numbers, log), dryRun: dryRun)
    }
    if dryRun {
      let log = try logToChange().log
      try log.checkDeletable(numbers, now: now)
      return try report(log)
    }
    return try writing("gen delete") { writer in
      let report = try report(writer.log)
      try writer.log.delete(numbers, now: now)
      return report
    }
  }

  /// Which of the generations retention would keep whatever their age, and why.
  private func waysGivenUp(
    _ numbers: [Generation.Number], _ log: GenerationLog
  ) throws -> [String] {
    // A store with a damaged record is tidied by deleting: of it nothing more can be said.
    let (all, current): ([Generation], Generation.Number?)
    do {
      (all, current) = (
        try log.numbers().map { try log.generation($0) }, try log.currentNumber()
      )
    } catch is GenerationError { return [] }
    return Retention(keepLast: 0).decide(all, current: current, pins: [:], now: now)
      .filter { numbers.contains($0.number) && !$0.reasons.isEmpty }
      .map { "generation \($0.number) is a way back: \($0.reasons.joined(separator: ", "))" }
  }

  /// Brings a deleted generation back, if all of it is still there.
  ///
  /// - Throws: ``GenerationError/cannotUndelete(_:objects:paths:)``.
  public func undelete(_ number: Generation.Number, dryRun: Bool) throws {
    guard dryRun else {
      return try writing("gen undelete") { writer in
        try checkRecoverable(number, writer.log)
        try writer.log.undelete(number)
      }
    }
    try checkRecoverable(number, try logToChange().log)
  }

  /// Refuses a deleted generation of which anything is missing or damaged: it would stand in the way of
  /// every collection.
  private func checkRecoverable(_ number: Generation.Number, _ log: GenerationLog) throws {
    let roots = try log.trashed(number).generation.roots
    let missing = try Verification(of: log.store, roots: roots, level: .quick).damage
      .filter { !$0.roots.isEmpty }
    var lost = Dictionary(missing.map { ($0.object, $0.paths) }) { first, _ in first }
    // What is there need not be whole; it is read only where that can be done.
    if lost.isEmpty {
      let reader = try ObjectReader(log.store)
      var seen: Set<ObjectID> = []
      for item in try roots.flatMap({ Array(try reader.listing(of: $0).leaves) })
      where seen.insert(item.entry.object).inserted {
        do { try reader.contents(of: item.entry) { _ in } } catch is StoreError {
          lost[item.entry.object] = [item.path]
        }
      }
    }
    if lost.isEmpty { return }
    throw GenerationError.cannotUndelete(
      number, objects: lost.count,
      paths: Set(lost.values.joined()).sorted().map(\.description))
  }

  public func pin(_ number: Generation.Number, _ pin: Pin, dryRun: Bool) throws {
    try (dryRun ? logToChange().log : log()).checkPin(number, pin, now: now)
    if !dryRun { try writing("gen pin") { try $0.log.pin(number, pin) } }
  }

  public func unpin(_ number: Generation.Number, dryRun: Bool) throws {
    guard dryRun else { return try writing("gen unpin") { try $0.log.unpin(number) } }
    try logToChange().log.checkPinned(number)
  }
}

extension GenerationSummary {
  init(_ generation: Generation, _ uniqueBytes: UInt64, _ pin: Pin?) {
    self.init(
      number: generation.number, parent: generation.parent, created: generation.created,
      version: generation.version, kind: generation.kind, state: generation.state,
      note: generation.note, pinned: pin?.reason, files: generation.files,
      bytes: generation.bytes, uniqueBytes: uniqueBytes)
  }
}
