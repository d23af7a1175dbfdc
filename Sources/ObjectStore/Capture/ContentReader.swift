import FileEffects
import SystemPackage

/// Reads files into objects: small ones whole, large ones in chunks, databases through SQLite.
final class ContentReader {
  struct Found {
    var kind: Entry.Kind
    var isChunked: Bool
    var size: UInt64
    var object: ObjectID
    var isDatabase: Bool
    var unreadableDatabase: String?
  }

  private let capture: Capture
  private let batch: ObjectBatch?
  private let reader: ObjectReader?
  /// Made when the first file is read: where nothing changed, none is.
  private var buffer: [UInt8] = []

  init(_ capture: Capture, _ batch: ObjectBatch?) throws {
    self.capture = capture
    self.batch = batch
    self.reader = try capture.store.map { try ObjectReader($0) }
  }

  /// The object's name; its bytes go into the batch, if there is one.
  func add(
    _ bytes: UnsafeRawBufferPointer, as type: ObjectType = .blob,
    replacing replaced: ObjectID? = nil
  ) throws -> ObjectID {
    if let batch { return try batch.add(bytes, as: type, replacing: replaced) }
    return ObjectID(of: bytes)
  }

  private func keep(
    _ bytes: UnsafeRawBufferPointer, _ type: ObjectType, _ replaced: ObjectID?
  ) throws -> ObjectID {
    try add(bytes, as: type, replacing: replaced)
  }

  private func makeBuffer() {
    if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: 2 << 20) }
  }

  func isDatabase(_ place: FilePath) throws -> Bool {
    let file = try capture.files.open(place)
    makeBuffer()
    return try buffer.withUnsafeMutableBytes { window in
      let start = UnsafeMutableRawBufferPointer(rebasing: window[..<DatabaseHeader.magic.count])
      return try file.read(into: start, at: 0) == start.count
        && DatabaseHeader.isDatabase(UnsafeRawBufferPointer(start))
    }
  }

  /// Reads the present file at `place`.
  func read(
    _ place: FilePath, _ metadata: FileMetadata, previous: () throws -> Entry?
  ) throws -> Found {
    // In a scope of its own: a database must not be open twice in a process when SQLite closes it.
    var count = 0
    do {
      let file = try capture.files.open(place)
      count = try fill(file, from: 0)
      if !DatabaseHeader.isDatabase(buffer[..<count]) {
        let previous = try previous()
        if let previous, try hasChunks(file, of: previous, metadata.size) {
          return Found(
            kind: .file, isChunked: true, size: previous.size, object: previous.object,
            isDatabase: false)
        }
        return try plain(file, count: count, previous)
      }
    }
    do {
      return try database(place, try previous())
    } catch DatabaseAccessError.unreadable(_, let fault) {
      let file = try capture.files.open(place)
      var found = try plain(file, count: try fill(file, from: 0), nil)
      found.isDatabase = true
      found.unreadableDatabase = "\(fault)"
      return found
    }
  }

  /// Fills the buffer; returns how many bytes are in it then.
  private func fill(_ file: any ReadableFile, from offset: UInt64) throws -> Int {
    makeBuffer()
    let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
    capture.progress?.add(bytes: UInt64(count))
    return count
  }

  private func plain(
    _ file: any ReadableFile, count first: Int, _ previous: Entry?
  ) throws -> Found {
    if first <= StoreLayout.largeFileSize {
      let object = try buffer.withUnsafeBytes {
        try add(
          UnsafeRawBufferPointer(rebasing: $0[..<first]), replacing: previous?.wholeObject)
      }
      return Found(
        kind: .file, isChunked: false, size: UInt64(first), object: object, isDatabase: false)
    }
    let chunks = ContentChunks(previous: previous, reader: batch?.reader, store: keep)
    var count = first
    var offset: UInt64 = 0
    while count > 0 {
      try buffer.withUnsafeBytes { try chunks.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      offset += UInt64(count)
      count = count < buffer.count ? 0 : try fill(file, from: offset)
    }
    let entry = try chunks.finish()
    return Found(
      kind: .file, isChunked: true, size: entry.size, object: entry.object, isDatabase: false)
  }

  /// Whether a large file still has the chunks of `previous`: then it need not be cut. A capture that stores
  /// what it reads cuts it all the same.
  private func hasChunks(
    _ file: any ReadableFile, of previous: Entry, _ size: UInt64
  ) throws -> Bool {
    guard batch == nil, previous.kind == .file, previous.isChunked, previous.size == size,
      // A list that cannot be read proves nothing: the file is read like any other.
      let chunks = try? reader?.chunks(previous.object),
      chunks.allSatisfy({ $0.size <= StoreLayout.Pack.frameLimit })
    else { return false }
    var offset: UInt64 = 0
    for chunk in chunks {
      let bytes = try file.bytes(at: offset, count: Int(chunk.size))
      guard ObjectID(of: bytes) == chunk.object else { return false }
      offset += UInt64(chunk.size)
      capture.progress?.add(bytes: UInt64(chunk.size))
    }
    // The file may have grown since its size was read.
    return try offset == size && file.bytes(at: offset, count: 1).isEmpty
  }

  private func database(_ place: FilePath, _ previous: Entry?) throws -> Found {
    let chunks = DatabaseChunks(previous: previous, reader: reader, store: keep)
    try capture.databases.snapshot(
      place, scratch: capture.scratch.appending(StoreLayout.Staging.database)
    ) { bytes in
      capture.progress?.add(bytes: UInt64(bytes.count))
      try chunks.add(bytes)
    }
    var entry = try chunks.finish()
    if let previous, previous.object != entry.object, try isFile(place, of: previous) {
      entry = previous
    }
    return Found(
      kind: .database, isChunked: entry.isChunked, size: entry.size, object: entry.object,
      isDatabase: true)
  }

  /// Whether the file of a database is, byte for byte, one that a store of an earlier version has as its
  /// file was, and not as SQLite reads it.
  private func isFile(_ place: FilePath, of previous: Entry) throws -> Bool {
    guard previous.kind == .database, let reader,
      try capture.files.metadata(place)?.size == previous.size
    else { return false }
    let first =
      try previous.isChunked ? reader.chunks(previous.object).first?.object : previous.object
    guard let first,
      try !DatabaseHeader.hasAllPages(reader.bytes(of: first), length: previous.size)
    else { return false }
    for ending in ["-wal", "-journal"] {
      let beside = place.withSuffix(ending)
      if try capture.files.metadata(beside)?.size ?? 0 > 0 { return false }
    }
    let file = try capture.files.open(place)
    let bytes = DatabaseChunks(reader: nil) { bytes, _, _ in ObjectID(of: bytes) }
    var offset: UInt64 = 0
    while case let count = try fill(file, from: offset), count > 0 {
      try buffer.withUnsafeBytes { try bytes.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      offset += UInt64(count)
    }
    return try bytes.finish().object == previous.object
  }
}
