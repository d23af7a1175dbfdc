internal import Dispatch
import FileEffects
import Synchronization
import SystemPackage

/// Lists folders before a walk comes to them, on a second thread.
///
/// Looking at every name is a third of a walk in which nothing has changed. The names are the same as
/// if the walk had asked itself, only a moment older; it asks itself for what is not there yet.
final class FolderLookahead: Sendable {
  private struct State {
    var listed: [FilePath: [DirectoryEntry]] = [:]
    /// Folders that the walk has come to.
    var passed: Set<FilePath> = []
    /// How many names are in ``listed``.
    var held = 0
    var isOver = false
  }

  /// So many names are held at most: far enough ahead, the rest is left to the walk.
  private static let limit = 100_000

  private let state = Mutex(State())
  private let files: any FileSystem
  private let rules: any CaptureRules

  init(_ files: any FileSystem, _ rules: any CaptureRules) {
    self.files = files
    self.rules = rules
  }

  /// Starts at the folder `root`.
  func start(at root: FilePath, skipping skipped: @escaping @Sendable (FilePath, [UInt8]) -> Bool) {
    DispatchQueue.global().async { [self] in _ = visit(nil, at: root, skipped) }
  }

  /// Lists the folder and those below it; `false` when it is time to stop.
  private func visit(
    _ folder: RelativePath?, at place: FilePath, _ isSkipped: (FilePath, [UInt8]) -> Bool
  ) -> Bool {
    let (goesOn, isAhead) = state.withLock { state in
      (!state.isOver && state.held < Self.limit, !state.passed.contains(place))
    }
    // Whatever goes wrong here, the walk meets itself.
    guard goesOn, isAhead, let entries = try? Self.list(place, on: files) else { return goesOn }
    state.withLock { state in
      if state.passed.contains(place) { return }
      state.listed[place] = entries
      state.held += entries.count
    }
    for entry in entries where entry.metadata.isDirectory {
      let path = RelativePath.appending(entry.name, to: folder)
      let inner = place.appending(bytes: entry.name)
      if isSkipped(inner, entry.name) || !rules.mayHold(path) { continue }
      if !visit(path, at: inner, isSkipped) { return false }
    }
    return true
  }

  /// The names in a folder, in byte order.
  func entries(of place: FilePath) throws -> [DirectoryEntry] {
    let known = state.withLock { state in
      let known = state.listed.removeValue(forKey: place)
      state.held -= known?.count ?? 0
      state.passed.insert(place)
      return known
    }
    return try known ?? Self.list(place, on: files)
  }

  /// The walk is over, or will not be finished.
  func stop() { state.withLock { $0.isOver = true } }

  private static func list(
    _ place: FilePath, on files: any FileSystem
  ) throws -> [DirectoryEntry] {
    try files.contents(of: place).sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }
}
