import FileEffects
import SystemPackage

/// What a change builds on: a ledger that ends whole, and files that can be read.
extension SmallFiles {
  /// The ledger, to add to. A store from before the ledger gets one; a change that was being appended when
  /// the power failed is cut off.
  ///
  /// - Throws: ``StoreError/damagedLedger(_:_:)`` where the ledger cannot be relied on.
  func wholeLedger() throws -> Ledger {
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
  func bytesToBuildOn(_ name: String) throws -> [UInt8]? {
    try built(on: path(name)) { () throws(FileError) in try bytes(name) }
  }

  /// Reads a file; anything else in its place counts as damage.
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
}
