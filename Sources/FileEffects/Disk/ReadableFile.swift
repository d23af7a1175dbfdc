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
