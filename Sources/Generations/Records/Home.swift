public import FileEffects
import ObjectStore
public import SystemPackage

/// Which deployment a store outside it belongs to, so that no other one uses it.
public struct Home: Codable, Hashable, Sendable {
  /// Where its folder was, as ``Spelling`` writes it, and its device and inode.
  private var path: String
  private var device: UInt64
  private var inode: UInt64

  public init(_ folder: FilePath, _ metadata: FileMetadata) {
    (path, device, inode) = (folder.spelling, metadata.device, metadata.inode)
  }

  public var folder: FilePath { FilePath(bytes: Spelling.bytes(in: path.utf8) ?? []) }

  /// Whether that is the same folder, wherever it is now.
  public func isFolder(_ metadata: FileMetadata) -> Bool {
    (device, inode) == (metadata.device, metadata.inode)
  }
}

extension GenerationLog {
  /// `nil` if it is not recorded yet, or the record is damaged: it only prevents a mistake.
  public func home() throws -> Home? {
    // Somebody who removes the file means it: another deployment has taken this one's place.
    if try files.metadata(folder(StoreLayout.home)) == nil { return nil }
    do { return try record(Home.self, StoreLayout.home) } catch GenerationError.damagedRecord {
      return nil
    }
  }

  public func keep(_ home: Home) throws {
    try small.carryOut(
      SmallFileChange(writes: [(StoreLayout.home, try SealedRecord.encode(home))]))
  }
}
