import FileEffects
public import ObjectStore
import SystemPackage

/// A store's log of actions: a text file to which a line is added by each one.
///
/// Each line names the digest of the one before, and `log-end`, which has a second copy in the ledger, says how
/// many there are and how the last one reads. So a line that was edited, moved or cut out shows, the first and the
/// last included. The format and the order of writing are in `store-format.md`, "The log".
///
/// To add to it, hold the ``StoreLock``.
public struct ActionLog: Sendable {
  private let store: Store
  private var files: any FileSystem { store.files }
  private var path: FilePath { store.location.appending(StoreLayout.actions) }

  public init(of store: Store) { self.store = store }

  /// Where a log ends: how many entries it has, and the digest of the last.
  struct End: Hashable, Sendable {
    var count: Int
    var digest: ObjectID

    var text: [UInt8] { Array("\(count) \(digest)\n".utf8) }

    init(count: Int, digest: ObjectID) { (self.count, self.digest) = (count, digest) }

    init?(_ text: [UInt8]) {
      let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      guard words.count == 2, let count = Int(words[0]), count > 0,
        let digest = ObjectID(String(words[1]))
      else { return nil }
      self.init(count: count, digest: digest)
    }
  }

  /// `nil` where the log never had an entry, or nobody knows any more. Of both copies the later one counts: an
  /// earlier one that somebody put back hides nothing.
  func end() throws -> End? {
    struct Next: Error {}
    var found: [End] = []
    do {
      try store.smallFiles.read(StoreLayout.actionsEnd) { bytes in
        if let end = End(bytes) { found.append(end) }
        throw Next()
      }
    } catch is Next {}
    return found.max { $0.count < $1.count }
  }

  /// The last entry; `nil` where there is none that is whole, or a later one is missing.
  public func last() throws -> ActionEntry? {
    guard let last = try tail().last?.entry else { return nil }
    return try end()?.count ?? 0 > last.sequence ? nil : last
  }

  // MARK: Adding

  /// Adds an entry, durably: first the line, then where the log ends.
  public func add(_ entry: ActionEntry) throws {
    let (end, tail) = (try end(), try tail())
    var entry = entry
    // A log that was cut off shows: its numbers go on, and what is missing is missing.
    if let end, end.count > tail.last?.entry.sequence ?? 0 {
      (entry.sequence, entry.previous) = (end.count + 1, end.digest)
    } else {
      entry.sequence = (tail.last?.entry.sequence ?? 0) + 1
      entry.previous = tail.last?.digest
    }
    let line = try ActionLine(entry)
    var text = line.text + [UInt8(ascii: "\n")]
    if let torn = tail.torn {
      if end?.count ?? 0 <= tail.last?.entry.sequence ?? 0 {
        // What a power cut left of an entry that nobody counts on.
        try files.truncate(path, to: torn)
      } else {
        text.insert(UInt8(ascii: "\n"), at: 0)
      }
    }
    let isNew = try files.metadata(path) == nil
    let file =
      try isNew ? files.create(path, permissions: 0o644) : files.extend(path)
    try text.withUnsafeBytes { try file.append($0) }
    try file.sync()
    if isNew { try files.syncDirectory(store.location) }
    try store.smallFiles.carryOut(
      SmallFileChange(
        writes: [
          (StoreLayout.actionsEnd, End(count: entry.sequence, digest: line.digest).text)
        ]))
  }

  /// Puts a log that is not as it was written among the damaged files; the next entry begins a new one.
  public func setAside() throws {
    try store.smallFiles.setAside(StoreLayout.actions)
    try store.smallFiles.carryOut(SmallFileChange(removals: [StoreLayout.actionsEnd]))
  }

  /// The last whole line, and where an incomplete one begins behind it.
  private func tail() throws -> (last: ActionLine?, torn: UInt64?) {
    guard let found = try files.metadata(path), found.isRegular, found.size > 0 else {
      return (nil, nil)
    }
    let size = found.size
    let file = try files.open(path)
    var count = UInt64(8 << 10)
    while true {
      let start = size > count ? size - count : 0
      let bytes = try file.bytes(at: start, count: Int(size - start))
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let torn =
        lines.last.flatMap { $0.isEmpty ? nil : size - UInt64($0.count) }
      // The first line may have begun earlier.
      let whole = lines.dropFirst(start == 0 ? 0 : 1).dropLast()
      if let last = whole.reversed().lazy.compactMap({ ActionLine($0) }).first {
        return (last, torn)
      }
      if start == 0 || count >= Self.farBack { return (nil, torn) }
      count *= 8
    }
  }

  /// How far back a last entry is looked for, in bytes.
  private static let farBack: UInt64 = 1 << 20

  // MARK: Reading

  /// Hands each line to `body`, in their order; the last one also where it does not end.
  func forEachLine(_ body: (ArraySlice<UInt8>, _ isComplete: Bool) throws -> Void) throws {
    guard try files.metadata(path)?.isRegular ?? false else { return }
    var pending: [UInt8] = []
    try files.forEachPiece(of: path) { piece in
      pending += piece
      guard pending.contains(UInt8(ascii: "\n")) || pending.count > Self.longestLine else { return }
      let lines = pending.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for line in lines.dropLast() { try body(line, true) }
      pending = Array((lines.last ?? []).prefix(Self.longestLine))
    }
    if !pending.isEmpty { try body(pending[...], false) }
  }

  /// No entry has more bytes: what is longer was never one.
  private static let longestLine = 64 << 10
}
