public import FileEffects
public import ObjectStore
import SystemPackage

/// The generations of a store, and which one is in force.
///
/// Whoever changes anything holds the ``StoreLock``.
public struct GenerationLog: Sendable {
  public let store: Store
  var files: any FileSystem { store.files }

  /// What the clock says that nobody sets; `nil` where it is not known.
  let boot: BootClock?

  public init(_ store: Store, boot: BootClock? = nil) {
    self.store = store
    self.boot = boot
  }

  func folder(_ name: String) -> FilePath { store.location.appending(name) }

  var small: SmallFiles { store.smallFiles }

  func name(_ number: Generation.Number, in folder: String) -> String { "\(folder)/\(number)" }

  /// A record, or its copy where the record is missing or damaged; `nil` if neither is there.
  func record<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value? {
    let path = store.location.appending(name)
    do {
      return try small.read(name) { try SealedRecord.decode(type, from: $0, at: path) }
    } catch let error as FileError where error.isDamage {
      throw GenerationError.damagedRecord(path, reason: error.asDamage)
    }
  }

  // MARK: Looking

  /// The numbers that are names in a folder, ascending.
  func numbers(in name: String) throws -> [Generation.Number] {
    try small.names(in: name).compactMap { Generation.Number($0) }.sorted()
  }

  /// The numbers that are there, ascending.
  public func numbers() throws -> [Generation.Number] { try numbers(in: StoreLayout.generations) }

  /// - Throws: ``GenerationError/noGeneration(_:)``, ``GenerationError/deleted(_:)``, or that its
  ///   record is damaged.
  public func generation(_ number: Generation.Number) throws -> Generation {
    if let found = try generation(ifPresent: number) { return found }
    if (try? record(Trashed.self, name(number, in: StoreLayout.trash))) != nil {
      throw GenerationError.deleted(number)
    }
    throw GenerationError.noGeneration(number)
  }

  /// The generation; `nil` if there is none, be it that it was deleted since it was listed.
  public func generation(ifPresent number: Generation.Number) throws -> Generation? {
    let found = try record(Generation.self, name(number, in: StoreLayout.generations))
    if let found, found.number != number {
      throw GenerationError.damagedRecord(
        store.location.appending(name(number, in: StoreLayout.generations)),
        reason: "it is that of generation \(found.number)")
    }
    return found
  }

  /// All generations that can be read, ascending, for looking: one that is deleted meanwhile is as if it
  /// had never been listed.
  public func all() throws -> [Generation] {
    try numbers().compactMap { number in
      do { return try generation(ifPresent: number) } catch GenerationError.damagedRecord {
        return nil
      }
    }
  }

  /// The generation in force; `nil` in a store that was just made.
  public func currentNumber() throws -> Generation.Number? {
    switch try small.current() {
    case .none: nil
    case .number(let number): Generation.Number(rawValue: number)
    case .unreadable(let text): throw GenerationError.unreadablePointer(text: text)
    }
  }

  /// The generation in force.
  public func current() throws -> Generation {
    guard let number = try currentNumber() else {
      if let highest = try numbers().last {
        throw GenerationError.pointerMissing(highest: highest)
      }
      throw GenerationError.noCurrent
    }
    return try generation(number)
  }

  /// A number that no generation has or had.
  public func nextNumber() throws -> Generation.Number {
    let highest = Generation.Number(rawValue: try small.highest())
    let used = try [StoreLayout.generations, StoreLayout.trash].flatMap { folder in
      try files.metadata(self.folder(folder)) == nil ? [] : files.contents(of: self.folder(folder))
    }.compactMap { Generation.Number(String(decoding: $0.name, as: UTF8.self)) }
    return (used + (highest.map { [$0] } ?? [])).max()?.next ?? .first
  }

  // MARK: Changing

  /// Adds a generation, durably; it is not yet in force. Adding the same record again is no error.
  public func add(_ generation: Generation) throws {
    guard let change = try addition(of: generation) else { return }
    try small.carryOut(change)
  }

  /// Adds a generation, pinned if `pin` says so, and puts it in force, as one change.
  public func publish(_ generation: Generation, pinnedAs pin: Pin? = nil) throws {
    var change = try addition(of: generation) ?? SmallFileChange()
    if let pin {
      change.writes.append(
        (name(generation.number, in: StoreLayout.pins), try SealedRecord.encode(pin)))
    }
    change.current = generation.number.rawValue
    try small.carryOut(change)
  }

  /// `nil` where just this record is there, and not only its copy.
  private func addition(of generation: Generation) throws -> SmallFileChange? {
    let name = name(generation.number, in: StoreLayout.generations)
    let bytes = try SealedRecord.encode(generation)
    if let present = try small.read(name, { $0 }) {
      guard present == bytes else { throw GenerationError.numberTaken(generation.number) }
      if try files.readIfPresent(store.location.appending(name)) == bytes {
        // Whoever added it may have been ended before its name was durable.
        try files.syncDirectory(folder(StoreLayout.generations))
        return nil
      }
    }
    return SmallFileChange(
      writes: [(name, bytes)], highest: generation.number.rawValue)
  }

  /// Puts a generation in force.
  public func makeCurrent(_ number: Generation.Number) throws {
    try small.carryOut(SmallFileChange(current: number.rawValue))
  }

  /// Takes away the records of an initialisation that never got as far as a current generation.
  ///
  /// - Throws: ``GenerationError/pointerMissing(highest:)`` where there is more than such an attempt
  ///   leaves: then it is the pointer that was lost.
  public func removeIncompleteInit() throws {
    guard try currentNumber() == nil else { return }
    let present = try numbers()
    guard let highest = present.last else { return }
    guard present == [.first], try generation(.first).kind == .initial else {
      throw GenerationError.pointerMissing(highest: highest)
    }
    try small.carryOut(
      SmallFileChange(
        removals: [StoreLayout.pins, StoreLayout.generations].map { name(.first, in: $0) }))
  }

  // MARK: Deleting

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
          // What cannot be brought back is given up.
          continue
        }
        throw GenerationError.noGeneration(number)
      }
      if number == current { throw GenerationError.cannotDelete(number, reason: "current") }
      if let pin = pins[number], pin.holds(at: now) {
        throw GenerationError.cannotDelete(number, reason: "pinned (\(Spelling.line(pin.reason)))")
      }
    }
    try checkWhole(but: doomed)
  }

  /// Whether the generation has a record, be it that it is damaged, or is known to have lost it.
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
  /// - Throws: ``GenerationError/cannotDelete(_:reason:)`` for the current and for pinned ones, before
  ///   anything is moved.
  public func delete(_ doomed: [Generation.Number], now: Timestamp) throws {
    try checkDeletable(doomed, now: now)
    try moveToTrash(doomed, now: now)
  }

  /// ``delete(_:now:)`` of what may be deleted.
  func moveToTrash(_ doomed: [Generation.Number], now: Timestamp) throws {
    // A few at a time: their new records need room before the old ones go.
    for start in stride(from: 0, to: doomed.count, by: Self.deletedAtOnce) {
      try deleteAtOnce(
        Array(doomed[start..<min(doomed.count, start + Self.deletedAtOnce)]), now: now)
    }
  }

  private static let deletedAtOnce = 8

  private func deleteAtOnce(_ doomed: [Generation.Number], now: Timestamp) throws {
    // Before a number goes: it must not be given again.
    let highest = try nextNumber().rawValue - 1
    let lost = Set(try small.lostNames(in: StoreLayout.generations).compactMap { Int($0) })
    let left = Set(try numbers().map(\.rawValue)).union(lost).subtracting(doomed.map(\.rawValue))
    let number = HighestNumber(highest, deleted: Set(1..<highest + 1).subtracting(left))
    var change = SmallFileChange(
      writes: [(StoreLayout.highest, number.bytes)],
      removals: doomed.map { name($0, in: StoreLayout.generations) }, highest: highest,
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

  /// Lets the days of grace begin again.
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

/// A deleted generation that can still be brought back.
public struct Trashed: Codable, Hashable, Sendable {
  public var generation: Generation
  public var since: Timestamp
  /// What the clock said then that nobody sets; `nil` where it is not known.
  public var boot: BootClock?

  public init(generation: Generation, since: Timestamp, boot: BootClock? = nil) {
    self.generation = generation
    self.since = since
    self.boot = boot
  }
}
