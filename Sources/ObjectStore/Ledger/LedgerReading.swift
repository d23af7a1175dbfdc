public import FileEffects
import Synchronization
import SystemPackage

extension SmallFiles {
  var ledgerPath: FilePath { path(StoreLayout.ledger) }

  /// By which it shows that the ledger was added to.
  public func ledgerMetadata() throws -> FileMetadata? { try files.metadata(ledgerPath) }

  /// The ledger; `nil` where the store is of a time before it, or it is missing, another store's, or cannot
  /// be read.
  func ledger() throws -> Ledger? {
    guard store.hasLedger else { return nil }
    do throws(FileError) {
      guard let ledger = try readLedger() else { return nil }
      if let pointer = try currentPointer(), try isForeign(ledger, to: pointer) { return nil }
      return ledger
    } catch {
      if error.isOutOfHandles { throw error }
      return nil
    }
  }

  /// The ledger; `nil` if it is missing. Bytes read before are not read again if the digest at their end
  /// is still there: it covers everything before it.
  func readLedger() throws(FileError) -> Ledger? {
    guard let size = try files.metadata(ledgerPath)?.size else { return nil }
    if size > StoreLayout.ledgerLimit { throw FileError(.read, ledgerPath, .fileTooLarge) }
    let file = try files.open(ledgerPath)
    return try store.knownLedger.withLock { known throws(FileError) in
      if let before = known, before.size <= size, before.size >= Ledger.endSize {
        let start = before.size - UInt64(Ledger.endSize)
        let bytes = try file.bytes(at: start, count: Int(size - start))
        if before.ends(with: bytes.prefix(Ledger.endSize)) {
          known?.append(bytes.dropFirst(Ledger.endSize))
          return known
        }
      }
      known = Ledger(try file.bytes(at: 0, count: Int(size)))
      return known
    }
  }

  /// The ledger, with every byte of it read now.
  func readLedgerAgain() throws(FileError) -> Ledger? {
    let limit = StoreLayout.ledgerLimit
    guard let bytes = try files.readIfPresent(ledgerPath, atMost: limit) else { return nil }
    return store.knownLedger.withLock { known in
      if let known, known.holds(bytes) { return known }
      known = Ledger(bytes)
      return known
    }
  }

  // MARK: Another store's

  /// Whether a ledger is another store's, or that of a copy of this one that went another way: `current`
  /// is not of the change that it says, and the records are not those that the ledger has.
  func isForeign(_ ledger: Ledger, to pointer: CurrentPointer) throws(FileError) -> Bool {
    let hasChange = ledger.hasChange(of: pointer)
    if hasChange == true { return false }
    let records = try records(of: ledger)
    // One without the change can be an older one of this store.
    return records.isEmpty && hasChange == false || records.contains { $0.isOther }
  }

  /// Whether a record is whole and yet not what the ledger has: it never changes.
  func hasOtherRecords(_ ledger: Ledger) throws(FileError) -> Bool {
    try records(of: ledger).contains { $0.isOther }
  }

  /// The records of generations that are there and in the ledger.
  private func records(
    of ledger: Ledger
  ) throws(FileError) -> [(name: String, isOther: Bool)] {
    var records: [(name: String, isOther: Bool)] = []
    for name in ledger.names where name.hasPrefix(StoreLayout.generations + "/") {
      guard let image = ledger.image(of: name), let found = try readable(name) else { continue }
      records.append((name, found != image && Self.areOther(found, image)))
    }
    return records
  }

  /// Whether both are whole, and differ by more than the word that a switch failed.
  private static func areOther(_ found: [UInt8], _ image: [UInt8]) -> Bool {
    guard let line = try? Seal.line(of: found), let copy = try? Seal.line(of: image) else {
      return false
    }
    func text(_ line: [UInt8]) -> String {
      String(decoding: line, as: UTF8.self)
        .replacing("\"state\":\"failed\"", with: "\"state\":\"good\"")
    }
    return text(line) != text(copy)
  }
}
