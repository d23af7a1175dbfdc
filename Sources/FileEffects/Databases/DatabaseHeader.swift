/// How a SQLite database is known: by its first bytes, never by its name or folder.
///
/// Source: the SQLite file format, section 1.3, "The Database Header".
public enum DatabaseHeader {
  /// `SQLite format 3` and a zero byte.
  public static let magic: [UInt8] = Array("SQLite format 3\0".utf8)

  /// How many bytes the header has.
  public static let size = 100

  /// Where the header holds what a restore does not bring back and what says nothing of the
  /// contents: the journal mode, which stays the live database's, and the counters that SQLite
  /// changes with every commit (change counter, schema cookie, version-valid-for, its own version).
  public static let counters: [Range<Int>] = [18..<20, 24..<28, 40..<44, 92..<100]

  public static func isDatabase(_ start: some Collection<UInt8>) -> Bool {
    start.starts(with: magic)
  }

  /// Whether these are the first bytes of a database in which there is no table: its first page, which
  /// begins the list of them, has no entry (https://www.sqlite.org/fileformat2.html, 1.6 and 2.6).
  public static func hasNoTable(_ first: [UInt8]) -> Bool {
    first.count >= 105 && isDatabase(first) && first[100] == 13 && first[103] == 0
      && first[104] == 0
  }

  /// How many bytes a page has; `nil` where these are not the first ones of a database.
  public static func pageSize(of first: some RandomAccessCollection<UInt8>) -> Int? {
    let start = Array(first.prefix(size))
    guard start.count == size, isDatabase(start) else { return nil }
    let stated = Int(start[16]) << 8 | Int(start[17])
    let bytes = stated == 1 ? 65536 : stated
    return (512...65536).contains(bytes) && bytes & (bytes - 1) == 0 ? bytes : nil
  }

  /// Whether a file of `length` bytes that begins so has the pages that its header says, and nothing
  /// after them: the one form in which a store keeps a database.
  public static func hasAllPages(
    _ first: some RandomAccessCollection<UInt8>, length: UInt64
  ) -> Bool {
    guard let pageSize = pageSize(of: first).map(UInt64.init), length % pageSize == 0 else {
      return false
    }
    return UInt64(number(at: 28, in: Array(first.prefix(size)))) == length / pageSize
  }

  /// The `user_version` in a database's first piece; 0 for an empty file.
  public static func schemaVersion(_ first: UnsafeRawBufferPointer) -> Int {
    guard first.count >= size else { return 0 }
    let bits = first[60..<64].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return Int(Int32(bitPattern: bits))
  }

  /// Gives a database's first piece the counters that follow those of `present`, which it takes the
  /// place of: readers see that something was committed, and read the schema again. The journal mode stays.
  ///
  /// `libraryVersion` is that of the SQLite that commits, such as 3040001.
  public static func continueCounters(
    of present: some RandomAccessCollection<UInt8>, in first: inout [UInt8], libraryVersion: UInt32
  ) {
    guard first.count >= size, present.count >= size else { return }
    let present = Array(present.prefix(size))
    first.replaceSubrange(18..<20, with: present[18..<20])
    let changes = number(at: 24, in: present) &+ 1
    set(changes, at: 24, in: &first)
    set(number(at: 40, in: present) &+ 1, at: 40, in: &first)
    set(changes, at: 92, in: &first)
    set(libraryVersion, at: 96, in: &first)
  }

  /// The number of four bytes, the highest first, at `offset`.
  public static func number(at offset: Int, in bytes: [UInt8]) -> UInt32 {
    bytes.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Writes `number` as ``number(at:in:)`` reads it.
  public static func set(_ number: UInt32, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<4 {
      bytes[offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * index))
    }
  }

  /// Sets the counters in a database's first piece to zero.
  public static func clearCounters(_ first: inout [UInt8]) {
    guard first.count >= size else { return }
    for range in counters { for index in range { first[index] = 0 } }
  }

  /// Endings of the files that SQLite keeps beside a database.
  public static let companions = ["-wal", "-shm", "-journal"]
}
