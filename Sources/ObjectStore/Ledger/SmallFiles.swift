public import FileEffects
import SystemPackage

/// The files of a store that are no packs: records, pins, `current`, and their second copies in the
/// ledger.
///
/// Reading takes no lock, and goes on with the copy where a file is missing or damaged. Whoever changes
/// something holds the ``StoreLock``. The order is in `store-format.md`, "Write order".
public struct SmallFiles: Sendable {
  let store: Store
  var files: any FileSystem { store.files }

  func path(_ name: String) -> FilePath {
    name.split(separator: "/").reduce(store.location) { $0.appending(String($1)) }
  }

  // MARK: Reading

  /// The file, if `isWhole` of its bytes; else its copy in the ledger.
  ///
  /// - Returns: `nil` if neither is there.
  /// - Throws: what `isWhole` throws of the file where there is no copy, or why it cannot be read.
  public func read<Value>(
    _ name: String, _ decode: ([UInt8]) throws -> Value
  ) throws -> Value? {
    var failure: (any Error)?
    do {
      if let bytes = try files.readIfPresent(path(name)) { return try decode(bytes) }
    } catch {
      if (error as? FileError)?.isOutOfHandles ?? false { throw error }
      failure = error
    }
    if let copy = try ledger()?.image(of: name) { return try decode(copy) }
    if let failure { throw failure }
    return nil
  }

  /// The names in one of the store's folders, those included of which only the ledger has the file.
  public func names(in folder: String) throws -> Set<String> {
    let images = try ledger()?.images
    var names: Set<String> = []
    do {
      // A copy of a store may lack empty folders.
      if try files.metadata(path(folder)) != nil {
        names = Set(
          try files.contents(of: path(folder)).map { String(decoding: $0.name, as: UTF8.self) })
      }
    } catch { if images == nil { throw error } }
    for (name, bytes) in images ?? [:] where bytes != nil && name.hasPrefix(folder + "/") {
      names.insert(String(name.dropFirst(folder.count + 1)))
    }
    return names
  }

  /// What is known of the generation in force.
  public enum Current: Hashable, Sendable {
    case number(Int)
    case none
    /// The file holds no number, and the ledger does not know.
    case unreadable(text: String)
  }

  /// Which generation is in force, by `current` or, where that is missing, damaged or older, by the
  /// ledger.
  public func current() throws -> Current {
    let last = try lastChange()
    var text: String?
    var pointer: CurrentPointer?
    do {
      if let bytes = try files.readIfPresent(path(StoreLayout.current)) {
        pointer = CurrentPointer(bytes)
        text = String(decoding: bytes.prefix(80), as: UTF8.self)
      }
    } catch { if last == nil { throw error } }
    // A ledger that ends before the change that `current` is of is an older one, and one that does not end
    // with a whole change may have said something else last.
    let isKnown = try pointer != nil || last?.current == nil || tail() != nil
    if let last, isKnown, last.sequence >= pointer?.sequence ?? 0 {
      return last.current.map { .number($0) } ?? .none
    }
    if let pointer { return .number(pointer.number) }
    if last?.current != nil { return .unreadable(text: text ?? "") }
    return text.map { .unreadable(text: $0) } ?? .none
  }

  /// The highest number ever given to a generation, as far as the store says so; 0 for none.
  public func highest() throws -> Int {
    let file = try? files.readIfPresent(path(StoreLayout.highest))
    let text = String(decoding: (file ?? nil) ?? [], as: UTF8.self)
    return max(Int(text.dropLast()) ?? 0, try lastChange()?.highest ?? 0)
  }

  var ledgerPath: FilePath { path(StoreLayout.ledger) }

  /// By which it shows that the ledger was added to.
  public func ledgerMetadata() throws -> FileMetadata? { try files.metadata(ledgerPath) }

  /// All of the ledger; `nil` where the store is of a time before it, or it is missing or cannot be read.
  func ledger() throws -> Ledger? {
    guard store.hasLedger else { return nil }
    do { return try files.readIfPresent(ledgerPath).map { Ledger($0) } } catch {
      if error.isOutOfHandles { throw error }
      return nil
    }
  }

  /// The ledger's last whole change.
  func lastChange() throws -> Ledger.Change? {
    guard store.hasLedger else { return nil }
    return try tail()?.change ?? ledger()?.last
  }

  /// The end of the ledger: its last bytes, and the change that they end with.
  struct Tail {
    /// Of the ledger, in bytes.
    var size: UInt64
    var bytes: [UInt8]
    var change: Ledger.Change
  }

  /// `nil` where the ledger does not end with a whole change, or cannot be read.
  func tail() throws -> Tail? {
    do {
      guard let size = try files.metadata(ledgerPath)?.size else { return nil }
      let file = try files.open(ledgerPath)
      for count in [min(size, UInt64(Self.tailSize)), size] {
        let bytes = try file.bytes(at: size - count, count: Int(count))
        if let change = Ledger.lastChange(in: bytes) {
          return Tail(size: size, bytes: bytes, change: change)
        }
      }
      return nil
    } catch {
      if error.isOutOfHandles { throw error }
      return nil
    }
  }

  /// Enough for the last change, nearly always.
  private static let tailSize = 64 << 10
}
