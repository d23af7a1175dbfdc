public import FileEffects
import SystemPackage

/// The paths that a switch has changed, as they are read again before it counts; the stat cache goes on
/// from there.
///
/// A file that was read is known by its fingerprint from then on if every later edit must show in it. Size
/// and `mtime` may be kept or set back, but `ctime` is always the disk's own clock, which moves on in steps: an
/// edit within the step in which the file was read could leave that the same as well. So that clock is asked
/// before the first file is read, and a file counts only if it was last changed more than a step earlier:
/// an edit after the reading has a later time. Younger files are read once more by the next look.
public struct ConfirmedChanges {
  enum Found: Sendable {
    case gone
    case folder(FileMetadata)
    case leaf(FileMetadata, Entry, isRemembered: Bool)
  }

  private(set) var found: [RelativePath: Found] = [:]
  /// Folders in which a file became a database, or the other way round: other names may be part of it.
  private(set) var foldersOfDatabases: Set<RelativePath?> = []
  /// The first path that is not as its change says. Folders are not compared, nor is a database that was
  /// there before: its restore has looked at it.
  public private(set) var unlike: RelativePath?

  /// Asks the disk's clock, and then looks at every path, several at a time.
  ///
  /// - Parameter capture: Says where the files are, and which store remembers them; called by each thread.
  public init(
    of changes: [Change], workers: Int, _ capture: @Sendable () -> Capture
  ) throws {
    // Best effort: on a full disk nothing is remembered, and the switch goes on.
    let settled = try? capture().settledTime(isStoring: true)
    let looks = try Parallel.map(count: changes.count, workers: workers) {
      let capture = capture()
      return Looking(capture: capture, inspection: try Inspection(capture), settled: settled)
    } _: { looking, number in
      try looking.look(at: changes[number])
    }
    for (change, look) in zip(changes, looks) {
      if change.before.mayHaveCompanions || change.after.mayHaveCompanions {
        foldersOfDatabases.insert(change.path.parent)
      }
      switch look {
      case .found(let it): found[change.path] = it
      case .unlike: unlike = unlike ?? change.path
      case .unseen: break
      }
    }
  }
}

/// How a changed path is looked at, by one thread.
private struct Looking {
  enum Look: Sendable {
    case found(ConfirmedChanges.Found)
    /// It is not as the change says.
    case unlike
    /// Best effort: what cannot be looked at here is looked at by the next capture.
    case unseen
  }

  let capture: Capture
  let inspection: Inspection
  /// Files that changed at this time or later may change again without looking different.
  let settled: SettledTime?

  func look(at change: Change) throws -> Look {
    guard let after = change.after else { return .found(.gone) }
    let place = change.path.resolved(in: capture.root)
    if after.isDirectory || change.before?.kind == .database && after.kind == .database {
      guard let seen = try? capture.files.metadata(place), seen.isDirectory == after.isDirectory
      else { return .unseen }
      return .found(after.isDirectory ? .folder(seen) : .leaf(seen, after, isRemembered: false))
    }
    guard let seen = try capture.files.metadata(place) else { return .unlike }
    let (contents, isAll) = try inspection.look(
      at: change.path, place: place, as: seen, expected: after)
    guard contents.matches(after) else { return .unlike }
    let isRemembered =
      try isAll && settled?.isAfter(seen) ?? false
      && (after.kind != .database || capture.isWhole(place, seen, after))
    return .found(.leaf(seen, after, isRemembered: isRemembered))
  }
}

extension Capture {
  /// Whether the file is all there is of a database: it has one name, and nothing beside it may have rows.
  fileprivate func isWhole(
    _ place: FilePath, _ seen: FileMetadata, _ entry: Entry
  ) throws -> Bool {
    guard seen.isRegular, seen.size == entry.size, seen.nameCount <= 1,
      try DatabaseObstacle.find(beside: place, on: files) == nil
    else { return false }
    return try ["-wal", "-journal"].allSatisfy { ending in
      try files.metadata(place.withSuffix(ending))?.size ?? 0 == 0
    }
  }
}

extension Entry? {
  /// Whether SQLite may keep files beside it, which are no files of their own then.
  fileprivate var mayHaveCompanions: Bool {
    map { $0.kind == .database || $0.kind == .file && $0.size == 0 } ?? false
  }
}
