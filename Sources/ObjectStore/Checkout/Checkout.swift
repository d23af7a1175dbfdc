import FileEffects
import Synchronization
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
  /// decompressed together. Nothing is synced; an existing name is an error. None gets set-user-ID,
  /// set-group-ID or sticky bits: see ``SpecialBits``.
  public static func write(_ targets: [Target], from store: Store) throws {
    let order = StoreOrder(store)
    store.progress?.expect(
      items: targets.count, bytes: targets.reduce(0) { $0 + $1.entry.size })
    // One thread writes a chunked file, or what lies in one frame.
    let work =
      targets.filter(\.entry.isChunked).map { [$0] }
      + order.groups(targets.filter { !$0.entry.isChunked }, of: \.entry.object)
    try Parallel.forEach(count: work.count, workers: store.workers) {
      try ObjectReader(store)
    } _: { reader, number in
      for target in work[number] {
        try write(target, from: reader, of: store)
        store.progress?.add(items: 1)
      }
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
      try files.createDirectory(
        target.path, permissions: target.entry.written(over: nil).permissions)
    case .file, .database:
      let file = try files.create(
        target.path, permissions: target.entry.written(over: nil).permissions)
      // A database is written to in its place later, and must not find its disk full then.
      let hasHoles =
        target.entry.kind == .file && target.entry.size >= SparseOutput.leastSize
      let output = Mutex(SparseOutput(file))
      let append: @Sendable (UnsafeRawBufferPointer) throws -> Void = { bytes in
        store.progress?.add(bytes: UInt64(bytes.count))
        if hasHoles { try output.withLock { try $0.append(bytes) } } else { try file.append(bytes) }
      }
      if target.entry.isChunked {
        try ChunkedContents(of: try reader.chunks(target.entry.object), in: store).forEach {
          try append($0)
          file.beginSync()
        }
      } else {
        try reader.withObject(target.entry.object, append)
      }
      if hasHoles { try output.withLock { try $0.finish() } }
    }
  }

  /// Writes a whole listing into an empty or missing folder, durably: all of it, or nothing that another
  /// attempt would not take away or finish.
  ///
  /// - Throws: ``StoreError/notEmpty(_:)`` before anything is written.
  public static func restore(
    _ listing: Listing, to folder: FilePath, from store: Store
  ) throws {
    try RestoredFolder(listing, at: folder, from: store).make()
  }
}
