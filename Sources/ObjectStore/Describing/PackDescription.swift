import FileEffects
public import SystemPackage

/// What a pack's index says, for whoever looks into a store.
public struct PackDescription: Encodable, Hashable, Sendable {
  /// One zstd frame of a pack.
  public struct Frame: Encodable, Hashable, Sendable {
    /// From 0, in the order of the pack.
    public var number: Int
    /// Where it starts in the pack, its length there, and uncompressed, in bytes.
    public var offset: UInt64
    public var storedBytes: UInt32
    public var bytes: UInt32
    /// The object that it is encoded against; left out where there is none.
    public var base: ObjectID?
    public var objects: [Object]
  }

  /// An object in a frame.
  public struct Object: Encodable, Hashable, Sendable {
    public var object: ObjectID
    public var type: ObjectDescription.Kind
    /// Where it starts in the uncompressed frame, and its length.
    public var offset: Int
    public var bytes: Int
  }

  /// The length of the file.
  public var bytes: UInt64
  public var frames: [Frame]
}

extension Store {
  /// Reads the index of a pack: one of the store's by its name, or any file.
  ///
  /// - Throws: ``StoreError/damagedPack(_:_:)``, ``StoreError/notAPack(_:)``.
  public func describePack(_ file: FilePath) throws -> PackDescription {
    let own = packsFolder.appending(file.components.last.map { [$0] } ?? [])
    let isOwn = try file.components.count == 1 && files.metadata(own) != nil
    if try !isOwn && files.metadata(file) == nil {
      throw FileError(.read, file, .noSuchFileOrDirectory)
    }
    if try !isOwn && !isLikePack(file) { throw StoreError.notAPack(file) }
    let pack = try Pack(at: isOwn ? own : file, on: files)
    let rows = pack.index.rowsByFrame()
    return PackDescription(
      bytes: pack.size,
      frames: (0..<pack.index.frameCount).map { number in
        let frame = pack.index.frame(number)
        return PackDescription.Frame(
          number: number, offset: frame.offset, storedBytes: frame.storedSize,
          bytes: frame.rawSize, base: frame.base,
          objects: (rows[number] ?? []).map {
            PackDescription.Object(
              object: $0.object, type: ObjectDescription.Kind($0.place.type),
              offset: $0.place.offset, bytes: $0.place.size)
          })
      })
  }

  /// Whether a file is a pack, though perhaps a damaged one: it is named like one, or begins or ends like one.
  private func isLikePack(_ file: FilePath) throws -> Bool {
    typealias Layout = StoreLayout.Pack
    if file.extension == StoreLayout.packExtension { return true }
    let opened = try files.open(file)
    guard let size = try files.metadata(file)?.size, size >= 4 else { return false }
    if try opened.bytes(at: size - 4, count: 4) == Layout.endMagic { return true }
    var reader = ByteReader(try opened.bytes(at: 0, count: 4))
    guard let magic: UInt32 = reader.integer() else { return false }
    return [Layout.headMagic, Layout.recordMagic, Layout.skippableMagic].contains(magic)
  }
}
