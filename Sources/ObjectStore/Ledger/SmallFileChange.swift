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

  /// Restores files from before a change that is in the ledger and could not be carried out; the ledger
  /// comes last.
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
