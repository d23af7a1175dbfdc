public import FileEffects
import Synchronization
public import SystemPackage

/// A database as its restore has left it.
struct RestoredDatabase {
  var metadata: FileMetadata
  var commits: UInt32
}

/// How many commits SQLite has counted in a database's header.
public enum CommitCount {
  /// `nil` where there is no such number, or not every commit is counted: see ``DatabaseHeader/commits(in:)``.
  ///
  /// Not while this process has the database open through SQLite, which would lose its locks.
  public static func read(at place: FilePath, on files: any FileSystem) -> UInt32? {
    // What cannot be read here is read by the next capture, which says why it cannot be.
    guard let start = try? files.open(place).bytes(at: 0, count: DatabaseHeader.size) else {
      return nil
    }
    return DatabaseHeader.commits(in: start)
  }
}

extension Store {
  /// The databases that were noted.
  func restored() -> [RelativePath: RestoredDatabase] { restoredDatabases.withLock { $0 } }

  /// Notes that pages of the database at `place` were replaced, in one commit, so that ``remember(_:in:)``
  /// need not read it.
  ///
  /// - Parameter commits: How many it had counted before. If it is not one more by now, another program has
  ///   committed as well, and nothing is noted.
  public func noteRestored(_ path: RelativePath, at place: FilePath, after commits: UInt32) {
    // What cannot be looked at is read by the next capture.
    guard let seen = try? files.metadata(place),
      CommitCount.read(at: place, on: files) == commits &+ 1
    else { return }
    restoredDatabases.withLock {
      $0[path] = RestoredDatabase(metadata: seen, commits: commits &+ 1)
    }
  }
}
