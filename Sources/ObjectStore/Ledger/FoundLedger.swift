import FileEffects

/// The ledger as a check finds it, read again from its first byte, and what is wrong with it.
struct FoundLedger {
  var ledger: Ledger?
  /// In words that follow its name; `nil` where it is whole, or the store is of a time before it.
  var problem: String?
  /// What `current` says; `nil` where it is missing or damaged.
  var pointer: CurrentPointer?
  /// Whether it is another store's: then nothing of it is a copy.
  var isForeign = false

  init(of files: SmallFiles) throws {
    pointer = try files.currentPointer()
    guard files.store.hasLedger else { return }
    do throws(FileError) {
      ledger = try files.readLedgerAgain()
      problem = ledger.map { Self.problem(of: $0) } ?? "is missing"
    } catch {
      if error.isOutOfHandles { throw error }
      problem = "is damaged: \(error.asDamage)"
    }
    guard problem == nil, let ledger, let last = ledger.last else { return }
    if try files.hasOtherRecords(ledger)
      || pointer.map({ try files.isForeign(ledger, to: $0) }) ?? false
    {
      problem = "has other records than are there: it is another store's"
      isForeign = true
    } else if let pointer, pointer.sequence ?? 0 > last.sequence {
      problem = "is older than 'current': changes after \(last.sequence) are missing"
    }
  }

  private static func problem(of ledger: Ledger) -> String? {
    if let damaged = ledger.damage.first {
      return "is damaged from byte \(damaged.lowerBound) to \(damaged.upperBound)"
    }
    if let end = ledger.end { return "is damaged from byte \(end.lowerBound) on" }
    if ledger.last == nil { return "is empty" }
    return ledger.hasGaps ? "lacks changes" : nil
  }
}
