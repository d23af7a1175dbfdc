import FileEffects
import SystemPackage

extension SmallFiles {
  /// Makes every small file and its copy whole again, as far as one of the two is left. `current` is put
  /// in force where neither says which generation is. Damaged files are moved to `damaged/`.
  public func repair(_ check: SmallFileCheck, current chosen: Int?) throws {
    var check = check
    if let chosen { check.choose(chosen) }
    // Files first: the ledger that they are made from stays until each is durable.
    for finding in check.findings {
      switch finding.remedy {
      case .rewrite(let bytes):
        try setAside(finding.name)
        try files.ensureDirectory(path(finding.name).removingLastComponent())
        if finding.name != StoreLayout.current {
          try files.replace(path(finding.name), with: bytes)
        }
      case .setAside:
        try setAside(finding.name)
        if StoreLayout.folders.contains(finding.name) {
          try files.ensureDirectory(path(finding.name))
        }
      // What says nothing must not be in the way of what does, or be missed for ever.
      case .none where Self.isReplaceable(finding.name): try setAside(finding.name)
      case .copy, .none: break
      }
    }
    if !store.hasLedger { return try store.completeVersion() }
    if check.findings.isEmpty && chosen == nil { return }
    try rewriteLedger(check)
  }

  /// Whether the store is as good without a file that is damaged for good: what it said is known from others,
  /// or asked again.
  private static func isReplaceable(_ name: String) -> Bool {
    [StoreLayout.current, StoreLayout.highest, StoreLayout.home].contains(name)
      || name.hasPrefix(StoreLayout.resolutions + "/")
  }

  /// Moves a file out of the way; evidence is never deleted.
  public func setAside(_ name: String) throws {
    try DamagedFolder(location: store.location, files: files).take(name)
  }

  /// Writes a ledger of the present files, in a store from before the ledger, and then `format`.
  func writeLedger(with format: [UInt8]) throws {
    var check = try SmallFileCheck(of: self)
    check.replace(StoreLayout.format, with: format)
    try rewriteLedger(check, [(StoreLayout.format, format)])
  }

  /// Makes the ledger shorter where most of it is of files that went, or were changed since.
  public func shortenLedger() throws {
    guard let size = try ledger()?.size, size > Self.shortestWorthwhile else { return }
    let check = try SmallFileCheck(of: self)
    guard check.findings.isEmpty, UInt64(check.ledger.bytes.count) < size / 2 else { return }
    try rewriteLedger(check)
  }

  private static let shortestWorthwhile: UInt64 = 64 << 10

  /// Replaces the ledger; then `current`, which is of its last change, and the other files get what it says.
  private func rewriteLedger(
    _ check: SmallFileCheck, _ others: [(name: String, bytes: [UInt8])] = []
  ) throws {
    let (bytes, pointer) = check.ledger
    var staged = StagedFiles(on: files)
    for (name, bytes) in others { try staged.add(path(name), bytes) }
    if let pointer { try staged.add(path(StoreLayout.current), pointer.bytes) }
    try staged.sync()
    if !check.isLedgerWhole { try keepDamagedLedger(check.sequence) }
    try files.replace(ledgerPath, with: bytes)
    try staged.publish()
  }

  /// Copies a damaged ledger to `damaged/`; one that cannot be read is moved there.
  private func keepDamagedLedger(_ sequence: Int) throws {
    let old: [UInt8]?
    do { old = try files.readIfPresent(ledgerPath, atMost: StoreLayout.ledgerLimit) } catch {
      if error.isOutOfHandles { throw error }
      return try setAside(StoreLayout.ledger)
    }
    guard let old else { return }
    try files.ensureDirectory(store.damagedFolder)
    try files.replace(
      store.damagedFolder.appending("\(StoreLayout.ledger)-\(sequence)"), with: old)
  }
}

extension SmallFileCheck {
  /// A ledger of just these files: a change for each, so that one that is damaged costs no other copy.
  /// `current` comes last. And what `current` says by it.
  fileprivate var ledger: (bytes: [UInt8], pointer: CurrentPointer?) {
    var bytes: [UInt8] = []
    var (sequence, previous) = (sequence, ObjectID?.none)
    func add(_ contents: [(String, Ledger.Copy)], putsInForce: Bool = false) -> CurrentPointer? {
      sequence += 1
      let change = Ledger.encode(
        sequence: sequence, after: previous, highest: highest, current: current, contents,
        putsInForce: putsInForce)
      bytes += change.bytes
      previous = Ledger.lastChange(in: change.bytes)?.digest
      return change.pointer
    }
    for (name, contents) in contents.sorted(by: { $0.key < $1.key }) {
      _ = add([(name, .bytes(contents))])
    }
    if !lost.isEmpty { _ = add(lost.map { ($0, .lost) }) }
    let pointer = current == nil ? nil : add([], putsInForce: true)
    return (bytes, pointer)
  }
}
