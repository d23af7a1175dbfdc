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

  /// Writes a new file at `path`, durably; an existing one is refused.
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
    var writer = Writer(batch: batch, reader: reader, progress: store.progress)
    for root in roots { try reader.visit(root, with: &writer) }
    try batch.commit()
    return try files.metadata(path)?.size ?? 0
  }

  /// Adds every object to a batch, after all that it names.
  private struct Writer: TreeVisitor {
    let batch: ObjectBatch
    let reader: ObjectReader
    let progress: WorkProgress?
    private var added: Set<ObjectID> = []
    /// Trees and lists of chunks. The same bytes can be a file as well: that says nothing of what they name.
    private var entered: Set<ObjectID> = []

    init(batch: ObjectBatch, reader: ObjectReader, progress: WorkProgress?) {
      (self.batch, self.reader, self.progress) = (batch, reader, progress)
    }

    mutating func enter(
      _ object: ObjectID, as type: ObjectType, at path: RelativePath?
    ) throws -> Bool {
      if type != .blob { return entered.insert(object).inserted }
      try add(object, as: .blob)
      return false
    }

    mutating func leave(_ object: ObjectID, as type: ObjectType) throws {
      try add(object, as: type)
    }

    private mutating func add(_ object: ObjectID, as type: ObjectType) throws {
      guard added.insert(object).inserted else { return }
      try reader.withObject(object) {
        _ = try batch.add($0, as: type)
        progress?.add(items: 1, bytes: UInt64($0.count))
      }
    }
  }

  // MARK: Reading

  /// Opens a file, which a link may name; its contents are not trusted yet.
  ///
  /// - Throws: ``StoreError/damagedExport(_:_:)``.
  public init(at path: FilePath, on files: any FileSystem, workers: Int) throws {
    func refuse(_ fault: ExportFault) -> StoreError { .damagedExport(path, fault) }
    self.path = path
    do { pack = try Pack(at: files.named(path), on: files) } catch StoreError.damagedPack(
      _, let fault)
    {
      throw refuse(.pack(fault))
    }
    guard let record = try pack.record() else { throw refuse(.noRecord) }
    self.record = record
    contents = Store(of: pack, on: files, workers: workers)
  }

  /// Reads all of it, compares every digest, and checks that everything below `roots` is in it.
  public func verify(_ roots: [ObjectID]) throws {
    let frames = try FrameCheck(of: contents, .full)
    if let damaged = frames.damagedPacks.first {
      throw StoreError.damagedExport(path, .pack(damaged.fault))
    }
    do { _ = try Reachability(roots: roots, in: contents) } catch let error as StoreError {
      switch error {
      case .missing(let object):
        throw StoreError.damagedExport(path, .lacks(object))
      case .malformed(let object, let expected):
        throw StoreError.damagedExport(path, .malformed(object, expected: expected))
      default: throw error
      }
    }
  }

  /// Adds its intact objects that a store does not have yet.
  public func addWhole(to batch: ObjectBatch) throws {
    let reader = try ObjectReader(contents)
    for (_, rows) in pack.index.rowsByFrame().frames {
      for row in rows {
        guard let bytes = try? reader.bytes(of: row.object) else { continue }
        _ = try batch.add(bytes, as: row.place.type)
      }
    }
  }

  /// The paths with a ``ReservedName`` below `roots`, without their contents.
  public func reservedPaths(below roots: [ObjectID]) throws -> [RelativePath] {
    let reader = try ObjectReader(contents)
    var search = ReservedSearch()
    for root in roots { try reader.visit(root, with: &search) }
    return search.found.sorted()
  }

  private struct ReservedSearch: TreeVisitor {
    var found: Set<RelativePath> = []

    mutating func enter(_ object: ObjectID, as type: ObjectType, at path: RelativePath?) -> Bool {
      guard let path, ReservedName.isReserved(path.name) else { return type == .tree }
      found.insert(path)
      return false
    }
  }

  /// Adds what a store does not have yet.
  public func add(to batch: ObjectBatch) throws {
    let reader = try ObjectReader(contents)
    for (_, rows) in pack.index.rowsByFrame().frames {
      for row in rows {
        try reader.withObject(row.object) { _ = try batch.add($0, as: row.place.type) }
      }
    }
  }
}
