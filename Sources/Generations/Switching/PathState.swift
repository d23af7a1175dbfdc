import FileEffects
import ObjectStore

/// What a change has to do with a path: decided from its previous, its intended and its present entry,
/// and nothing else.
enum PathState: Hashable {
  /// Nothing, any more.
  case done
  case pending
  /// It is neither as before nor as after; the error says so where that must end the change.
  case unexpected(GenerationError)

  /// What was found at a path.
  enum Found: Hashable {
    /// A folder above it is missing, is no folder, or is a link: the file seen there is not in the
    /// deployment. `obstacle` names the obstacle; `nil` if the change creates the folder.
    case unreachable(obstacle: GenerationError?)
    /// No file, where a database is to be restored.
    case noDatabase
    /// A database that is to be restored or migrated. What it holds is compared when that is done, in the
    /// same transaction.
    case database(isDone: Bool)
    case contents(Inspection.PathContents)
  }

  init(of change: Change, found: Found, policy: UnexpectedPathPolicy) {
    switch found {
    case .unreachable(let obstacle):
      // Nothing is written through a link.
      self = change.after == nil ? .done : obstacle.map { .unexpected($0) } ?? .pending
    case .noDatabase: self = .unexpected(.changedMeanwhile(path: change.path.description))
    case .database(let isDone): self = isDone ? .done : .pending
    case .contents(let contents): self = PathState(of: change, contents, policy)
    }
  }

  /// The first rule that fits counts.
  private init(
    of change: Change, _ found: Inspection.PathContents, _ policy: UnexpectedPathPolicy
  ) {
    let (before, after, path) = (change.before, change.after, change.path.description)
    switch found {
    case _ where found.matches(after):
      // The files that SQLite keeps beside a database go with it, even after a crash in between.
      self = after == nil && before?.kind == .database ? .pending : .done
    case _ where found.matches(before) || found.isUnfinished(before):
      self = .pending
    case .entry(let present) where present.isDirectory && after.isFolder:
      // Any folder will do, whatever its permissions; but one of ours gets those that it should have.
      self = found.isUnfinished(after) || before.isFolder ? .pending : .done
    case .absent where policy == .leave && before != nil && before.isFile != after.isFile:
      // A folder takes a file's place, or the other way round, in two steps: this is between them.
      self = .pending
    case .special(let file):
      self = .unexpected(.blocked(path: path, by: .kind(.special(file))))
    case .entry(let present) where before == nil:
      self = .unexpected(.blocked(path: path, by: .kind(present.kind.fileKind)))
    case .absent, .entry:
      self = .unexpected(.changedMeanwhile(path: path))
    }
  }
}

extension Entry.Kind {
  /// What it is on disk.
  fileprivate var fileKind: FileMetadata.Kind {
    switch self {
    case .directory: .directory
    case .link: .symbolicLink
    case .file, .database: .regular
    }
  }
}

extension Inspection.PathContents {
  /// Whether this is the folder `entry` before its permissions were set: still open to ourselves.
  func isUnfinished(_ entry: Entry?) -> Bool {
    guard let entry, entry.isDirectory, case .entry(let found) = self else { return false }
    return found.isDirectory && found.permissions == entry.permissions | 0o700
  }
}
