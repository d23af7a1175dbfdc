import FileEffects
public import SystemPackage

/// Writes contents of the store out as files.
public struct Checkout {
  /// A file or link to be made.
  public struct Target: Sendable {
    public var entry: Entry
    public var path: FilePath

    public init(entry: Entry, path: FilePath) {
      self.entry = entry
      self.path = path
    }
  }

  /// Makes new files and links, on both cores; contents that lie together in the store are
  /// decompressed together. Nothing is synced; an existing name is an error.
  public static func write(_ targets: [Target], from store: Store) throws {
    let order = StoreOrder(store)
    // A chunked file is a piece of work for itself; frames are one each.
    let work =
      targets.filter(\.entry.isChunked).map { [$0] }
      + order.pieces(targets.filter { !$0.entry.isChunked }, of: \.entry.object)
    try Parallel.forEach(count: work.count, workers: store.workers) {
      try ObjectReader(store)
    } _: { reader, number in
      for target in work[number] { try write(target, from: reader, of: store) }
    }
  }

  private static func write(
    _ target: Target, from reader: ObjectReader, of store: Store
  ) throws {
    let files = store.files
    switch target.entry.kind {
    case .link:
      try files.createLink(target.path, to: try reader.bytes(of: target.entry.object))
    case .directory:
      try files.createDirectory(target.path, permissions: target.entry.permissions)
    case .file, .database:
      let file = try files.create(target.path, permissions: target.entry.permissions)
      guard target.entry.isChunked else {
        return try reader.withObject(target.entry.object) { try file.append($0) }
      }
      try ContentPieces(of: try reader.chunks(target.entry.object), in: store)
        .forEach {
          try file.append($0)
          file.beginSync()
        }
    }
  }

  /// Writes a whole listing into an empty or missing folder, durably.
  ///
  /// - Throws: ``StoreError/notEmpty(_:)`` before anything is written.
  public static func restore(
    _ listing: Listing, to folder: FilePath, from store: Store
  ) throws {
    let files = store.files
    if let found = try files.metadata(folder) {
      guard found.isDirectory, try files.contents(of: folder).isEmpty else {
        throw StoreError.notEmpty(folder)
      }
    } else {
      try files.ensureDirectory(folder)
    }
    let folders = listing.items.filter { $0.entry.isDirectory }
    for item in folders {
      // Open to ourselves until what is in it has been written.
      try files.createDirectory(
        item.path.resolved(in: folder), permissions: item.entry.permissions | 0o700)
    }
    try write(
      listing.leaves.map { Target(entry: $0.entry, path: $0.path.resolved(in: folder)) },
      from: store)
    for item in folders.reversed() where item.entry.permissions & 0o700 != 0o700 {
      try files.setPermissions(item.path.resolved(in: folder), item.entry.permissions)
    }
    try files.syncAll(at: folder)
  }
}
