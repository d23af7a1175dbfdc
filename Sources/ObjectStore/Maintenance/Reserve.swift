import FileEffects
import SystemPackage

/// Room on the disk that is given up when deleting needs it: a full disk must not keep anybody from
/// making it less full.
///
/// A disk is full of bytes, or of files: most can hold only so many, however small. So there is a file
/// with bytes, and there are files without.
public struct Reserve {
  private let folder: FilePath
  private var path: FilePath { folder.appending(StoreLayout.reserve) }
  private var spare: FilePath { folder.appending(StoreLayout.spare) }
  private let files: any FileSystem

  private typealias Layout = StoreLayout.Reserve

  public init(of store: Store) {
    self.init(at: store.location, on: store.files)
  }

  init(at location: FilePath, on files: any FileSystem) {
    folder = location
    self.files = files
  }

  /// Calls `body`, which makes room, with as much room as there is: what the reserve holds is given up
  /// where the disk has less than that left, of bytes or of files. Where it is full all the same, as a
  /// user's share of it can be without the disk saying so, `body` is called once more, with all of it
  /// given up; `isAgain` tells that.
  public func withRoom<Result>(_ body: (_ isAgain: Bool) throws -> Result) throws -> Result {
    if try files.availableBytes(at: folder) < UInt64(Layout.size) { _ = try releaseBytes() }
    if let left = try files.availableFiles(at: folder), left < UInt64(Layout.spareCount) {
      _ = try releaseFiles()
    }
    do { return try body(false) } catch let error as FileError where error.isNoSpace {
      let hasMore = (try releaseBytes(), try releaseFiles())
      guard hasMore.0 || hasMore.1 else { throw error }
      return try body(true)
    }
  }

  /// Returns whether there was anything to give up.
  private func releaseBytes() throws -> Bool {
    guard try files.metadata(path) != nil else { return false }
    try files.remove(path)
    // On some disks the room is free only when that is durable.
    try files.syncDirectory(folder)
    return true
  }

  private func releaseFiles() throws -> Bool {
    let names = try spareNames()
    if names.isEmpty { return false }
    try files.remove(names.map { spare.appending(bytes: $0) })
    try files.syncDirectory(spare)
    return true
  }

  /// Takes the room again, where the disk has much more than that left.
  public func refill() throws {
    if try files.metadata(path)?.size != UInt64(Layout.size),
      try files.availableBytes(at: folder) > UInt64(4 * Layout.size)
    {
      try files.replace(path, with: Self.bytes)
    }
    try refillSpare()
  }

  /// Makes the files without bytes that are missing, where the disk counts files and has many left.
  func refillSpare() throws {
    guard let left = try files.availableFiles(at: folder), left > UInt64(4 * Layout.spareCount)
    else { return }
    try files.ensureDirectory(spare)
    let present = Set(try spareNames())
    let missing = (1...Layout.spareCount).map { Array(String($0).utf8) }
      .filter { !present.contains($0) }
    for name in missing { _ = try files.create(spare.appending(bytes: name), permissions: 0o600) }
    if !missing.isEmpty { try files.syncDirectory(spare) }
  }

  /// Whether a folder is that of the files without bytes, and holds nothing else.
  static func isSpare(_ folder: FilePath, on files: any FileSystem) throws -> Bool {
    try files.contents(of: folder).allSatisfy { $0.metadata.isRegular && $0.metadata.size == 0 }
  }

  private func spareNames() throws -> [[UInt8]] {
    guard try files.metadata(spare)?.isDirectory ?? false else { return [] }
    return try files.contents(of: spare).filter {
      $0.metadata.isRegular && $0.metadata.size == 0
    }.map(\.name)
  }

  /// What no file system can make smaller, always the same.
  static var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Layout.size)
    for number in 0..<Layout.size / ObjectID.byteCount {
      ObjectID(of: Array(String(number).utf8)).append(to: &bytes)
    }
    return bytes
  }
}
