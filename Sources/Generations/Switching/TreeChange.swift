import FileEffects
import ObjectStore
import SystemPackage

/// A change of a deployment's files: where it is made, and between which states.
///
/// A ``PathSurvey`` says what there is to do, and a ``ChangeRun`` does it. Every path is changed only if
/// it is now what the state before says; a path that is already what the state after says is done. So
/// the same change can be made again after a crash at any point, and backwards. The order of the effects
/// is in `store-format.md`, "Journal of a switch".
struct TreeChange {
  var root: FilePath
  var store: Store
  var databases: any DatabaseAccess
  var before: Listing
  var after: Listing
  var migrating: Migrating
  /// The fingerprints of databases from when the state before was captured, if they are conclusive.
  var fingerprints: [RelativePath: FileMetadata] = [:]
  var policy: UnexpectedPathPolicy

  var files: any FileSystem { store.files }
  /// The paths that differ, in path order.
  var changes: [Change] { before.changes(to: after) }
  /// Where a database is copied to for a moment.
  var databaseScratch: FilePath { store.staging.appending(StoreLayout.Staging.database) }

  var removed: RemovedFiles { RemovedFiles(of: store.location, on: files) }

  func place(of path: RelativePath?) -> FilePath { path?.resolved(in: root) ?? root }
}

/// What to do with a path that is neither as before nor as after.
enum UnexpectedPathPolicy: Hashable, CaseIterable {
  /// Refuse; nothing has been changed yet.
  case refuse
  /// Leave it unchanged: somebody's work since the crash.
  case leave
}

/// Which databases a change migrates, and whether that is done or undone.
enum Migrating {
  case forward([MigrationOrder])
  case back([MigrationOrder])

  func order(for path: RelativePath) -> MigrationOrder? {
    let orders =
      switch self {
      case .forward(let orders), .back(let orders): orders
      }
    return orders.first { $0.database == path }
  }

  var isForward: Bool { if case .forward = self { true } else { false } }
}

extension Change {
  /// Whether there is a database before and after: the file stays, and its contents are restored.
  ///
  /// An empty file is a database as well, in which there is no table: a program may have it open.
  var isRestore: Bool {
    func mayBe(_ entry: Entry?) -> Bool {
      entry.map { $0.kind == .database || $0.kind == .file && $0.size == 0 } ?? false
    }
    return mayBe(before) && mayBe(after)
      && (before?.kind == .database || after?.kind == .database)
  }
}

extension Entry? {
  /// Whether there is a file or a link.
  var isFile: Bool { map { !$0.isDirectory } ?? false }
  var isFolder: Bool { self?.isDirectory ?? false }
}
