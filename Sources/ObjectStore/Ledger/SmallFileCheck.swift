import FileEffects
import SystemPackage

/// All small files of a store beside their copies: what is wrong, and what they are to be.
public struct SmallFileCheck: Sendable {
  /// What is wrong, by name; the ledger itself comes first.
  public private(set) var findings: [SmallFileVerdict] = []
  /// Whether the store has a ledger that ends with what was written last.
  public private(set) var isLedgerWhole = true
  /// Whether all that is wrong is what a change leaves that is under way, or was interrupted: the next one
  /// who takes the lock finishes it.
  public private(set) var isInterrupted = false
  /// Numbers of generations of which nothing is left, or that were deleted: nothing says which. Empty where
  /// the ledger is whole.
  public private(set) var unknownNumbers: [Int] = []
  /// Names and bytes as they are to be.
  private(set) var contents: [String: [UInt8]] = [:]
  private(set) var current: Int?
  private(set) var highest = 0
  private(set) var sequence = 0

  /// Looks at every small file. `fault` says what is wrong with the bytes of a record, beside its digest.
  public init(
    of files: SmallFiles, fault: (_ name: String, _ bytes: [UInt8]) -> String? = { _, _ in nil }
  ) throws {
    let hasLedger = files.store.hasLedger
    let (ledger, ledgerProblem) = try Self.readLedger(of: files)
    let pointer = try? files.files.readIfPresent(files.path(StoreLayout.current))
      .flatMap { CurrentPointer($0) }
    sequence = max(ledger?.last?.sequence ?? 0, pointer?.sequence ?? 0)
    highest = max(try files.highest(), ledger?.last?.highest ?? 0)
    var problem = ledgerProblem
    if problem == nil, let last = ledger?.last, pointer?.sequence ?? 0 > last.sequence {
      problem = "is older than 'current': changes after \(last.sequence) are missing"
    }
    if problem == nil, let ledger, try Self.hasOtherRecords(ledger, files) {
      problem = "has other records than are there: it is older, or of another store"
    }
    if let problem, hasLedger {
      isLedgerWhole = false
      findings.append(
        SmallFileVerdict(StoreLayout.ledger, problem: problem, remedy: .copy([])))
    }
    var copies =
      ledger?.images.mapValues { $0.map { SmallFileVerdict.Copy.bytes($0) } ?? .gone } ?? [:]
    copies[StoreLayout.ignoreFile] = .bytes(Store.ignored)
    for name in Set(copies.keys).union(try Self.names(in: files)).sorted() {
      let copy = copies[name] ?? .unknown
      // What is as its copy needs no second look.
      if case .bytes(let image) = copy, files.isWhole(name, image) {
        contents[name] = image
        continue
      }
      let found = files.look(at: name, fault)
      if case .whole(let bytes) = found { contents[name] = bytes }
      guard hasLedger || copy != .unknown || found.isDamaged else { continue }
      if name == StoreLayout.format, case .whole(let bytes) = found, case .bytes(let image) = copy,
        !StoreVersion.isDamaged(bytes, copy: image)
      {
        // Another program may have added what it writes.
        continue
      }
      guard
        let verdict = SmallFileVerdict(name, found, copy, isLedgerWhole: isLedgerWhole)
      else { continue }
      switch verdict.remedy {
      case .rewrite(let bytes), .copy(let bytes): contents[name] = bytes
      case .setAside, .none: contents[name] = nil
      }
      findings.append(verdict)
    }
    if ledger?.end != nil, ledger?.damage == [], ledger?.hasGaps == false {
      // It was being added to. Had it counted, other files would be ahead of it.
      isInterrupted = findings.map(\.name) == [StoreLayout.ledger]
    } else if let last = ledger?.last, isLedgerWhole, !findings.isEmpty {
      isInterrupted = findings.allSatisfy { finding in
        guard let image = last.images.last(where: { $0.name == finding.name }) else { return false }
        switch finding.remedy {
        case .rewrite(let bytes): return files.isStaged(finding.name, bytes)
        case .setAside: return image.place == nil
        case .copy, .none: return false
        }
      }
    }
    contents[StoreLayout.ignoreFile] = nil
    contents[StoreLayout.current] = nil
    switch try files.current() {
    case .number(let number): current = number
    case .none, .unreadable: current = nil
    }
    highest = max(highest, numbers(in: StoreLayout.generations).max() ?? 0)
    if !hasLedger {
      findings += missingRecords(
        hasDeletions: try files.files.metadata(files.path(StoreLayout.highest)) != nil)
    }
    if !isLedgerWhole {
      let known = Set(copies.keys).union(contents.keys)
      unknownNumbers = (1..<highest + 1).filter {
        !known.contains("\(StoreLayout.generations)/\($0)")
      }
    }
  }

  /// As if a change that is under way were through.
  public var withoutFindings: SmallFileCheck {
    var check = self
    check.findings = []
    check.unknownNumbers = []
    return check
  }

  mutating func choose(_ number: Int) { current = number }

  mutating func replace(_ name: String, with bytes: [UInt8]) { contents[name] = bytes }

  /// Records that an older store has lost: nothing was ever deleted from it, or a pin names them.
  private func missingRecords(hasDeletions: Bool) -> [SmallFileVerdict] {
    let present = Set(numbers(in: StoreLayout.generations) + numbers(in: StoreLayout.trash))
    let damaged = Set(findings.map(\.name))
    let wanted =
      Set(numbers(in: StoreLayout.pins)).union(
        hasDeletions || present.isEmpty ? [] : Array(1...(present.max() ?? 1)))
    return wanted.subtracting(present).sorted().map { "\(StoreLayout.generations)/\($0)" }
      .filter { !damaged.contains($0) }
      .map {
        SmallFileVerdict($0, problem: "is missing, and there is no copy of it", remedy: .none)
      }
  }

  /// Whether a generation's record, which never changes, is whole and yet not what the ledger has, but for
  /// the word that its switch failed.
  private static func hasOtherRecords(_ ledger: Ledger, _ files: SmallFiles) throws -> Bool {
    ledger.images.contains { name, image in
      guard name.hasPrefix(StoreLayout.generations + "/"), let image,
        let found = try? files.files.readIfPresent(files.path(name)), found != image,
        let line = try? Seal.line(of: found), let copy = try? Seal.line(of: image)
      else { return false }
      func text(_ line: [UInt8]) -> String {
        String(decoding: line, as: UTF8.self)
          .replacing("\"state\":\"failed\"", with: "\"state\":\"good\"")
      }
      return text(line) != text(copy)
    }
  }

  private func numbers(in folder: String) -> [Int] {
    contents.keys.filter { $0.hasPrefix(folder + "/") }
      .compactMap { Int($0.dropFirst(folder.count + 1)) }
  }

  /// The ledger, and what is wrong with it.
  private static func readLedger(of files: SmallFiles) throws -> (Ledger?, String?) {
    let bytes: [UInt8]
    do {
      guard files.store.hasLedger else { return (nil, nil) }
      guard let found = try files.files.readIfPresent(files.ledgerPath) else {
        return (nil, "is missing")
      }
      bytes = found
    } catch {
      if error.isOutOfHandles { throw error }
      return (nil, "cannot be read: \(error.code)")
    }
    let ledger = Ledger(bytes)
    if let damaged = ledger.damage.first {
      return (ledger, "is damaged from byte \(damaged.lowerBound) to \(damaged.upperBound)")
    }
    if let end = ledger.end { return (ledger, "is damaged from byte \(end.lowerBound) on") }
    if ledger.last == nil { return (ledger, "is empty") }
    return (ledger, ledger.hasGaps ? "lacks changes" : nil)
  }

  /// The names of the small files that are there.
  private static func names(in files: SmallFiles) throws -> [String] {
    let single = [
      StoreLayout.format, StoreLayout.current, StoreLayout.highest,
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

extension SmallFileVerdict.Found {
  var isDamaged: Bool {
    if case .damaged = self { return true }
    return false
  }
}

extension SmallFiles {
  /// Whether the file holds just these bytes.
  fileprivate func isWhole(_ name: String, _ bytes: [UInt8]) -> Bool {
    (try? files.readIfPresent(path(name))) == .some(bytes)
  }

  /// Whether a file of just these bytes waits for its name.
  fileprivate func isStaged(_ name: String, _ bytes: [UInt8]) -> Bool {
    let found = try? files.readIfPresent(NewFile.temporary(for: path(name)))
    return found == .some(bytes)
  }

  /// What is there in the place of a small file.
  func look(
    at name: String, _ fault: (_ name: String, _ bytes: [UInt8]) -> String? = { _, _ in nil }
  ) -> SmallFileVerdict.Found {
    let bytes: [UInt8]
    do {
      guard let found = try files.readIfPresent(path(name)) else { return .missing }
      bytes = found
    } catch { return .damaged(reason: "it cannot be read (\(error.code))") }
    switch name {
    case StoreLayout.current:
      let isWhole = CurrentPointer(bytes).map { !store.hasLedger || $0.sequence != nil } ?? false
      return isWhole ? .whole(bytes) : .damaged(reason: Seal.Fault.hasOtherDigest.rawValue)
    case StoreLayout.highest:
      let number = Int(String(decoding: bytes.dropLast(), as: UTF8.self))
      return bytes.last == UInt8(ascii: "\n") && number != nil
        ? .whole(bytes) : .damaged(reason: "it holds no number")
    case StoreLayout.format:
      return StoreVersion.isUnreadable(bytes)
        ? .damaged(reason: "no program can have written it") : .whole(bytes)
    case StoreLayout.ignoreFile: return .whole(bytes)
    default:
      do throws(Seal.Fault) { _ = try Seal.line(of: bytes) } catch {
        return .damaged(reason: error.rawValue)
      }
      return fault(name, bytes).map { .damaged(reason: $0) } ?? .whole(bytes)
    }
  }
}
