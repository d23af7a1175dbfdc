import CArchive

/// One open archive of libarchive, closed with its last reference.
///
/// It reads from a ``ByteSource``; what that throws is thrown on by the call that needed the bytes.
final class ArchiveHandle {
  /// What libarchive reports when an archive cannot be read on; its own words.
  struct Failure: Error { var reason: String }

  private let library: libarchive
  private let handle: OpaquePointer
  private let source: any ByteSource
  private var failure: (any Error)?

  /// A function that lets libarchive recognise a format, or a kind of compression.
  typealias Recognition = KeyPath<libarchive, @convention(c) (OpaquePointer?) -> Int32>

  /// - Parameter recognised: Formats and compressions; no others are recognised.
  /// - Throws: ``ReleaseError`` without libarchive; ``Failure``; what `source` throws.
  init(_ source: any ByteSource, recognising recognised: [Recognition]) throws {
    library = try libarchive.loaded.get()
    guard let handle = library.archive_read_new() else { throw Failure(reason: "out of memory") }
    self.handle = handle
    self.source = source
    // What it cannot read it says when that comes.
    for function in recognised { _ = library[keyPath: function](handle) }
    // The handle does not outlive this object, which ends it in `deinit`.
    let client = Unmanaged.passUnretained(self).toOpaque()
    try check(library.archive_read_set_callback_data(handle, client))
    try check(
      library.archive_read_set_read_callback(handle) { _, client, buffer in
        ArchiveHandle.from(client)?.readNext(into: buffer) ?? Int(ARCHIVE_FATAL)
      })
    if source.size != nil {
      try check(
        library.archive_read_set_seek_callback(handle) { _, client, offset, whence in
          ArchiveHandle.from(client)?.seek(offset, whence) ?? Int64(ARCHIVE_FATAL)
        })
    }
    try check(library.archive_read_open1(handle))
  }

  deinit {
    // Nothing that was only read can be lost.
    _ = library.archive_read_free(handle)
  }

  private static func from(_ client: UnsafeMutableRawPointer?) -> ArchiveHandle? {
    client.map { Unmanaged<ArchiveHandle>.fromOpaque($0).takeUnretainedValue() }
  }

  private func readNext(into buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do {
      guard let piece = try source.next() else { return 0 }
      buffer?.pointee = piece.baseAddress
      return piece.count
    } catch {
      failure = error
      return Int(ARCHIVE_FATAL)
    }
  }

  private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
    let origin: UInt64? =
      switch whence {
      case 0: 0
      case 1: source.offset
      default: source.size
      }
    guard let origin, let base = Int64(exactly: origin) else { return Int64(ARCHIVE_FATAL) }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return Int64(ARCHIVE_FATAL) }
    source.seek(to: UInt64(target))
    return target
  }

  // MARK: Reading

  /// The header of the next entry, valid until the next call; `nil` after the last.
  func nextHeader() throws -> EntryHeader? {
    var entry: OpaquePointer?
    let status = library.archive_read_next_header(handle, &entry)
    if status == ARCHIVE_EOF && failure == nil { return nil }
    try check(status, allowing: Self.isAboutCharacters)
    return entry.map { EntryHeader($0, library) }
  }

  /// Fills `buffer` with the entry's contents from where the last call ended; 0 at their end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = library.archive_read_data(handle, buffer.baseAddress, buffer.count)
    if count < 0 || failure != nil { try check(Int32(truncatingIfNeeded: min(count, -1))) }
    return count
  }

  /// A piece of the entry's contents where libarchive has it, valid until the next call.
  func nextBlock() throws -> UnsafeRawBufferPointer? {
    var (start, count, offset): (UnsafeRawPointer?, Int, Int64) = (nil, 0, 0)
    let status = library.archive_read_data_block(handle, &start, &count, &offset)
    if status == ARCHIVE_EOF && failure == nil { return nil }
    // Contents that do not pass a checksum are a warning to libarchive.
    try check(status, allowing: Self.isAboutCharacters)
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  /// How many bytes of the unpacked archive have been used up.
  var position: UInt64 { UInt64(max(0, library.archive_filter_bytes(handle, 0))) }

  /// How many layers of compression libarchive has found.
  var compressionCount: Int { Int(library.archive_filter_count(handle)) - 1 }

  // MARK: Failing

  /// Names are taken as the bytes they are, so that it does not matter what else they could be.
  private static func isAboutCharacters(_ reason: String) -> Bool {
    reason.hasSuffix("to current locale.")
  }

  private func check(_ status: Int32, allowing isHarmless: (String) -> Bool = { _ in false }) throws
  {
    if let failure { throw failure }
    if status == ARCHIVE_OK { return }
    let reason =
      library.archive_error_string(handle).map { String(cString: $0) } ?? "unknown format"
    if status == ARCHIVE_WARN && isHarmless(reason) { return }
    throw Failure(reason: reason)
  }
}
