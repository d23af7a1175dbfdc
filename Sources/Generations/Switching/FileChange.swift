import FileEffects
import ObjectStore
import SystemPackage

/// The files, links and folders of a change: what comes is written beside its place, what goes is removed,
/// then names are taken.
extension TreeChange {
  /// The nearest folder that is there before and after: what is new is written into it first, so that
  /// taking its name is one rename on one disk. `nil` is the deployment's own.
  private func neighbourFolder(of path: RelativePath) -> RelativePath? {
    path.ancestors.first {
      before[$0]?.isDirectory ?? false && after[$0]?.isDirectory ?? false
    }
  }

  private func place(of folder: RelativePath?) -> FilePath {
    folder.map { $0.resolved(in: root) } ?? root
  }

  func neighbour(of path: RelativePath) -> FilePath {
    let name = Capture.temporaryPrefix + ObjectID(of: path.bytes).description.prefix(16)
    return RelativePath.appending(Array(name.utf8), to: neighbourFolder(of: path)).resolved(
      in: root)
  }

  func isFile(_ entry: Entry?) -> Bool { entry.map { !$0.isDirectory } ?? false }

  /// First: contents, under names that nobody reads, and durable.
  func writeNew(_ work: [Pending]) throws {
    let targets = work.compactMap { pending -> Checkout.Target? in
      guard let entry = pending.change.after, isFile(entry) else { return nil }
      return Checkout.Target(entry: entry, path: neighbour(of: pending.change.path))
    }
    for target in targets { try files.remove(target.path) }
    try Checkout.write(targets, from: store)
    try keepOwners(of: work)
    let contents = targets.filter { $0.entry.kind != .link }.map(\.path)
    if contents.count > Self.fewFiles {
      try files.syncAll(at: root)
    } else {
      for path in contents { try files.sync(path) }
    }
  }

  /// What takes the place of a file belongs to whom that did, as far as this user may give it away, and
  /// has the set-user-ID, set-group-ID and sticky bits that it had.
  private func keepOwners(of work: [Pending]) throws {
    for pending in work {
      guard let entry = pending.change.after, isFile(entry) else { continue }
      let path = neighbour(of: pending.change.path)
      if let owner = owners[pending.change.path] {
        try files.give(path, to: owner, permissions: entry.permissions)
      }
      // Last: the system takes them away from a file that is written to, or given away.
      if entry.hasSpecialBits { try files.setPermissions(path, entry.permissions) }
    }
  }

  /// Up to so many files are synced one by one; more, with everything on their disk.
  private static let fewFiles = 16

  /// Then: what has to go; folders last and deepest first. A folder that still holds something stays.
  func removeOld(_ work: [Pending]) throws {
    let doomed = work.filter { isFile($0.change.before) && !isFile($0.change.after) }
    try files.remove(doomed.map(\.place))
    for pending in doomed where pending.change.before?.kind == .database {
      try removeCompanions(of: pending.change.path)
    }
    for pending in work.reversed() {
      let change = pending.change
      guard change.before?.isDirectory ?? false, !(change.after?.isDirectory ?? false) else {
        continue
      }
      do throws(FileError) { try files.removeDirectory(pending.place) } catch {
        guard error.code == .directoryNotEmpty else { throw error }
        if change.after == nil { continue }
        throw GenerationError.blocked(path: change.path.description, by: "a folder in use")
      }
    }
  }

  /// Takes away what SQLite kept beside a database that is gone: it would be believed to belong to
  /// the next one of that name.
  private func removeCompanions(of database: RelativePath) throws {
    // A folder of such a name is none of SQLite's.
    let companions = try DatabaseHeader.companions
      .map { root.appending(bytes: database.bytes + Array($0.utf8)) }
      .filter { try files.metadata($0).map { !$0.isDirectory } ?? false }
    if companions.isEmpty { return }
    // Rows may be in its log only: the database goes durably before the log does, and the log
    // before there is another database.
    let folder = database.resolved(in: root).removingLastComponent()
    try files.syncDirectory(folder)
    for path in companions { try files.remove(path) }
    try files.syncDirectory(folder)
  }

  /// Last: folders, then names, then what makes both durable.
  func putInPlace(_ work: [Pending]) throws {
    var touched: Set<RelativePath?> = []
    var moves: [Move] = []
    for pending in work {
      let (change, place) = (pending.change, pending.place)
      touched.insert(change.path.parent)
      guard let new = change.after else { continue }
      if new.isDirectory {
        // Open to ourselves until what is in it is in place.
        if try files.metadata(place) == nil {
          try files.createDirectory(place, permissions: new.permissions | 0o700)
          if let owner = owners[change.path] {
            try files.give(place, to: owner, permissions: new.permissions)
          }
        }
      } else {
        if new.kind == .database && change.before?.kind != .database {
          try removeCompanions(of: change.path)
        }
        touched.insert(neighbourFolder(of: change.path))
        moves.append(Move(neighbour(of: change.path), over: place))
      }
    }
    try files.rename(moves)
    for pending in work.reversed() {
      guard let new = pending.change.after, new.isDirectory else { continue }
      if try files.metadata(pending.place)?.permissions != new.permissions {
        try files.setPermissions(pending.place, new.permissions)
        touched.insert(pending.change.path)
      }
    }
    if touched.count > Self.fewFiles {
      try files.syncAll(at: root)
    } else {
      let order = touched.sorted { left, right in
        (left?.bytes ?? []).lexicographicallyPrecedes(right?.bytes ?? [])
      }
      for folder in order.map(place(of:)) {
        // A folder that was removed is made durable by the one above it, which is touched too.
        if try files.metadata(folder)?.isDirectory ?? false { try files.syncDirectory(folder) }
      }
    }
  }

  /// Takes away, durably, what an interrupted ``carryOut(_:_:)`` wrote and never put in place, in
  /// either direction.
  func removeTemporaries() throws {
    var touched: Set<FilePath> = []
    for change in before.changes(to: after) where isFile(change.before) || isFile(change.after) {
      let temporary = neighbour(of: change.path)
      guard try files.metadata(temporary) != nil else { continue }
      try files.remove(temporary)
      touched.insert(temporary.removingLastComponent())
    }
    for folder in touched.sorted(by: { $0.string < $1.string }) {
      try files.syncDirectory(folder)
    }
  }
}
