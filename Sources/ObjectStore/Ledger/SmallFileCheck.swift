import FileEffects
import SystemPackage

/// All small files of a store beside their copies: the faults, and the intended contents.
public struct SmallFileCheck: Sendable {
  /// The faults, by name; the ledger itself comes first.
  public private(set) var findings: [SmallFileVerdict] = []
  /// Whether the store has a ledger that ends with what was written last.
  public private(set) var isLedgerWhole = true
  /// Whether all that is wrong is what a change leaves that is under way, or was interrupted: the next one
  /// who takes the lock finishes it.
  public private(set) var isInterrupted = false
  /// Records that are missing for good, until their generations are deleted.
  private(set) var lost: [String] = []
  /// The intended names and bytes.
  private(set) var contents: [String: [UInt8]] = [:]
  private(set) var current: Int?
  private(set) var highest = 0
  private(set) var sequence = 0

  /// Looks at every small file. `fault` says what is wrong with the bytes of a record, beside its digest.
  public init(
    of files: SmallFiles,
    fault: (_ name: String, _ bytes: [UInt8]) -> RecordFault? = { _, _ in nil }
  ) throws {
    let hasLedger = files.store.hasLedger
    let found = try FoundLedger(of: files)
    let ledger = found.isForeign ? nil : found.ledger
    sequence = max(found.ledger?.last?.sequence ?? 0, found.pointer?.sequence ?? 0)
    if let fault = found.fault {
      isLedgerWhole = false
      findings.append(
        SmallFileVerdict(StoreLayout.ledger, .ledger(fault), remedy: .copy([])))
    }
    let names = Set(ledger.map { Array($0.names) } ?? []).union(try Self.names(in: files))
    for name in names.union([StoreLayout.ignoreFile, StoreLayout.format]).sorted() {
      let copy: Ledger.Copy
      switch (name, ledger?.copy(of: name) ?? .unknown) {
      case (StoreLayout.ignoreFile, _): copy = .bytes(Store.ignored)
      // By that the store was opened.
      case (StoreLayout.format, .unknown): copy = .bytes(files.store.format)
      case (_, let known): copy = known
      }
      judge(name, copy, in: files, hasLedger: hasLedger, fault)
    }
    isInterrupted = wasInterrupted(ledger, in: files)
    // A ledger that must be written again anyway says all of these.
    if !isLedgerWhole { findings.removeAll { $0.isOfLedger && $0.name != StoreLayout.ledger } }
    contents[StoreLayout.ignoreFile] = nil
    contents[StoreLayout.current] = nil
    if found.isForeign {
      current = found.pointer?.number
    } else if case .number(let number) = try files.current() {
      current = number
    }
    highest = max(try files.highest(), numbers(in: StoreLayout.generations).max() ?? 0)
    if !hasLedger || !isLedgerWhole {
      let missing = try missingRecords(known: names, in: files, hasLedger: hasLedger)
      lost += missing.map(\.name)
      findings += missing
    }
    findings += try Misplaced.all(in: files.store.location, on: files.files).map(\.finding)
  }

  /// Compares one file with its copy.
  private mutating func judge(
    _ name: String, _ copy: Ledger.Copy, in files: SmallFiles, hasLedger: Bool,
    _ fault: (_ name: String, _ bytes: [UInt8]) -> RecordFault?
  ) {
    // A file that equals its copy needs no second look.
    if case .bytes(let image) = copy, files.isWhole(name, image) {
      contents[name] = image
      return
    }
    var found = files.look(at: name, fault)
    if name == StoreLayout.format, case .whole(let bytes) = found, case .bytes(let image) = copy {
      if StoreVersion.isDamaged(bytes, copy: image) {
        found = .damaged(.malformedFormat)
      } else {
        // Another program may have added what it writes.
        contents[name] = bytes
        return
      }
    }
    if case .whole(let bytes) = found { contents[name] = bytes }
    // A store may be of a time before it kept these copies.
    if copy == .unknown && !found.isDamaged && (!hasLedger || name == StoreLayout.home) { return }
    guard
      let verdict = SmallFileVerdict(name, found: found, copy: copy, isLedgerWhole: isLedgerWhole)
    else {
      return
    }
    switch verdict.remedy {
    case .rewrite(let bytes), .copy(let bytes): contents[name] = bytes
    case .setAside: contents[name] = nil
    case .none:
      contents[name] = nil
      if copy == .lost { lost.append(name) }
    }
    findings.append(verdict)
  }

  /// Whether the faults are those that an interrupted change leaves.
  private func wasInterrupted(_ ledger: Ledger?, in files: SmallFiles) -> Bool {
    guard let ledger else { return false }
    if ledger.end != nil, ledger.damage == [], !ledger.hasGaps {
      // It was being added to. Had it counted, other files would be ahead of it.
      return findings.map(\.name) == [StoreLayout.ledger]
    }
    guard let last = ledger.last, isLedgerWhole, !findings.isEmpty else { return false }
    let named = Set(last.images.map(\.name))
    return findings.allSatisfy { finding in
      guard named.contains(finding.name) else { return false }
      switch finding.remedy {
      case .rewrite(let bytes): return files.isStaged(finding.name, bytes)
      case .setAside: return ledger.copy(of: finding.name) == .gone
      case .copy, .none: return false
      }
    }
  }

  /// As if a change that is under way were through.
  public var withoutFindings: SmallFileCheck {
    var check = self
    check.findings = []
    return check
  }

  /// Adds the fault of a file that has no copy in the ledger.
  public mutating func add(_ faults: [SmallFileVerdict]) {
    findings += faults
    if !faults.isEmpty { isInterrupted = false }
  }

  mutating func choose(_ number: Int) { current = number }

  mutating func replace(_ name: String, with bytes: [UInt8]) { contents[name] = bytes }

  /// Records that are neither there nor known to be deleted. In a store from before the ledger only those
  /// count that are certain: nothing was ever deleted from it, or a pin without an end names them.
  private func missingRecords(
    known names: Set<String>, in files: SmallFiles, hasLedger: Bool
  ) throws -> [SmallFileVerdict] {
    let number = try files.highestNumber()
    let isKnown = number == nil || number?.deleted != nil
    let pinned = pinnedForGood
    let given = !hasLedger && number != nil ? [] : Set(1..<highest + 1)
    let damaged = Set(findings.map(\.name))
    let present = Set(numbers(in: StoreLayout.generations) + numbers(in: StoreLayout.trash))
    let missing = given.union(pinned).subtracting(number?.deleted ?? []).subtracting(present)
    return missing.sorted().compactMap { number in
      let name = "\(StoreLayout.generations)/\(number)"
      if damaged.contains(name) || hasLedger && names.contains(name) { return nil }
      return isKnown || pinned.contains(number)
        ? SmallFileVerdict(lost: name)
        : SmallFileVerdict(name, .deletedOrLost, remedy: .none)
    }
  }

  /// The generations that a pin without an end keeps. One with an end can outlive its generation.
  private var pinnedForGood: Set<Int> {
    // In a text of the record each quotation mark is escaped.
    let end = Array(#","until":"#.utf8)
    return Set(numbers(in: StoreLayout.pins)).filter { number in
      let record = contents["\(StoreLayout.pins)/\(number)"] ?? []
      return !record.indices.contains { record[$0...].starts(with: end) }
    }
  }

  private func numbers(in folder: String) -> [Int] {
    contents.keys.filter { $0.hasPrefix(folder + "/") }
      .compactMap { Int($0.dropFirst(folder.count + 1)) }
  }

  /// The names of the small files that are there.
  private static func names(in files: SmallFiles) throws -> [String] {
    let single = [
      StoreLayout.format, StoreLayout.current, StoreLayout.highest, StoreLayout.home,
    ].filter { (try? files.files.metadata(files.path($0))) ?? nil != nil }
    return try StoreLayout.recordFolders.reduce(into: single) { names, folder in
      let path = files.path(folder)
      guard try files.files.metadata(path)?.isDirectory ?? false else { return }
      names += try files.files.contents(of: path)
        .map { String(decoding: $0.name, as: UTF8.self) }
        .filter { Self.isName($0, in: folder) }.map { "\(folder)/\($0)" }
    }
  }

  /// Whether a store's own file can be called so.
  private static func isName(_ name: String, in folder: String) -> Bool {
    folder == StoreLayout.resolutions
      ? ObjectID(name) != nil : Int(name).map { $0 > 0 && String($0) == name } ?? false
  }
}
