import FileEffects
import SystemPackage

/// What every name of a deployment looked like when it was last captured, folder by folder: of what
/// still looks the same, the object is known without reading it, and of a folder in which all does,
/// the tree.
///
/// The file can be deleted at any time; it then costs one reading. It is checked by its own digest,
/// since a wrong cache would be believed. Its layout is in `store-format.md`, "The other files".
final class StatCache: Sendable {
  struct Folder {
    /// `nil` for the deployment's own.
    var path: RelativePath?
    /// This folder and all that were walked below it; they follow it in the order of a walk.
    var folderCount: Int
    var rowCount: Int
    /// Whether every name that was there has a row. A name without one is only known by looking
    /// again.
    var isWhole: Bool
    /// Whether the tree of the folder above has a row for this one.
    var isListed: Bool
    /// Whether a database was captured in it or below.
    var hasDatabases: Bool
    /// Of the captured files below.
    var fileCount: Int
    var byteCount: UInt64
    var tree: ObjectID
    /// Where its record and its rows begin in ``bytes``.
    fileprivate(set) var start = 0
    fileprivate(set) var rows = 0
  }

  /// As it was read.
  let bytes: [UInt8]
  /// In the order of a walk.
  let folders: [Folder]
  /// ``CaptureRules/key`` of the rules that gave the layers.
  let rules: ObjectID
  /// The packs that the objects are in.
  let packs: Set<String>

  /// Knows nothing.
  init() {
    (bytes, folders, packs, rules) = ([], [], [], .none)
  }

  /// Reads a head and the records of folders; `nil` where they are cut short.
  init?(body bytes: [UInt8]) {
    self.bytes = bytes
    var reader = ByteReader(bytes)
    guard let rules = reader.objectID(), let packCount: UInt32 = reader.integer() else {
      return nil
    }
    self.rules = rules
    var packs: Set<String> = []
    for _ in 0..<packCount {
      guard let length: UInt16 = reader.integer(), let name = reader.take(Int(length)) else {
        return nil
      }
      packs.insert(String(decoding: name, as: UTF8.self))
    }
    self.packs = packs
    var folders: [Folder] = []
    while !reader.isAtEnd {
      let start = reader.position
      guard var folder = Folder(from: &reader) else { return nil }
      folder.start = start
      folder.rows = reader.position
      for _ in 0..<folder.rowCount {
        guard reader.skip(StoreLayout.StatCache.rowSize - 2), let length: UInt16 = reader.integer(),
          reader.skip(Int(length))
        else { return nil }
      }
      folders.append(folder)
    }
    for (number, folder) in folders.enumerated() {
      guard folder.folderCount > 0, folder.folderCount <= folders.count - number else { return nil }
    }
    self.folders = folders
  }

  /// The part of the file before the folders.
  static func head(rules: ObjectID, packs: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    rules.append(to: &bytes)
    bytes.append(little: UInt32(packs.count))
    for pack in packs {
      bytes.append(little: UInt16(pack.utf8.count))
      bytes.append(contentsOf: pack.utf8)
    }
    return bytes
  }

  /// The same of every file, with these packs.
  func body(naming packs: Set<String>) -> [UInt8] {
    Self.head(rules: rules, packs: packs.sorted()) + (folders.isEmpty ? [] : records(of: 0))
  }

  /// The records of a folder and of all below it.
  func records(of number: Int) -> ArraySlice<UInt8> {
    let next = number + folders[number].folderCount
    return bytes[folders[number].start..<(next < folders.count ? folders[next].start : bytes.count)]
  }

  /// The numbers of the folders that lie directly in a folder.
  func children(of number: Int) -> [Int] {
    var children: [Int] = []
    var next = number + 1
    while next < number + folders[number].folderCount {
      children.append(next)
      next += folders[next].folderCount
    }
    return children
  }

  func rows(of number: Int) -> [StatCacheRow] {
    StatCacheRow.rows(folders[number].rowCount, in: bytes, at: folders[number].rows)
  }

  /// Where the rows of a folder begin, in the order of their names.
  func places(of number: Int) -> [Int] {
    bytes.withUnsafeBytes { bytes in
      var offset = folders[number].rows
      return (0..<folders[number].rowCount).map { _ in
        defer { offset = StatCacheRow.end(bytes, at: offset) }
        return offset
      }
    }
  }

  /// The row of a name among those at `places`.
  func row(of name: [UInt8], at places: [Int]) -> StatCacheRow? {
    bytes.withUnsafeBytes { bytes in
      let index = places.partitioningIndex {
        !StatCacheRow.name(bytes, at: $0).lexicographicallyPrecedes(name)
      }
      guard index < places.count, StatCacheRow.name(bytes, at: places[index]).elementsEqual(name)
      else { return nil }
      var offset = places[index]
      return StatCacheRow(bytes, at: &offset)
    }
  }

  /// Whether a folder holds these names, in byte order, and all of them look as they did.
  func isSame(_ number: Int, as entries: [DirectoryEntry]) -> Bool {
    let folder = folders[number]
    guard folder.isWhole, folder.rowCount == entries.count else { return false }
    return bytes.withUnsafeBytes { bytes in
      var offset = folder.rows
      return entries.allSatisfy { StatCacheRow.isSame(as: $0, in: bytes, at: &offset) }
    }
  }
}

extension StatCache.Folder {
  private typealias Flag = StoreLayout.StatCache
  /// All of a record but the path's bytes.
  static let recordSize = 4 + 4 + 1 + 8 + 8 + ObjectID.byteCount + 2

  init?(from reader: inout ByteReader) {
    guard let folderCount: UInt32 = reader.integer(), let rowCount: UInt32 = reader.integer(),
      let flags: UInt8 = reader.integer(), let fileCount: UInt64 = reader.integer(),
      let byteCount: UInt64 = reader.integer(), let tree = reader.objectID(),
      let length: UInt16 = reader.integer(), let path = reader.take(Int(length))
    else { return nil }
    self.init(
      path: length == 0 ? nil : RelativePath(unchecked: Array(path)),
      folderCount: Int(folderCount), rowCount: Int(rowCount),
      isWhole: flags & Flag.whole != 0, isListed: flags & Flag.listed != 0,
      hasDatabases: flags & Flag.databases != 0,
      fileCount: Int(fileCount), byteCount: byteCount, tree: tree)
  }

  /// Adds the record.
  func append(to bytes: inout [UInt8]) {
    bytes.append(little: UInt32(folderCount))
    bytes.append(little: UInt32(rowCount))
    bytes.append(
      (isWhole ? Flag.whole : 0) | (isListed ? Flag.listed : 0)
        | (hasDatabases ? Flag.databases : 0))
    bytes.append(little: UInt64(fileCount))
    bytes.append(little: byteCount)
    tree.append(to: &bytes)
    let name = path?.bytes ?? []
    bytes.append(little: UInt16(truncatingIfNeeded: name.count))
    bytes.append(contentsOf: name)
  }
}
