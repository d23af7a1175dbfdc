import FileEffects
import SystemPackage

/// A file of many objects, open for reading.
///
/// It never changes: its contents stay where they are until the whole pack is collected.
final class Pack: Sendable {
  let path: FilePath
  let index: PackIndex
  /// Length of the file in bytes.
  let size: UInt64
  private let file: any ReadableFile

  /// Opens a pack and reads its index.
  ///
  /// - Throws: ``StoreError/damagedPack(_:_:)`` where the index is not whole.
  init(at path: FilePath, on files: any FileSystem) throws {
    guard let metadata = try files.metadata(path) else {
      throw StoreError.damagedPack(path, .missing)
    }
    self.path = path
    self.size = metadata.size
    self.file = try files.open(path)
    func refuse(_ fault: PackFault) -> StoreError { .damagedPack(path, fault) }

    typealias Layout = StoreLayout.Pack
    let trailerSize = UInt64(Layout.trailerSize)
    guard size > trailerSize else { throw refuse(.cutShort) }
    let trailer = try file.bytes(at: size - trailerSize, count: Layout.trailerSize)
    var reader = ByteReader(trailer)
    guard let digest = reader.objectID(), let length: UInt32 = reader.integer(),
      reader.take(4).map(Array.init) == Layout.endMagic,
      UInt64(length) + trailerSize + 8 <= size
    else { throw refuse(.noEnd) }
    let start = size - trailerSize - UInt64(length)
    var header: [UInt8] = []
    header.append(little: Layout.skippableMagic)
    header.append(little: length + UInt32(Layout.trailerSize))
    guard try file.bytes(at: start - 8, count: 8) == header else {
      throw refuse(.indexNotFramed)
    }
    let bytes = try file.bytes(at: start, count: Int(length))
    guard ObjectID(of: bytes) == digest else { throw refuse(.indexHasOtherDigest) }
    switch PackIndex.decode(bytes, packSize: start - 8) {
    case .success(let index): self.index = index
    case .failure(let fault): throw refuse(fault)
    }
  }

  /// An object in a pack.
  struct Copy {
    var pack: Pack
    var place: PackIndex.Place

    /// The object that this copy is encoded against.
    var base: ObjectID? { pack.index.frame(place.frame).base }
  }

  func copy(of object: ObjectID) -> Copy? {
    index.find(object).map { Copy(pack: self, place: $0) }
  }

  /// The uncompressed bytes of a frame, which needs `base` if its row says so; `nil` where they do
  /// not decompress.
  func frame(
    _ number: Int, with decompressor: FrameDecompressor, against base: UnsafeRawBufferPointer? = nil
  ) throws -> [UInt8]? {
    try stored(number).withUnsafeBytes {
      decompressor.decompress($0, size: Int(index.frame(number).rawSize), against: base)
    }
  }

  /// The first bytes of a frame that needs no base, `needed` of them at least; `nil` where they do not
  /// decompress.
  func frame(_ number: Int, with decompressor: FrameDecompressor, upTo needed: Int) throws
    -> [UInt8]?
  {
    try stored(number).withUnsafeBytes {
      decompressor.decompress($0, size: Int(index.frame(number).rawSize), upTo: needed)
    }
  }

  /// Whether the head before a frame says what the index says; a pack of an earlier program has none.
  func hasTrueHead(_ number: Int, _ rows: [PackIndex.Row]) throws -> Bool {
    let frame = index.frame(number)
    let before = number == 0 ? nil : index.frame(number - 1)
    let start = try before.map { $0.offset + UInt64($0.storedSize) } ?? lengthBeforeFrames()
    guard start < frame.offset else { return true }
    let head = FrameHead(base: frame.base, objects: rows.map { ($0.place.size, $0.place.type) })
    return try file.bytes(at: start, count: Int(frame.offset - start)) == head.encoded
  }

  /// The length of the bytes before the first head: 0, or the record of an export.
  private func lengthBeforeFrames() throws -> UInt64 {
    var reader = ByteReader(try file.bytes(at: 0, count: 8))
    guard let magic: UInt32 = reader.integer(), magic == StoreLayout.Pack.recordMagic,
      let length: UInt32 = reader.integer()
    else { return 0 }
    return 8 + UInt64(length)
  }

  /// The record of an export; `nil` where there is none.
  func record() throws -> [UInt8]? {
    let length = try lengthBeforeFrames()
    guard length > 8, length <= size, length <= UInt64(StoreLayout.Pack.recordLimit) else {
      return nil
    }
    return Array(try file.bytes(at: 0, count: Int(length)).dropFirst(8))
  }

  /// The bytes of a frame as they lie in the pack.
  func stored(_ number: Int) throws -> [UInt8] {
    let frame = index.frame(number)
    return try file.bytes(at: frame.offset, count: Int(frame.storedSize))
  }
}
