import FileEffects
public import ObjectStore
import SystemPackage

/// The generations of a store, and which one is in force.
///
/// Whoever changes anything holds the ``StoreLock``.
public struct GenerationLog: Sendable {
  public let store: Store
  var files: any FileSystem { store.files }

  public init(_ store: Store) {
    self.store = store
  }

  func folder(_ name: String) -> FilePath { store.location.appending(name) }

  private func record(_ number: Generation.Number, in name: String) -> FilePath {
    folder(name).appending(number.description)
  }

  // MARK: Looking

  /// The numbers that are names in a folder, ascending; a copy of a store may lack empty folders.
  func numbers(in name: String) throws -> [Generation.Number] {
    guard try files.metadata(folder(name)) != nil else { return [] }
    return try files.contents(of: folder(name))
      .compactMap { Generation.Number(String(decoding: $0.name, as: UTF8.self)) }.sorted()
  }

  /// The numbers that are there, ascending.
  public func numbers() throws -> [Generation.Number] { try numbers(in: StoreLayout.generations) }

  /// - Throws: ``GenerationError/noGeneration(_:)``, or that its record is damaged.
  public func generation(_ number: Generation.Number) throws -> Generation {
    guard let found = try generation(ifPresent: number) else {
      throw GenerationError.noGeneration(number)
    }
    return found
  }

  /// The generation; `nil` if there is none, be it that it was deleted since it was listed.
  public func generation(ifPresent number: Generation.Number) throws -> Generation? {
    let path = record(number, in: StoreLayout.generations)
    return try files.readIfPresent(path).map {
      try SealedRecord.decode(Generation.self, from: $0, at: path)
    }
  }

  /// All generations, ascending, for looking: one that is deleted meanwhile is as if it had never been
  /// listed.
  public func all() throws -> [Generation] {
    try numbers().compactMap { try generation(ifPresent: $0) }
  }

  /// The generation in force; `nil` in a store that was just made.
  public func currentNumber() throws -> Generation.Number? {
    guard let bytes = try files.readIfPresent(folder(StoreLayout.current)) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasSuffix("\n"), let number = Generation.Number(text.dropLast()) else {
      throw GenerationError.unreadablePointer(text: text)
    }
    return number
  }

  /// The generation in force.
  public func current() throws -> Generation {
    guard let number = try currentNumber() else { throw GenerationError.noCurrent }
    return try generation(number)
  }

  /// A number that no generation has or had.
  public func nextNumber() throws -> Generation.Number {
    var used = try numbers() + numbers(in: StoreLayout.trash)
    if let bytes = try files.readIfPresent(folder(StoreLayout.highest)),
      let number = Generation.Number(String(decoding: bytes, as: UTF8.self).dropLast())
    {
      used.append(number)
    }
    return used.max()?.next ?? .first
  }

  // MARK: Changing

  /// Adds a generation, durably; it is not yet in force. Adding the same record again is no error.
  public func add(_ generation: Generation) throws {
    let path = record(generation.number, in: StoreLayout.generations)
    let bytes = try SealedRecord.encode(generation)
    if let present = try files.readIfPresent(path) {
      guard present == bytes else { throw GenerationError.numberTaken(generation.number) }
      // Whoever added it may have been ended before its name was durable.
      return try files.syncDirectory(folder(StoreLayout.generations))
    }
    try files.replace(path, with: bytes)
  }

  /// Puts a generation in force: the one thing that is ever replaced, in one rename.
  public func makeCurrent(_ number: Generation.Number) throws {
    try files.replace(folder(StoreLayout.current), with: Array("\(number)\n".utf8))
  }

  /// Takes away the records of an initialisation that never got as far as a current generation.
  ///
  /// - Throws: ``GenerationError/pointerMissing(highest:)`` where there is more than such an attempt
  ///   leaves: then it is the pointer that was lost.
  public func removeUnborn() throws {
    guard try currentNumber() == nil else { return }
    let present = try numbers()
    if let highest = present.last {
      guard present == [.first], try generation(.first).kind == .initial else {
        throw GenerationError.pointerMissing(highest: highest)
      }
    }
    for number in present {
      try files.remove(folder(StoreLayout.pins).appending(number.description))
      try files.remove(record(number, in: StoreLayout.generations))
    }
    try files.syncDirectory(folder(StoreLayout.pins))
    try files.syncDirectory(folder(StoreLayout.generations))
  }

  /// Takes a record away that never counted, so that one that says so can take its place.
  func removeUnpublished(_ number: Generation.Number) throws {
    guard try currentNumber() != number else { return }
    try files.remove(record(number, in: StoreLayout.generations))
    try files.syncDirectory(folder(StoreLayout.generations))
  }

  // MARK: Deleting

  /// Refuses what ``delete(_:now:)`` refuses; changes nothing.
  public func checkDeletable(_ doomed: [Generation.Number], now: Timestamp) throws {
    let current = try currentNumber()
    let pins = try pins()
    for number in doomed {
      if try generation(ifPresent: number) == nil,
        let trashed = try trashed().first(where: { $0.generation.number == number })
      {
        throw GenerationError.alreadyDeleted(number, until: trashed.until)
      }
      _ = try generation(number)
      if number == current { throw GenerationError.cannotDelete(number, reason: "current") }
      if let pin = pins[number], pin.holds(at: now) {
        throw GenerationError.cannotDelete(number, reason: "pinned (\(Spelling.line(pin.reason)))")
      }
    }
  }

  /// Moves records to the trash. Their objects stay until a collection finds them there expired.
  ///
  /// - Throws: ``GenerationError/cannotDelete(_:reason:)`` for the current and for pinned ones, before
  ///   anything is moved.
  public func delete(_ doomed: [Generation.Number], now: Timestamp) throws {
    try checkDeletable(doomed, now: now)
    guard !doomed.isEmpty else { return }
    // Before a number goes: it must not be given again.
    let highest = try nextNumber().rawValue - 1
    try files.replace(folder(StoreLayout.highest), with: Array("\(highest)\n".utf8))
    for number in doomed {
      let trashed = Trashed(generation: try generation(number), since: now)
      try files.replace(
        record(number, in: StoreLayout.trash), with: try SealedRecord.encode(trashed))
      try files.remove(record(number, in: StoreLayout.generations))
    }
    try files.syncDirectory(folder(StoreLayout.generations))
  }

  /// Brings a deleted generation back.
  public func undelete(_ number: Generation.Number) throws {
    try add(try trashed(number).generation)
    try empty([number])
  }

  /// A deleted generation that can still be brought back.
  public func trashed(_ number: Generation.Number) throws -> Trashed {
    guard let found = try trashed().first(where: { $0.generation.number == number }) else {
      _ = try generation(number)
      throw GenerationError.notDeleted(number)
    }
    return found
  }

  /// The deleted generations that can still be brought back, with the time since when.
  public func trashed() throws -> [Trashed] {
    try numbers(in: StoreLayout.trash).map { number in
      let path = record(number, in: StoreLayout.trash)
      return try SealedRecord.decode(Trashed.self, from: try files.read(path), at: path)
    }
  }

  /// Frees deleted generations for good.
  func empty(_ numbers: [Generation.Number]) throws {
    guard !numbers.isEmpty else { return }
    for number in numbers { try files.remove(record(number, in: StoreLayout.trash)) }
    try files.syncDirectory(folder(StoreLayout.trash))
  }
}

/// A deleted generation that can still be brought back.
public struct Trashed: Codable, Hashable, Sendable {
  public var generation: Generation
  public var since: Timestamp

  /// Until then it can be brought back, whatever happens.
  public var until: Timestamp {
    Timestamp(seconds: since.seconds + GenerationLog.gracePeriod.components.seconds)
  }
}
