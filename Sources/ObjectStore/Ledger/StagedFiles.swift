import FileEffects
import SystemPackage

/// Small files that are written, synced, and not there for any reader until they get their names.
struct StagedFiles {
  private let files: any FileSystem
  private var moves: [Move] = []
  private var unsynced: [any WritableFile] = []

  init(on files: any FileSystem) { self.files = files }

  var isEmpty: Bool { moves.isEmpty }

  /// Writes a file that will be at `path`; what an interrupted attempt left is replaced.
  mutating func add(_ path: FilePath, _ bytes: [UInt8]) throws(FileError) {
    let temporary = NewFile.temporary(for: path)
    try files.remove(temporary)
    let file = try files.create(temporary, permissions: 0o644)
    moves.append(Move(temporary, over: path))
    try file.append(bytes)
    unsynced.append(file)
  }

  /// Takes over a file that an interrupted attempt wrote, if it holds just these bytes.
  mutating func adopt(_ path: FilePath, _ bytes: [UInt8]) -> Bool {
    let temporary = NewFile.temporary(for: path)
    guard let found = try? files.readIfPresent(temporary), found == bytes else { return false }
    moves.append(Move(temporary, over: path))
    return true
  }

  /// Waits until all would survive a power cut, under the names that no reader looks at.
  mutating func sync() throws(FileError) {
    for file in unsynced { try file.sync() }
    unsynced = []
    try files.syncFolders(of: moves.map(\.source))
  }

  /// Removes the written files.
  func discard() {
    // Best effort: no reader looks at these names, and the next writer takes them away.
    for move in moves { try? files.remove(move.source) }
  }

  /// Gives the files their names, in the order in which they were added, and syncs their folders.
  func publish() throws(FileError) {
    for move in moves { try files.rename(move.source, over: move.target) }
    try files.syncFolders(of: moves.map(\.target))
  }
}

extension FileSystem {
  /// Syncs the folders that hold these names, each once, in the order in which they are first met.
  func syncFolders(of paths: [FilePath]) throws(FileError) {
    var synced: Set<FilePath> = []
    for path in paths {
      let folder = path.removingLastComponent()
      if synced.insert(folder).inserted { try syncDirectory(folder) }
    }
  }
}

extension WritableFile {
  func append(_ bytes: [UInt8]) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try append(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
