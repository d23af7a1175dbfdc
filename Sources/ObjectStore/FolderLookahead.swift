internal import Dispatch
import FileEffects
import Synchronization
import SystemPackage

/// Lists the folders of a walk on a second thread, from its end on, until both meet.
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

  /// So many names are held at most: a folder of millions is left to the walk.
  private static let limit = 100_000

  private let state = Mutex(State())
  private let files: any FileSystem
  private let rules: any CaptureRules

  init(_ files: any FileSystem, _ rules: any CaptureRules) {
    self.files = files
    self.rules = rules
  }

  /// Starts below the folder `root`.
  func start(at root: FilePath, skipping skipped: @escaping @Sendable (FilePath, [UInt8]) -> Bool) {
    DispatchQueue.global().async { [self] in _ = visit(nil, at: root, skipped) }
  }

  /// Lists the folder and those below it, the last one first; `true` when the walk has been met.
  private func visit(
    _ folder: RelativePath?, at place: FilePath, _ isSkipped: (FilePath, [UInt8]) -> Bool
  ) -> Bool {
    if state.withLock({ $0.isOver || $0.held >= Self.limit }) { return true }
    // Whatever goes wrong here, the walk meets itself.
    guard let entries = try? Self.list(place, on: files) else { return false }
    let isPassed = state.withLock { state in
      if state.passed.contains(place) { return true }
      state.listed[place] = entries
      state.held += entries.count
      return false
    }
    for entry in entries.reversed() where entry.metadata.isDirectory {
      let path = RelativePath.appending(entry.name, to: folder)
      let inner = place.appending(bytes: entry.name)
      if isSkipped(inner, entry.name) || !rules.mayHold(path) { continue }
      if visit(path, at: inner, isSkipped) { return true }
    }
    return isPassed
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
