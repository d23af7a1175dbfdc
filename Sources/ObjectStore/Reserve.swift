import FileEffects
import SystemPackage

/// Room on the disk that is given up when deleting needs it: a full disk must not keep anybody from
/// making it less full.
public struct Reserve {
  private let folder: FilePath
  private var path: FilePath { folder.appending(StoreLayout.reserve) }
  private let files: any FileSystem

  /// Enough for the records of some deletions, and too little to matter.
  static let size = 64 << 10

  public init(of store: Store) {
    self.init(at: store.location, on: store.files)
  }

  init(at location: FilePath, on files: any FileSystem) {
    folder = location
    self.files = files
  }

  /// Gives the room up.
  func release() throws {
    try files.remove(path)
    // On some disks the room is free only when that is durable.
    try files.syncDirectory(folder)
  }

  /// Gives the room up where the disk has less than that left.
  public func releaseIfNeeded() throws {
    guard try files.metadata(path) != nil,
      try files.availableBytes(at: folder) < UInt64(Self.size)
    else { return }
    try release()
  }

  /// Takes the room again, where the disk has much more than that left.
  public func refill() throws {
    guard try files.metadata(path)?.size != UInt64(Self.size),
      try files.availableBytes(at: folder) > UInt64(4 * Self.size)
    else { return }
    try files.replace(path, with: Self.bytes)
  }

  /// What no file system can make smaller, always the same.
  static var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    for number in 0..<size / ObjectID.byteCount {
      ObjectID(of: Array(String(number).utf8)).append(to: &bytes)
    }
    return bytes
  }
}
