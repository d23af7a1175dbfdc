/// A file being written, or added to; closed when the last reference goes.
public protocol WritableFile: AnyObject, Sendable {
  /// Adds `bytes` at the end, all of them.
  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError)
  /// Adds `count` zero bytes, which need no room on the disk.
  func appendHole(_ count: Int) throws(FileError)
  /// Waits until the appended bytes would survive a power cut.
  func sync() throws(FileError)
  /// Starts writing appended bytes to the disk, if they are many, without waiting, so that a sync at the
  /// end of a large file has less to wait for. Promises nothing.
  func beginSync()
}

extension WritableFile {
  public func beginSync() {}
}
