public import FileEffects
public import SystemPackage

/// A file that holds everything below some trees, and a record that names them: a pack that needs no
/// other, with the record before its frames.
///
/// The format is in `store-format.md`, "Exports".
public struct ExportFile {
  public let path: FilePath
  /// The record as it was given to ``write(_:roots:to:from:)``.
  public let record: [UInt8]
  /// The file as a store of its own.
  public let contents: Store
  private let pack: Pack

  /// What a name ends in that stands for such a file, and not for a folder.
  public static let ending = ".pack"

  // MARK: Writing

  /// Writes a new file at `path`, durably; a file that is there is refused.
  ///
  /// - Returns: How long it is, in bytes.
  public static func write(
    _ record: [UInt8], roots: [ObjectID], to path: FilePath, from store: Store
  ) throws -> UInt64 {
    let files = store.files
    guard try files.metadata(path) == nil else { throw StoreError.taken(path) }
    var start: [UInt8] = []
    start.append(little: StoreLayout.Pack.recordMagic)
    start.append(little: UInt32(record.count))
    let batch = try ObjectBatch(store, exportingTo: path, start: start + record)
    let reader = try ObjectReader(store)
    var known: Set<ObjectID> = []
    func add(_ object: ObjectID, _ type: ObjectType) throws {
      guard known.insert(object).inserted else { return }
      try reader.withObject(object) { _ = try batch.add($0, as: type) }
    }
    func walk(_ tree: ObjectID) throws {
      if known.contains(tree) { return }
      for row in try reader.tree(tree).rows {
        if row.entry.isDirectory {
          try walk(row.entry.object)
        } else if row.entry.isChunked {
          for chunk in try reader.chunks(row.entry.object) { try add(chunk.object, .blob) }
          try add(row.entry.object, .chunkList)
        } else {
          try add(row.entry.object, .blob)
        }
      }
      try add(tree, .tree)
    }
    for root in roots { try walk(root) }
    try batch.commit()
    return try files.metadata(path)?.size ?? 0
  }

  // MARK: Reading

  /// Opens a file, which a link may name; what is in it is not yet believed.
  ///
  /// - Throws: ``StoreError/damagedExport(_:reason:)``.
  public init(at path: FilePath, on files: any FileSystem, workers: Int) throws {
    func refuse(_ reason: String) -> StoreError { .damagedExport(path, reason: reason) }
    self.path = path
    do { pack = try Pack(at: files.named(path), on: files) } catch StoreError.damagedPack(
      _, let reason)
    {
      throw refuse(reason)
    }
    guard let record = try pack.record() else { throw refuse("it has no record") }
    self.record = record
    contents = Store(of: pack, on: files, workers: workers)
  }

  /// Reads all of it and compares every digest, and that what is below `roots` is in it.
  public func verify(_ roots: [ObjectID]) throws {
    let frames = try FrameCheck(of: contents, .full)
    if let damaged = frames.damagedPacks.first {
      throw StoreError.damagedExport(path, reason: damaged.reason)
    }
    do { _ = try Reachability(roots: roots, in: contents) } catch let error as StoreError {
      switch error {
      case .missing(let object):
        throw StoreError.damagedExport(path, reason: "object \(object) is not in it")
      case .malformed(let object, let expected):
        throw StoreError.damagedExport(path, reason: "object \(object) is not \(expected)")
      default: throw error
      }
    }
  }

  /// Adds what is whole in it and a store does not have yet.
  public func addWhole(to batch: ObjectBatch) throws {
    let reader = try ObjectReader(contents)
    for (_, rows) in pack.index.rowsByFrame().sorted(by: { $0.key < $1.key }) {
      for row in rows {
        guard let bytes = try? reader.bytes(of: row.object) else { continue }
        _ = try batch.add(bytes, as: row.place.type)
      }
    }
  }

  /// The paths with a ``ReservedName`` below `roots`, without what is below such a path.
  public func reservedPaths(below roots: [ObjectID]) throws -> [RelativePath] {
    let reader = try ObjectReader(contents)
    var found: Set<RelativePath> = []
    func walk(_ tree: ObjectID, _ folder: RelativePath?) throws {
      for row in try reader.tree(tree).rows {
        let path = RelativePath.appending(row.name, to: folder)
        if ReservedName.isReserved(row.name) {
          found.insert(path)
        } else if row.entry.isDirectory {
          try walk(row.entry.object, path)
        }
      }
    }
    for root in roots { try walk(root, nil) }
    return found.sorted()
  }

  /// Adds what a store does not have yet.
  public func add(to batch: ObjectBatch) throws {
    let reader = try ObjectReader(contents)
    for (_, rows) in pack.index.rowsByFrame().sorted(by: { $0.key < $1.key }) {
      for row in rows {
        try reader.withObject(row.object) { _ = try batch.add($0, as: row.place.type) }
      }
    }
  }
}
