/// A file open for reading; closed when the last reference goes.
public protocol ReadableFile: AnyObject, Sendable {
  /// Fills `buffer` from `offset` on; fewer bytes than asked for only at the file's end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(FileError) -> Int
}

extension ReadableFile {
  /// `count` bytes from `offset` on; fewer only at the end of the file.
  public func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    // Memory that is not written to first: of what is read only the beginning, only that is touched.
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { window, filled in
      do throws(FileError) {
        filled = try read(into: UnsafeMutableRawBufferPointer(window), at: offset)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// A file being written, or added to; closed when the last reference goes.
public protocol WritableFile: AnyObject, Sendable {
  /// Adds `bytes` at the end, all of them.
  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError)
  /// Adds `count` zero bytes, which need no room on the disk.
  func appendHole(_ count: Int) throws(FileError)
  /// Waits until what was appended would survive a power cut.
  func sync() throws(FileError)
  /// Starts writing what was appended to the disk, if that is much, without waiting, so that a sync at the
  /// end of a large file has less to wait for. Promises nothing.
  func beginSync()
}

extension WritableFile {
  public func beginSync() {}
}

/// A lock that ends with the value, and with the process.
public protocol HeldLock: AnyObject, Sendable {
  /// Replaces the text in the lock's file, by which others learn who holds it.
  func describe(_ text: String) throws(FileError)
}
