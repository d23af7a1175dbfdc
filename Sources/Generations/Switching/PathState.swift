import FileEffects
import ObjectStore
import SystemPackage

/// How each path of a change stands, before anything is done: the part of a ``TreeChange`` that only
/// looks.
extension TreeChange {
  enum PathState {
    case done
    /// What was seen there before anything was read.
    case pending(FileMetadata?)
    case stranger(GenerationError)
  }

  func standing(
    of change: Change, at place: FilePath, _ unexpected: UnexpectedPathPolicy,
    madeFolders: Set<RelativePath>
  ) throws -> PathState {
    let path = change.path
    if unexpected == .refuse, let refusal = try Self.refusal(of: change, in: root, files) {
      return .stranger(refusal)
    }
    guard try isOpen(path.parent) else {
      // What is seen through a link is not here, and nothing is written through one.
      if change.after == nil { return .done }
      let isMade = path.parent.map { madeFolders.contains($0) } ?? true
      return isMade ? .pending(try files.metadata(place)) : .stranger(try obstacle(on: path))
    }
    let seen = try files.metadata(place)
    if isRestore(change) {
      guard seen?.isRegular ?? false else {
        return .stranger(.changedMeanwhile(path: path.description))
      }
      // Its contents are looked at when it is restored, in the same transaction.
      guard let order = migrating.order(for: path) else { return .pending(seen) }
      // The rows are its users' business: its version says whether it is migrated.
      let isMigrated = try databases.schemaVersion(of: place) >= order.version
      return isMigrated == migrating.isForward ? .done : .pending(seen)
    }
    let present = try inspection.present(at: path, place, as: seen, expected: change.before)
    if present.matches(change.after) {
      // What belonged to a database goes with it, also when a crash came in between.
      return change.after == nil && change.before?.kind == .database ? .pending(seen) : .done
    }
    if present.matches(change.before) || present.isUnfinished(change.before) {
      if let name = try otherName(in: change) {
        return .stranger(.blocked(path: name.description, by: "not part of the deployment"))
      }
      return .pending(seen)
    }
    // A folder that is there already serves, whatever its permissions; one that is gone is gone.
    if case .entry(let found) = present, found.isDirectory, change.after?.isDirectory ?? false {
      let isOurs = present.isUnfinished(change.after) || change.before?.isDirectory ?? false
      return isOurs ? .pending(seen) : .done
    }
    if case .absent = present {
      if change.after == nil { return .done }
      // A folder takes a file's place, or the other way round, in two steps: this is between them.
      let isBetween = change.before.map { isFile($0) != isFile(change.after) } ?? false
      if isBetween && unexpected == .leave { return .pending(seen) }
    }
    if case .special(let file) = present {
      return .stranger(.blocked(path: path.description, by: "a \(file.rawValue)"))
    }
    if case .entry(let found) = present, change.before == nil {
      let kind: FileMetadata.Kind =
        switch found.kind {
        case .directory: .directory
        case .link: .symbolicLink
        case .file, .database: .regular
        }
      return .stranger(.blocked(path: path.description, by: kind.words))
    }
    return .stranger(.changedMeanwhile(path: path.description))
  }

  /// Why a database is not changed at all, if it is not: what is there is not known to be all there is
  /// of it.
  static func refusal(
    of change: Change, in root: FilePath, _ files: any FileSystem
  ) throws -> GenerationError? {
    guard let after = change.after, after.kind == .database,
      change.before?.object != after.object
    else { return nil }
    for name in [change.path] + change.path.ancestors {
      let seen = try files.metadata(name.resolved(in: root))
      if seen?.kind == .symbolicLink { return .databaseIsLink(path: name.description) }
      if name == change.path, let seen, seen.isRegular, seen.nameCount > 1 {
        return .severalNames(path: name.description, count: seen.nameCount)
      }
      if name == change.path,
        let obstacle = try DatabaseObstacle.find(beside: name.resolved(in: root), on: files)
      {
        return .databaseObstructed(path: name.description, by: obstacle)
      }
    }
    return nil
  }

  /// Whether `folder` and those above it are folders now, and none of them is a link.
  func isOpen(_ folder: RelativePath?) throws -> Bool {
    guard let folder else { return true }
    if let known = isOpen[folder] { return known }
    let found = try isOpen(folder.parent) && kind(folder) == .directory
    isOpen[folder] = found
    return found
  }

  func kind(_ path: RelativePath) throws -> FileMetadata.Kind? {
    try files.metadata(path.resolved(in: root))?.kind
  }

  /// What is where a folder above `path` has to be.
  func obstacle(on path: RelativePath) throws -> GenerationError {
    var folder = path
    while let parent = folder.parent, try !isOpen(parent) { folder = parent }
    guard let kind = try kind(folder) else {
      return .changedMeanwhile(path: folder.description)
    }
    return .blocked(path: folder.description, by: kind.words)
  }

  /// A name in a folder that is to become something else, and that the state before does not have:
  /// such a folder cannot go.
  func otherName(in change: Change) throws -> RelativePath? {
    guard let old = change.before, old.isDirectory, let new = change.after, !new.isDirectory else {
      return nil
    }
    func search(_ folder: RelativePath) throws -> RelativePath? {
      for entry in try files.contents(of: folder.resolved(in: root)) {
        let path = RelativePath.appending(entry.name, to: folder)
        if isOurs(path) { continue }
        guard let known = before[path] else { return path }
        if known.isDirectory, entry.metadata.isDirectory, let found = try search(path) {
          return found
        }
      }
      return nil
    }
    return try search(change.path)
  }

  /// Whether the name goes with a database that goes.
  func isOurs(_ path: RelativePath) -> Bool {
    DatabaseHeader.companions.contains { ending in
      path.bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        && before[RelativePath(unchecked: path.bytes.dropLast(ending.utf8.count))]?.kind
          == .database
    }
  }
}

extension Inspection.PathContents {
  /// Whether these are the contents of `entry`, permissions aside.
  func holds(_ entry: Entry) -> Bool {
    if case .entry(let found) = self { found.object == entry.object } else { false }
  }

  /// Whether this is the folder `entry` before its permissions were set: still open to ourselves.
  func isUnfinished(_ entry: Entry?) -> Bool {
    guard let entry, entry.isDirectory, case .entry(let found) = self else { return false }
    return found.isDirectory && found.permissions == entry.permissions | 0o700
  }
}
