import FileEffects
import ObjectStore
import SystemPackage

/// The databases of an archive, with what SQLite kept beside them.
///
/// SQLite reads files, and rows may be in a log that comes later in the archive: so they are written
/// out, and read when all of them are there.
final class ArchivedDatabases {
  private struct File {
    var place: FilePath
    var permissions: UInt16
    var size: UInt64
    var isDatabase: Bool
  }

  /// What became of the files.
  struct Contents {
    var entries: [RelativePath: Entry] = [:]
    var warnings: [CaptureWarning] = []
  }

  private let archive: FilePath
  private let files: any FileSystem
  private let databases: any DatabaseAccess
  private let scratch: FilePath
  private var found: [RelativePath: File] = [:]
  private static let pieceSize: UInt64 = 1 << 20

  /// - Parameter scratch: A folder of this name is made when the first database is met.
  init(
    of archive: FilePath, on files: any FileSystem, _ databases: any DatabaseAccess,
    scratch: FilePath
  ) {
    self.archive = archive
    self.files = files
    self.databases = databases
    self.scratch = scratch
  }

  /// Whether a file that begins so is to be kept here.
  static func takes(_ path: RelativePath, beginning start: [UInt8]) -> Bool {
    DatabaseHeader.isDatabase(start)
      || DatabaseHeader.companions.contains {
        path.bytes.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
  }

  /// Writes a file out; `start` is what has been read of it.
  func keep(
    _ path: RelativePath, permissions: UInt16, beginning start: [UInt8],
    _ readPiece: () throws -> UnsafeRawBufferPointer?
  ) throws {
    if found.isEmpty {
      try files.removeTree(scratch)
      try files.createDirectory(scratch, permissions: 0o700)
    }
    let place = scratch.appending("\(found.count)")
    let file = try files.create(place, permissions: 0o600)
    var size = UInt64(start.count)
    try start.withUnsafeBytes { try file.append($0) }
    while let piece = try readPiece() {
      try file.append(piece)
      size += UInt64(piece.count)
    }
    found[path] = File(
      place: place, permissions: permissions, size: size,
      isDatabase: DatabaseHeader.isDatabase(start))
  }

  /// Reads the extracted files into `batch`, and removes them. One that is not SQLite's is a file like
  /// all others; `isEmpty` says of a path whether the archive has an empty file there.
  func contents(
    into batch: ObjectBatch?, replacing previous: (RelativePath) -> Entry?,
    isEmpty: (RelativePath) -> Bool
  ) throws -> Contents {
    var contents = Contents()
    if found.isEmpty { return contents }
    defer {
      // Best effort: the folder is emptied by whoever comes next.
      try? files.removeTree(scratch)
    }
    var left = found
    for (path, file) in found.sorted(by: { $0.key < $1.key }) where file.isDatabase {
      left[path] = nil
      let companions = Self.companions(of: path).filter { left[$0.path] != nil }
      for companion in companions {
        guard let kept = left.removeValue(forKey: companion.path) else { continue }
        // The index of a log is made from that, and belongs to the machine that it was on.
        if companion.ending == "-shm" { continue }
        try files.rename(
          kept.place, over: file.place.withSuffix(companion.ending))
      }
      contents.entries[path] = try database(
        path, file, isAlone: companions.isEmpty, into: batch, previous(path), &contents.warnings)
    }
    for (path, file) in left {
      let isOfEmptyDatabase = DatabaseHeader.companions.contains { ending in
        path.bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
          && isEmpty(RelativePath(unchecked: path.bytes.dropLast(ending.utf8.count)))
      }
      if isOfEmptyDatabase { continue }
      contents.entries[path] = try plain(file, into: batch, previous(path))
    }
    return contents
  }

  private static func companions(
    of path: RelativePath
  ) -> [(ending: String, path: RelativePath)] {
    DatabaseHeader.companions.map { ending in
      (ending, RelativePath(unchecked: path.bytes + Array(ending.utf8)))
    }
  }

  /// What SQLite reads in a database. One that it cannot read is kept unchanged, if all of it is in its
  /// own file.
  private func database(
    _ path: RelativePath, _ file: File, isAlone: Bool, into batch: ObjectBatch?,
    _ previous: Entry?, _ warnings: inout [CaptureWarning]
  ) throws -> Entry {
    let writer = ContentWriter(into: batch)
    writer.previous = previous
    do {
      try databases.snapshot(
        file.place, scratch: file.place.withSuffix("-state"), writer.add)
      return try writer.finish(layer: .brain, permissions: file.permissions)
    } catch DatabaseAccessError.unreadable(_, let fault) {
      guard isAlone else {
        throw ReleaseError.damaged(archive, .unreadableDatabase(path, fault))
      }
      warnings.append(CaptureWarning(path: path, kind: .unreadableDatabase(reason: "\(fault)")))
      var entry = try plain(file, into: batch, previous)
      entry.layer = .brain
      return entry
    }
  }

  private func plain(
    _ file: File, into batch: ObjectBatch?, _ previous: Entry?
  ) throws -> Entry {
    let writer = ContentWriter(into: batch, asPlainFile: true)
    writer.previous = previous
    let source = try files.open(file.place)
    var offset: UInt64 = 0
    while offset < file.size {
      let piece = try source.bytes(
        at: offset, count: Int(min(file.size - offset, Self.pieceSize)))
      try piece.withUnsafeBytes { try writer.add($0) }
      offset += UInt64(piece.count)
    }
    return try writer.finish(layer: .core, permissions: file.permissions)
  }
}
