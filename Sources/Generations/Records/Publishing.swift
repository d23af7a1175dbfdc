import FileEffects
import ObjectStore
import SystemPackage

/// How generations are added, and put in force.
extension GenerationLog {
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

  /// `nil` if this very record is there already, and not only its copy.
  func addition(of generation: Generation) throws -> SmallFileChange? {
    let name = name(generation.number, in: StoreLayout.generations)
    let bytes = try SealedRecord.encode(generation)
    if let present = try small.read(name, { $0 }) {
      guard present == bytes else { throw GenerationError.numberTaken(generation.number) }
      if try files.readIfPresent(store.location.appending(name)) == bytes {
        // The process that added it may have been killed before its name was durable.
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

  /// Removes the records of an initialisation that never got as far as a current generation.
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
}
