import CSQLite
import FileEffects
import SystemPackage

/// The rollback journal of one commit that is not SQLite's own: what the pages that are about to change
/// hold now.
///
/// Once it is sealed, whoever opens the database after a crash puts those pages back, as after a crash
/// of SQLite itself; removing it is the commit. All of it happens under SQLite's EXCLUSIVE lock, with
/// SQLite's own file functions.
///
/// Source: the SQLite file format, section 3, "The Rollback Journal"; "Atomic Commit In SQLite".
final class RollbackJournal {
  private let live: Connection
  private let fileSystem: UnsafeMutablePointer<sqlite3_vfs>
  private let name: UnsafePointer<CChar>
  private let memory: UnsafeMutableRawPointer
  private let file: OpenFile
  private let pageSize: Int
  private let pageCount: UInt32
  private let sectorSize: Int
  private let nonce: UInt32
  private var recordCount: UInt32 = 0
  /// Records that are not written yet, and where they go.
  private var records: [UInt8] = []
  private var offset: Int64
  private var isSealed = false

  /// How many bytes are written at a time, a record at least: SQLite's own function takes less than
  /// 128 KiB.
  private static let writeBytes = 72 << 10

  private static let magic: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]

  /// Makes an empty journal beside the database of `live`, which has `pageCount` pages and which no
  /// other connection may read or write now.
  init(
    of live: Connection, pageSize: Int, pageCount: UInt32
  ) throws(DatabaseAccessError) {
    self.live = live
    self.pageSize = pageSize
    self.pageCount = pageCount
    var found: UnsafeMutablePointer<sqlite3_vfs>?
    try live.require(
      sqlite3_file_control(live.handle, "main", SQLITE_FCNTL_VFS_POINTER, &found))
    guard let found, let open = found.pointee.xOpen,
      let database = sqlite3_db_filename(live.handle, "main"),
      let name = sqlite3_filename_journal(database)
    else { throw .failed(database: live.path, .noFile) }
    fileSystem = found
    self.name = name
    sectorSize = try live.file().sectorSize
    offset = Int64(sectorSize)
    var nonce: UInt32 = 0
    sqlite3_randomness(4, &nonce)
    self.nonce = nonce
    // One that is left over says nothing, or SQLite would have rolled it back. Of a new one SQLite's
    // functions sync the folder, too.
    let removed = found.pointee.xDelete?(found, name, 0) ?? SQLITE_MISUSE
    guard removed == SQLITE_OK || removed == Self.notThere else {
      throw live.failure(removed, systemError: Self.lastError(of: found))
    }
    memory = UnsafeMutableRawPointer.allocate(
      byteCount: Int(found.pointee.szOsFile), alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: Int(found.pointee.szOsFile))
    let pointer = memory.assumingMemoryBound(to: sqlite3_file.self)
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_JOURNAL
    let code = open(found, name, pointer, flags, nil)
    guard code == SQLITE_OK, let methods = pointer.pointee.pMethods else {
      let systemError = Self.lastError(of: found)
      memory.deallocate()
      throw live.failure(code, systemError: systemError)
    }
    file = OpenFile(pointer: pointer, methods: methods)
  }

  /// `SQLITE_IOERR_DELETE_NOENT`, a macro that Swift does not see.
  private static let notThere = SQLITE_IOERR | 23 << 8

  deinit { memory.deallocate() }

  /// Keeps what page `number`, counted from 1, holds now.
  func add(page number: UInt32, _ bytes: [UInt8]) throws(DatabaseAccessError) {
    if records.count + bytes.count + 8 > Self.writeBytes { try write() }
    Self.append(number, to: &records)
    records.append(contentsOf: bytes)
    Self.append(checksum(bytes), to: &records)
    recordCount += 1
  }

  /// Every 200th byte, counted from the end: enough to tell a record that was never written.
  private func checksum(_ page: [UInt8]) -> UInt32 {
    stride(from: pageSize - 200, to: 0, by: -200).reduce(nonce) { $0 &+ UInt32(page[$1]) }
  }

  private func write() throws(DatabaseAccessError) {
    try live.require(records.withUnsafeBytes { file.write($0, at: offset) }, file)
    offset += Int64(records.count)
    records.removeAll(keepingCapacity: true)
  }

  /// Makes it count, durably: the pages in it may be changed from now on.
  ///
  /// Until the records are on the disk its head is missing, and nobody takes it for a journal.
  func seal() throws(DatabaseAccessError) {
    try write()
    try live.require(file.sync(), file)
    var head = Self.magic
    for number in [recordCount, nonce, pageCount, UInt32(sectorSize), UInt32(pageSize)] {
      Self.append(number, to: &head)
    }
    try live.require(head.withUnsafeBytes { file.write($0, at: 0) }, file)
    try live.require(file.sync(), file)
    isSealed = true
  }

  /// Takes it away, durably: the changes are made.
  func remove() throws(DatabaseAccessError) {
    try live.require(file.close())
    let code = fileSystem.pointee.xDelete?(fileSystem, name, 1) ?? SQLITE_MISUSE
    guard code == SQLITE_OK else {
      throw live.failure(code, systemError: Self.lastError(of: fileSystem))
    }
  }

  /// The system's number for what failed just now.
  private static func lastError(of fileSystem: UnsafeMutablePointer<sqlite3_vfs>) -> Int32 {
    fileSystem.pointee.xGetLastError?(fileSystem, 0, nil) ?? 0
  }

  /// Leaves a sealed journal to whoever opens the database next, and removes any other.
  func abandon() {
    // The error that led here is the one to tell. Until it is sealed no page has changed, so that it
    // does no harm either way.
    if file.pointer.pointee.pMethods != nil { _ = file.close() }
    if !isSealed { _ = fileSystem.pointee.xDelete?(fileSystem, name, 0) }
  }

  private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
