import FileEffects
import SystemPackage

/// A change of a store's small files that happens as a whole.
public struct SmallFileChange: Sendable {
  /// Names and what the files become.
  public var writes: [(name: String, bytes: [UInt8])]
  public var removals: [String]
  /// The generation that is put in force; `nil` leaves the one that is.
  public var current: Int?
  /// The highest number ever given to a generation, if it is that of this change.
  public var highest: Int
  /// Whether the store's reserve is given up where the disk is too full: for what makes room, or must not
  /// fail.
  public var mayUseReserve: Bool

  public init(
    writes: [(name: String, bytes: [UInt8])] = [], removals: [String] = [], current: Int? = nil,
    highest: Int = 0, mayUseReserve: Bool = false
  ) {
    self.writes = writes
    self.removals = removals
    self.current = current
    self.highest = highest
    self.mayUseReserve = mayUseReserve
  }
}

extension SmallFiles {
  /// Makes a change, durably: after a power cut all of it has happened, or none.
  ///
  /// Everything that needs room is written first, under names that no reader looks at; then the ledger
  /// says what changes; then files get their names, and others lose theirs.
  public func carryOut(_ change: SmallFileChange) throws {
    guard change.mayUseReserve else { return try attempt(change) }
    try Reserve(of: store).withRoom { _ in try attempt(change) }
  }

  private func attempt(_ change: SmallFileChange) throws {
    let ledger = try wholeLedger()
    guard let last = ledger.last else {
      throw StoreError.damagedLedger(ledgerPath, .empty)
    }
    // Only files have these names. Anything else would stop the change after the ledger already has it.
    for name in change.writes.map(\.name) + change.removals {
      if try files.metadata(path(name))?.isRegular == false { try setAside(name) }
    }
    let (bytes, pointer) = Ledger.encode(
      sequence: last.sequence + 1, after: last.digest, highest: max(last.highest, change.highest),
      current: change.current ?? last.current,
      change.writes.map { ($0.name, .bytes($0.bytes)) } + change.removals.map { ($0, .gone) },
      putsInForce: change.current != nil)
    let writes = change.writes + (pointer.map { [(StoreLayout.current, $0.bytes)] } ?? [])
    var staged = StagedFiles(on: files)
    do {
      for (name, bytes) in writes { try staged.add(path(name), bytes) }
      try staged.sync()
      try append(bytes, at: ledger.size)
    } catch {
      staged.discard()
      throw error
    }
    do {
      try staged.publish()
      try remove(change.removals)
    } catch {
      // What cannot be undone stays as the ledger says: the next writer finishes it.
      try? undo(writes.map(\.name) + change.removals, endingAt: ledger.size)
      throw error
    }
  }

  /// Puts files back as they were before a change that is in the ledger and could not be carried out; the
  /// ledger comes last.
  private func undo(_ names: [String], endingAt size: UInt64) throws {
    let earlier = Ledger(Array(try files.read(ledgerPath).prefix(Int(size))))
    for name in names {
      let image = earlier.image(of: name)
      if try files.readIfPresent(path(name)) == image { continue }
      if let image {
        try files.replace(path(name), with: image)
      } else {
        try files.remove(path(name))
      }
    }
    try files.syncFolders(of: names.map(path))
    try files.truncate(ledgerPath, to: size)
    try files.sync(ledgerPath)
  }

  private func remove(_ names: [String]) throws {
    for name in names { try files.remove(path(name)) }
    try files.syncFolders(of: names.map(path))
  }

  /// Adds to the ledger, durably; what an attempt leaves that fails is cut off.
  private func append(_ bytes: [UInt8], at size: UInt64) throws {
    do {
      let file = try files.extend(ledgerPath)
      try file.append(bytes)
      try file.sync()
    } catch {
      // Best effort: readers believe only whole changes.
      try? files.truncate(ledgerPath, to: size)
      try? files.sync(ledgerPath)
      throw error
    }
  }

  // MARK: The ledger's end

  /// The ledger, to add to. A store from before the ledger gets one; what was being appended when the power
  /// failed is cut off.
  ///
  /// - Throws: ``StoreError/damagedLedger(_:_:)`` where the ledger cannot be relied on.
  private func wholeLedger() throws -> Ledger {
    if !store.hasLedger { try store.completeVersion() }
    let ledger = try ledgerToBuildOn()
    guard let end = ledger.end else { return ledger }
    try files.truncate(ledgerPath, to: UInt64(end.lowerBound))
    try files.sync(ledgerPath)
    guard let whole = try readLedger(), whole.endsWhole else {
      throw StoreError.damagedLedger(ledgerPath, .unfinished)
    }
    return whole
  }

  /// The ledger, with whatever was being appended when the power failed.
  ///
  /// - Throws: ``StoreError/damagedLedger(_:_:)`` where the ledger cannot be relied on.
  private func ledgerToBuildOn() throws -> Ledger {
    guard let ledger = try built(on: ledgerPath, { () throws(FileError) in try readLedger() })
    else { throw StoreError.damagedLedger(ledgerPath, .missing) }
    let pointer = try bytesToBuildOn(StoreLayout.current).flatMap { CurrentPointer($0) }
    if let pointer, try isForeign(ledger, to: pointer) {
      throw StoreError.damagedLedger(ledgerPath, .anotherStores)
    }
    if ledger.endsWhole { return ledger }
    guard let last = ledger.last else {
      throw StoreError.damagedLedger(ledgerPath, .empty)
    }
    guard ledger.end != nil, pointer?.sequence ?? 0 <= last.sequence else {
      throw StoreError.damagedLedger(ledgerPath, .unfinished)
    }
    return ledger
  }

  /// The bytes of a small file that a change builds on; `nil` if there is none.
  private func bytesToBuildOn(_ name: String) throws -> [UInt8]? {
    try built(on: path(name)) { () throws(FileError) in try bytes(name) }
  }

  /// What is read of a file, where something else in its place is damage.
  private func built<Value>(
    on path: FilePath, _ read: () throws(FileError) -> Value
  ) throws -> Value {
    do throws(FileError) { return try read() } catch {
      guard error.isDamage else { throw error }
      throw StoreError.damagedFile(path, error.asDamage)
    }
  }

  /// Refuses what a change would refuse to build on, and changes nothing. Takes no lock.
  public func checkChangeable() throws {
    while store.hasLedger {
      let before = try ledgerMetadata()
      do {
        for name in try ledgerToBuildOn().last?.images.map(\.name) ?? [] {
          _ = try bytesToBuildOn(name)
        }
        return
      } catch {
        // Another process may be changing them: then it is looked at again.
        if try ledgerMetadata() == before { throw error }
      }
    }
  }

  // MARK: Finishing

  /// Makes the store ready for changes: finishes the last one, if the power failed or the process was killed
  /// after it was in the ledger. Then its files still wait for their names; if they do not, it was not an
  /// interrupted change, and is left for a repair.
  ///
  /// - Throws: ``StoreError/damagedLedger(_:_:)`` where the ledger cannot be relied on.
  public func finish() throws {
    let ledger = try wholeLedger()
    var staged = StagedFiles(on: files)
    var removals: [String] = []
    for name in ledger.last?.images.map(\.name) ?? [] {
      switch ledger.copy(of: name) {
      case .bytes(let bytes):
        if try bytesToBuildOn(name) == bytes { continue }
        guard staged.adopt(path(name), bytes) else { return }
      case .gone: if try files.metadata(path(name)) != nil { removals.append(name) }
      case .lost, .unknown: break
      }
    }
    if staged.isEmpty && removals.isEmpty { return }
    try staged.sync()
    try staged.publish()
    try remove(removals)
  }
}
