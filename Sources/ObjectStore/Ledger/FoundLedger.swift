import FileEffects

/// The ledger as a check finds it, read again from its first byte, and its faults.
struct FoundLedger {
  var ledger: Ledger?
  /// `nil` where it is whole, or the store is of a time before it.
  var fault: LedgerFault?
  /// What `current` says; `nil` where it is missing or damaged.
  var pointer: CurrentPointer?
  /// Whether it is another store's: then nothing of it is a copy.
  var isForeign = false

  init(of files: SmallFiles) throws {
    pointer = try files.currentPointer()
    guard files.store.hasLedger else { return }
    do throws(FileError) {
      ledger = try files.readLedgerAgain()
      fault = ledger.map { Self.fault(of: $0) } ?? .missing
    } catch {
      if error.isOutOfHandles { throw error }
      fault = .file(error.asDamage)
    }
    guard fault == nil, let ledger, let last = ledger.last else { return }
    if try files.hasOtherRecords(ledger)
      || pointer.map({ try files.isForeign(ledger, to: $0) }) ?? false
    {
      fault = .anotherStores
      isForeign = true
    } else if let pointer, pointer.sequence ?? 0 > last.sequence {
      fault = .outdated(last: last.sequence)
    }
  }

  private static func fault(of ledger: Ledger) -> LedgerFault? {
    if let damaged = ledger.damage.first {
      return .damaged(from: damaged.lowerBound, to: damaged.upperBound)
    }
    if let end = ledger.end { return .damaged(from: end.lowerBound, to: nil) }
    if ledger.last == nil { return .empty }
    return ledger.hasGaps ? .gaps : nil
  }
}
