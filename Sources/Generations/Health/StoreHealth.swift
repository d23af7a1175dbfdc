import FileEffects
public import ObjectStore
public import SystemPackage

extension GenerationLog {
  /// Every small file of the store beside its copy.
  public func smallFileCheck() throws -> SmallFileCheck {
    while true {
      let before = try small.ledgerMetadata()
      let check = try lookAtSmallFiles()
      // A check takes no lock: if another process has changed something meanwhile, it looks again.
      if try check.findings.isEmpty || small.ledgerMetadata() == before { return check }
    }
  }

  private func lookAtSmallFiles() throws -> SmallFileCheck {
    var check = try SmallFileCheck(of: small) { name, bytes in
      do throws(RecordFault) {
        switch name.split(separator: "/").first.map(String.init) {
        case StoreLayout.generations:
          let found = try SealedRecord.decode(Generation.self, from: bytes)
          return self.name(found.number, in: StoreLayout.generations) == name
            ? nil : .ofGeneration(found.number.rawValue)
        case StoreLayout.trash:
          let found = try SealedRecord.decode(Trashed.self, from: bytes).generation
          return self.name(found.number, in: StoreLayout.trash) == name
            ? nil : .ofGeneration(found.number.rawValue)
        case StoreLayout.pins: _ = try SealedRecord.decode(Pin.self, from: bytes)
        case StoreLayout.resolutions:
          _ = try SealedRecord.decode(RememberedAnswer.self, from: bytes)
        default: break
        }
        return nil
      } catch { return error }
    }
    check.add(try journalFaults())
    return check
  }

  /// The generation in force; `nil` also where nothing says so any more.
  public func currentNumberIfKnown() throws -> Generation.Number? {
    do { return try currentNumber() } catch GenerationError.unreadablePointer { return nil }
  }

  /// All generations, ascending, each record read once: those that can be read, and those whose records
  /// cannot, nor their copies, and why.
  public func allRecords() throws -> (
    generations: [Generation], damaged: [(number: Generation.Number, fault: RecordFault)]
  ) {
    var generations: [Generation] = []
    var damaged: [(number: Generation.Number, fault: RecordFault)] = []
    let numbers = try numbers()
    let records = try Parallel.map(count: numbers.count, workers: store.workers, state: {}) {
      (_, index) -> Result<Generation?, RecordFault> in
      do {
        return .success(try generation(ifPresent: numbers[index]))
      } catch GenerationError.damagedRecord(_, let fault) {
        return .failure(fault)
      }
    }
    for (number, record) in zip(numbers, records) {
      switch record {
      case .success(let found): if let found { generations.append(found) }
      case .failure(let fault): damaged.append((number: number, fault: fault))
      }
    }
    for name in try small.lostNames(in: StoreLayout.generations) {
      if let number = Generation.Number(name) {
        damaged.append((number: number, fault: .missing))
      }
    }
    return (generations, damaged.sorted { $0.number < $1.number })
  }

  /// The deleted generations whose records cannot be read, nor their copies.
  public func damagedTrash() throws -> [Generation.Number] {
    try numbers(in: StoreLayout.trash).filter { number in
      do { _ = try record(Trashed.self, name(number, in: StoreLayout.trash)) } catch GenerationError
        .damagedRecord
      { return true }
      return false
    }
  }

  /// All that can be read, deleted ones too; what is wrong with the others, ``smallFileCheck()`` says.
  public func readable() throws -> (generations: [Generation], trashed: [Trashed]) {
    (try readable(StoreLayout.generations, generation(ifPresent:)), try readableTrash())
  }

  /// The deleted generations whose records can be read.
  func readableTrash() throws -> [Trashed] {
    try readable(StoreLayout.trash) { try record(Trashed.self, name($0, in: StoreLayout.trash)) }
  }

  private func readable<Value>(
    _ folder: String, _ read: (Generation.Number) throws -> Value?
  ) throws -> [Value] {
    try numbers(in: folder).compactMap { number in
      do { return try read(number) } catch {
        if (error as? FileError)?.isOutOfHandles ?? false { throw error }
        return nil
      }
    }
  }

  /// Adds the record of an export where this store has lost that of its generation: one of the same number
  /// is there and cannot be read, or is known to be missing.
  public func restoreRecord(_ bytes: [UInt8], from path: FilePath) throws {
    let exported = try Generation(sealed: bytes, at: path)
    let name = name(exported.number, in: StoreLayout.generations)
    do {
      if try generation(ifPresent: exported.number) != nil || !small.isLost(name) { return }
    } catch GenerationError.damagedRecord { try small.setAside(name) }
    try small.carryOut(SmallFileChange(writes: [(name, bytes)], highest: exported.number.rawValue))
  }

  /// Refuses if something that says what must be kept is missing or damaged: without all of it, nothing may
  /// be deleted. The records of `doomed` do not count, nor what an interrupted change has left, nor a cache.
  ///
  /// - Throws: ``GenerationError/notWhole(_:)``, ``GenerationError/currentNamesNone``.
  public func checkWhole(but doomed: [Generation.Number] = []) throws {
    let exempt = Set(
      [StoreLayout.generations, StoreLayout.trash].flatMap { folder in
        doomed.map { name($0, in: folder) }
      } + [StoreLayout.statCache])
    let check = try smallFileCheck()
    if check.isInterrupted { return }
    let faults = check.findings.filter { !exempt.contains($0.name) }
      .map { FaultyFile($0.name, $0.fault) }
    if !faults.isEmpty { throw GenerationError.notWhole(faults) }
    if try currentNumber().map({ try generation(ifPresent: $0) == nil }) ?? true {
      throw GenerationError.currentNamesNone
    }
  }
}
