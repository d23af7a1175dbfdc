public import FileEffects

/// What a capture found.
public final class Captured {
  let root: CapturedFolder
  public let warnings: [CaptureWarning]
  /// Facts about the previously captured state.
  let earlier: StatCache
  private let rules: ObjectID
  /// Whether something changed so shortly before that it cannot be known by its fingerprint yet.
  private let hasRecent: Bool
  /// Where it may be remembered.
  private let store: Store?

  init(
    _ root: CapturedFolder, _ warnings: [CaptureWarning], after earlier: StatCache,
    by rules: ObjectID, for store: Store?, hasRecent: Bool
  ) {
    self.hasRecent = hasRecent
    (self.root, self.earlier) = (root, earlier)
    self.warnings = warnings
    self.rules = rules
    self.store = store
  }

  /// How many files and links there are.
  public var fileCount: Int { root.fileCount }
  /// The sum of the contents' lengths, in bytes.
  public var byteCount: UInt64 { root.byteCount }

  /// Everything, flat.
  public private(set) lazy var listing = Listing(sorted: items { _ in true })

  /// The databases, wherever they are.
  public private(set) lazy var databases = items(in: \.hasDatabases).filter {
    $0.entry.kind == .database
  }

  /// The files that begin as databases, and that SQLite cannot read: they were taken as bytes.
  public var damagedDatabases: Set<RelativePath> {
    Set(
      warnings.compactMap { warning in
        if case .unreadableDatabase = warning.kind { warning.path } else { nil }
      })
  }

  /// The fingerprints of databases, of those that cannot change without changing theirs.
  public var databaseFingerprints: [RelativePath: FileMetadata] {
    var fingerprints: [RelativePath: FileMetadata] = [:]
    func add(_ folder: CapturedFolder, _ path: RelativePath?) {
      guard folder.hasDatabases else { return }
      for (name, metadata) in folder.databaseFingerprints {
        fingerprints[RelativePath.appending(name, to: path)] = metadata
      }
      for (row, inner) in folder.listed {
        if let inner { add(inner, RelativePath.appending(row.name, to: path)) }
      }
    }
    add(root, nil)
    return fingerprints
  }

  /// Hands out every file and link, in the order of the paths. Nothing of them is kept: of many files a
  /// ``listing`` takes more memory than all else.
  public func forEachLeaf<Failure>(
    _ body: (RelativePath, Entry) throws(Failure) -> Void
  ) throws(Failure) {
    try visit(root, nil, in: { _ in true }) { (path, entry) throws(Failure) -> Void in
      if !entry.isDirectory { try body(path, entry) }
    }
  }

  private func items(in isWanted: (CapturedFolder) -> Bool) -> [Listing.Item] {
    var items: [Listing.Item] = []
    visit(root, nil, in: isWanted) { path, entry in
      items.append(Listing.Item(path: path, entry: entry.open))
    }
    return items
  }

  /// Hands out all that is in a folder and below, in the order of the paths, except in folders that are not
  /// wanted.
  private func visit<Failure>(
    _ folder: CapturedFolder, _ path: RelativePath?, in isWanted: (CapturedFolder) -> Bool,
    _ body: (RelativePath, Entry) throws(Failure) -> Void
  ) throws(Failure) {
    guard isWanted(folder) else { return }
    for (row, inner) in folder.listed {
      let path = RelativePath.appending(row.name, to: path)
      try body(path, row.entry)
      if let inner { try visit(inner, path, in: isWanted, body) }
    }
  }

  /// The name that the state's tree has, or would have, in a store.
  public func treeID() -> ObjectID { tree }

  private lazy var tree = root.build(nil) { bytes, _ in ObjectID(of: bytes) }

  /// Notes the fingerprint of everything in the stat cache. Call it when all of it is in the store, trees
  /// included; without it, the next capture only takes longer. If nothing has changed, the cache has it
  /// all already, unless it was forgotten since.
  public func remember(again isForgotten: Bool = false) throws {
    guard let store, isForgotten || !root.isKnown else { return }
    do { try keep(memory(of: store), in: store) } catch let error as FileError
      where error.isNoSpace
    {
      // On a full disk the one before stays.
    }
  }

  /// The same for a caller that only looked, and stored nothing: contents that the store lacks are not
  /// remembered. If there is anything new, `writing` gets a closure that writes it, to be called under the
  /// store's lock if that is free. Nothing is written if another process has changed the store since it was
  /// read.
  public func rememberNews(_ writing: (() throws -> Void) throws -> Void) throws {
    guard let store, !root.isKnown else { return }
    _ = treeID()
    let memory = try memory(of: store)
    // What changed lately can be remembered the next time, if there is a later note on the disk by then.
    guard try hasRecent || !memory.isSame(as: earlier.bytes) else { return }
    try writing { if try store.isAsRead() { try keep(memory, in: store) } }
  }

  private func keep(_ memory: StatCacheMemory, in store: Store) throws {
    try store.keepStatCache(size: memory.size, memory.write(to:))
  }

  private func memory(of store: Store) throws -> StatCacheMemory {
    // Missing objects stay known until they are repaired or collected.
    let packs = try store.packNames.union(store.statCache().packs)
    return try StatCacheMemory(root, rules: rules, packs: packs) { store.contains($0) }
  }
}
