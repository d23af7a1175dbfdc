import CSQLite
import FileEffects

/// The database file, read through the handle by which SQLite itself has it open.
///
/// Opening it a second time is not an option: closing that descriptor would end the locks.
extension Connection {
  /// The first bytes of a database file that say how it is written, and how often it was.
  struct Header: Equatable {
    /// The first 40 bytes; zeros where the file is shorter.
    let bytes: [UInt8]

    /// Whether commits go to a write-ahead log, by the file's format version.
    var usesLog: Bool { bytes[18] == 2 || bytes[19] == 2 }

    /// Change counter, size, and first free page: what SQLite itself compares, in a rollback-journal
    /// mode, to learn that another connection has committed.
    var version: ArraySlice<UInt8> { bytes[24..<40] }

    /// One more with each commit in a rollback-journal mode.
    var changeCounter: UInt32 { bytes[24..<28].reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// The header on disk, whatever a log may hold.
  func header() throws(DatabaseAccessError) -> Header {
    let file = try file()
    var bytes = [UInt8](repeating: 0, count: 40)
    let code = bytes.withUnsafeMutableBytes { file.read(into: $0, at: 0) }
    guard code == SQLITE_OK || code == OpenFile.shortRead else {
      throw failure(code, systemError: file.lastError)
    }
    return Header(bytes: bytes)
  }

  /// Hands `body` all bytes of the database. To be called under a lock.
  ///
  /// They are those of its pages: SQLite shortens a file only after it has committed, so that a process
  /// that ends in between leaves a file with more, and some programs let files grow in steps. The
  /// header says how many pages there are, also where its writer left that to the file's size.
  func readFile(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let file = try file()
    var size: Int64 = 0
    try require(file.size(&size), file)
    let pages = try number("page_count")
    size = min(size, Int64(pages) * Int64(try number("page_size")))
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: SQLiteDatabases.pieceBytes, alignment: 4096)
    defer { buffer.deallocate() }
    var offset: Int64 = 0
    while offset < size {
      let count = Int(min(Int64(buffer.count), size - offset))
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
      try require(file.read(into: piece, at: offset), file)
      if offset == 0 && count >= DatabaseHeader.size {
        piece.storeBytes(of: UInt32(pages).bigEndian, toByteOffset: 28, as: UInt32.self)
      }
      try body(UnsafeRawBufferPointer(piece))
      offset += Int64(count)
    }
  }

  /// Counts up whenever this connection learns that another one has committed.
  func dataVersion() throws(DatabaseAccessError) -> UInt32 {
    var version: UInt32 = 0
    try require(sqlite3_file_control(handle, "main", SQLITE_FCNTL_DATA_VERSION, &version))
    return version
  }

  /// The file, as SQLite has it open.
  func file() throws(DatabaseAccessError) -> OpenFile {
    guard let file = file(SQLITE_FCNTL_FILE_POINTER) else {
      throw .failed(database: path, .noFile)
    }
    return file
  }

  /// The file that SQLite has open for one of its file controls; `nil` where it has none.
  func file(_ control: Int32) -> OpenFile? {
    var pointer: UnsafeMutablePointer<sqlite3_file>?
    guard sqlite3_file_control(handle, "main", control, &pointer) == SQLITE_OK, let pointer,
      let methods = pointer.pointee.pMethods
    else { return nil }
    return OpenFile(pointer: pointer, methods: methods)
  }
}

/// A file that SQLite has open, and SQLite's functions for it; each returns a result code.
struct OpenFile {
  let pointer: UnsafeMutablePointer<sqlite3_file>
  let methods: UnsafePointer<sqlite3_io_methods>

  /// `SQLITE_IOERR_SHORT_READ`, a macro that Swift does not see: missing bytes were filled with zeros.
  static let shortRead = SQLITE_IOERR | 2 << 8

  func size(_ size: inout Int64) -> Int32 {
    methods.pointee.xFileSize?(pointer, &size) ?? SQLITE_MISUSE
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int32 {
    methods.pointee.xRead?(pointer, buffer.baseAddress, Int32(buffer.count), offset)
      ?? SQLITE_MISUSE
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
    methods.pointee.xWrite?(pointer, bytes.baseAddress, Int32(bytes.count), offset)
      ?? SQLITE_MISUSE
  }

  func truncate(to size: Int64) -> Int32 {
    methods.pointee.xTruncate?(pointer, size) ?? SQLITE_MISUSE
  }

  func sync() -> Int32 { methods.pointee.xSync?(pointer, SQLITE_SYNC_NORMAL) ?? SQLITE_MISUSE }

  func close() -> Int32 { methods.pointee.xClose?(pointer) ?? SQLITE_MISUSE }

  /// The bytes that a power cut may leave half written together, whatever was to be written of them.
  var sectorSize: Int {
    let keepsNeighbours =
      (methods.pointee.xDeviceCharacteristics?(pointer) ?? 0) & SQLITE_IOCAP_POWERSAFE_OVERWRITE
      != 0
    return keepsNeighbours ? 512 : Int(methods.pointee.xSectorSize?(pointer) ?? 4096)
  }
}
