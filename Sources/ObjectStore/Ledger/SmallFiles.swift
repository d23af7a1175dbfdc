import FileEffects
import SystemPackage

/// The files of a store that are no packs: records, pins, `current`, and their second copies in the
/// ledger.
///
/// Reading takes no lock, and uses the copy if a file is missing or damaged. To change anything, hold the
/// ``StoreLock``. The order is in `store-format.md`, "Write order".
public struct SmallFiles: Sendable {
  let store: Store
  var files: any FileSystem { store.files }

  func path(_ name: String) -> FilePath {
    store.location.appending(bytes: Array(name.utf8))
  }

  // MARK: Reading

  /// The bytes of a small file; `nil` if there is none.
  func bytes(_ name: String) throws(FileError) -> [UInt8]? {
    try files.readIfPresent(path(name), atMost: StoreLayout.smallFileLimit)
  }

  /// The bytes of a small file; `nil` also where it cannot be read.
  func readable(_ name: String) throws(FileError) -> [UInt8]? {
    do throws(FileError) { return try bytes(name) } catch {
      if error.isOutOfHandles { throw error }
      return nil
    }
  }

  /// The file, if `isWhole` of its bytes; else its copy in the ledger.
  ///
  /// - Returns: `nil` if neither is there.
  /// - Throws: what `isWhole` throws of the file where there is no copy, or why it cannot be read.
  public func read<Value>(
    _ name: String, _ decode: ([UInt8]) throws -> Value
  ) throws -> Value? {
    var failure: (any Error)?
    do {
      if let bytes = try bytes(name) { return try decode(bytes) }
    } catch {
      if (error as? FileError)?.isOutOfHandles ?? false { throw error }
      failure = error
    }
    if let copy = try ledger()?.image(of: name) { return try decode(copy) }
    if let failure { throw failure }
    return nil
  }

  /// The names in one of the store's folders, including those that only the ledger has.
  public func names(in folder: String) throws -> Set<String> {
    let ledger = try ledger()
    var names: Set<String> = []
    do {
      // A copy of a store may lack empty folders.
      if try files.metadata(path(folder)) != nil {
        names = Set(
          try files.contents(of: path(folder)).map { String(decoding: $0.name, as: UTF8.self) })
      }
    } catch { if ledger == nil { throw error } }
    guard let ledger else { return names }
    for name in ledger.names where name.hasPrefix(folder + "/") && ledger.has(name) {
      names.insert(String(name.dropFirst(folder.count + 1)))
    }
    return names
  }

  /// The facts about the generation in force.
  public enum Current: Hashable, Sendable {
    case number(Int)
    case none
    /// The file holds no number, and the ledger does not know.
    case unreadable(text: String)
  }

  /// Which generation is in force, by `current` or, where that is missing, damaged or older, by the
  /// ledger.
  public func current() throws -> Current {
    let ledger = try ledger()
    let last = ledger?.last
    var text: String?
    var pointer: CurrentPointer?
    do {
      if let bytes = try bytes(StoreLayout.current) {
        pointer = CurrentPointer(bytes)
        text = String(decoding: bytes.prefix(80), as: UTF8.self)
      }
    } catch {
      let isForbidden = [.permissionDenied, .notPermitted].contains(error.code)
      if error.isOutOfHandles || isForbidden && last == nil { throw error }
      text = ""
    }
    // A ledger that does not end with a whole change may have said something else last.
    let isKnown = pointer != nil || last?.current == nil || ledger?.endsWhole ?? false
    if let last, isKnown, last.sequence >= pointer?.sequence ?? 0 {
      return last.current.map { .number($0) } ?? .none
    }
    if let pointer { return .number(pointer.number) }
    if last?.current != nil { return .unreadable(text: text ?? "") }
    return text.map { .unreadable(text: $0) } ?? .none
  }

  /// What `current` says; `nil` where it is missing, damaged or unreadable.
  func currentPointer() throws(FileError) -> CurrentPointer? {
    try readable(StoreLayout.current).flatMap { CurrentPointer($0) }
  }

  /// What `highest` says; `nil` where it is missing, damaged or unreadable.
  public func highestNumber() throws -> HighestNumber? {
    try readable(StoreLayout.highest).flatMap { HighestNumber($0) }
  }

  /// The highest number ever given to a generation, as far as the store says so; 0 for none.
  public func highest() throws -> Int {
    max(try highestNumber()?.number ?? 0, try ledger()?.last?.highest ?? 0)
  }

  /// Counts the changes of small files; `nil` where there is no ledger that can be read.
  public func sequence() throws -> Int? { try ledger()?.last?.sequence }

  /// Whether there never was a generation: the store is what an `init` leaves that did not finish. Where
  /// the ledger is lost nobody knows.
  public func hasIncompleteInit() throws -> Bool {
    guard let last = try ledger()?.last, last.highest == 0, last.current == nil else {
      return false
    }
    guard try current() == .none, try highestNumber() == nil else { return false }
    // What waits for its name has another one.
    return try [StoreLayout.generations, StoreLayout.trash].allSatisfy { folder in
      try !names(in: folder).contains { Int($0) != nil }
    }
  }

  /// Whether a file was missing when the ledger was begun, and was neither found nor given up since.
  public func isLost(_ name: String) throws -> Bool { try ledger()?.copy(of: name) == .lost }

  /// The names of such files in one of the store's folders.
  public func lostNames(in folder: String) throws -> [String] {
    guard let ledger = try ledger() else { return [] }
    return ledger.names.filter { $0.hasPrefix(folder + "/") && ledger.copy(of: $0) == .lost }
      .map { String($0.dropFirst(folder.count + 1)) }
  }
}
