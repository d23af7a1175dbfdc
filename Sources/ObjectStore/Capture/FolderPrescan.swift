import FileEffects
import Synchronization
import SystemPackage

/// The present folders of the stat cache, looked at by all threads before a walk: which are the same,
/// and the names of those that are not.
///
/// Looking at every name is most of a walk in which nothing has changed. The names are the same as if
/// the walk had asked itself, only a moment older; it asks itself for missing ones.
struct FolderPrescan {
  private enum Sight {
    case unseen
    case same
    case other([DirectoryEntry])
  }

  private struct State {
    var sights: [Sight]
    /// How many names are held.
    var held = 0
  }

  /// So many names are held at most: folders of millions are left to the walk.
  private static let limit = 100_000

  private let cache: StatCache
  private let files: any FileSystem
  private var sights: [Sight]
  /// How many of the folders before each are not the same.
  private var otherBefore: [Int] = []

  /// Looks at every folder. With `keepingAll` the names of those that are the same are kept, too.
  init(
    of cache: StatCache, below root: FilePath, on files: any FileSystem, workers: Int,
    keepingAll: Bool
  ) {
    self.cache = cache
    self.files = files
    let state = Mutex(State(sights: Array(repeating: .unseen, count: cache.folders.count)))
    Parallel.forEach(count: cache.folders.count, workers: workers, state: {}) { _, number in
      let place = cache.folders[number].path?.resolved(in: root) ?? root
      // Whatever goes wrong here, the walk meets itself.
      guard let entries = try? Self.list(place, on: files) else { return }
      let isSame = cache.isSame(number, as: entries)
      state.withLock { state in
        if isSame && !keepingAll {
          state.sights[number] = .same
        } else if state.held < Self.limit {
          state.held += entries.count
          state.sights[number] = .other(entries)
        }
      }
    }
    sights = state.withLock { $0.sights }
    var count = 0
    for sight in sights {
      otherBefore.append(count)
      if case .same = sight { continue }
      count += 1
    }
    otherBefore.append(count)
  }

  /// Whether the folder and all that were walked below it are the same.
  func isSame(below number: Int) -> Bool {
    otherBefore[number] == otherBefore[number + cache.folders[number].folderCount]
  }

  /// The names in a folder, in byte order; `number` is its own in the cache. Those of one that is the
  /// same may come from memory, where left-out ones have neither size nor times.
  mutating func entries(
    of place: FilePath, _ number: Int?, fromMemory: Bool
  ) throws -> [DirectoryEntry] {
    guard let number else { return try Self.list(place, on: files) }
    switch sights[number] {
    case .unseen: return try Self.list(place, on: files)
    case .same:
      let rows = cache.rows(of: number)
      if !fromMemory && rows.contains(where: \.isLeftOut) {
        return try Self.list(place, on: files)
      }
      return rows.map { DirectoryEntry(name: $0.name, metadata: $0.metadata) }
    case .other(let entries):
      sights[number] = .unseen
      return entries
    }
  }

  private static func list(
    _ place: FilePath, on files: any FileSystem
  ) throws -> [DirectoryEntry] {
    try files.contents(of: place).sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }
}
