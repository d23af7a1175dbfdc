import FileEffects
import ObjectStore
import SystemPackage

/// The files, links and folders of a change: what comes is written beside its place, what goes is removed,
/// then names are taken.
struct FileChange {
  private let tree: TreeChange
  /// The owners of replaced files.
  private let owners: [RelativePath: FileOwner]
  private var files: any FileSystem { tree.files }

  init(_ tree: TreeChange, owners: [RelativePath: FileOwner] = [:]) {
    (self.tree, self.owners) = (tree, owners)
  }

  /// The nearest folder that exists before and after. New files are written into it first, so that
  /// naming them is one rename on one disk. `nil` is the deployment's own.
  private func neighbourFolder(of path: RelativePath) -> RelativePath? {
    path.ancestors.first { tree.before[$0].isFolder && tree.after[$0].isFolder }
  }

  /// Where the new file at `path` waits for its name.
  private func neighbour(of path: RelativePath) -> FilePath {
    let name = StoreLayout.switchPrefix + ObjectID(of: path.bytes).description.prefix(16)
    return tree.place(
      of: RelativePath.appending(Array(name.utf8), to: neighbourFolder(of: path)))
  }

  /// First: contents, under names that nobody reads, and durable.
  func write(_ work: [ChangePlan.File]) throws {
    let wanted = work.compactMap { pending -> ReusedFiles.Wanted? in
      guard let entry = pending.change.after, !entry.isDirectory else { return nil }
      let path = pending.change.path
      return ReusedFiles.Wanted(
        path: path, target: Checkout.Target(entry: entry, path: neighbour(of: path)))
    }
    let targets = try ReusedFiles(tree).take(wanted).map(\.target)
    for target in targets { try files.remove(target.path) }
    try Checkout.write(targets, from: tree.store)
    try keepOwners(of: work)
    let contents = wanted.map(\.target).filter { $0.entry.kind != .link }.map(\.path)
    if contents.count > Self.fewFiles {
      try files.syncAll(at: tree.root)
    } else {
      for path in contents { try files.sync(path) }
    }
  }

  /// A file that replaces another gets its owner, as far as this user may give files away, and its
  /// set-user-ID, set-group-ID and sticky bits.
  private func keepOwners(of work: [ChangePlan.File]) throws {
    for pending in work {
      guard let entry = pending.change.after, !entry.isDirectory else { continue }
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
  func removeOld(_ work: [ChangePlan.File]) throws {
    let doomed = work.filter { $0.change.before.isFile && !$0.change.after.isFile }
    let databases = doomed.filter { $0.change.before?.kind == .database }
    try tree.removed.take(
      doomed.filter { $0.change.before?.kind != .database }.map {
        RemovedFiles.Doomed(path: $0.change.path, place: $0.place, size: $0.seen?.size ?? 0)
      })
    try files.remove(databases.map(\.place))
    for pending in databases { try removeCompanions(of: pending.change.path) }
    for pending in work.reversed() {
      let change = pending.change
      guard change.before.isFolder, !change.after.isFolder else {
        continue
      }
      do throws(FileError) { try files.removeDirectory(pending.place) } catch {
        guard error.code == .directoryNotEmpty else { throw error }
        if change.after == nil { continue }
        throw GenerationError.blocked(path: change.path.description, by: .fullFolder)
      }
    }
  }

  /// Removes what SQLite kept beside a database that is gone: SQLite would take it for that of the next
  /// database with this name.
  private func removeCompanions(of database: RelativePath) throws {
    // A folder with such a name is not SQLite's.
    let companions = try DatabaseHeader.companions
      .map { tree.root.appending(bytes: database.bytes + Array($0.utf8)) }
      .filter { try files.metadata($0).map { !$0.isDirectory } ?? false }
    if companions.isEmpty { return }
    // Rows may be in its log only: the database goes durably before the log does, and the log
    // before there is another database.
    let folder = tree.place(of: database).removingLastComponent()
    try files.syncDirectory(folder)
    for path in companions { try files.remove(path) }
    try files.syncDirectory(folder)
  }

  /// Writing contents takes a while: what was changed meanwhile is not replaced, and its path is returned.
  func separateChanged(
    _ work: [ChangePlan.File]
  ) throws -> (unchanged: [ChangePlan.File], changed: [RelativePath]) {
    var changed: [RelativePath] = []
    for pending in work where !pending.change.before.isFolder {
      if try files.metadata(pending.place) == pending.seen { continue }
      let path = pending.change.path
      if tree.policy == .refuse {
        throw GenerationError.changedMeanwhile(path: path.description)
      }
      changed.append(path)
      if pending.change.after.isFile { try files.remove(neighbour(of: path)) }
    }
    return (work.filter { !changed.contains($0.change.path) }, changed)
  }

  /// Last: folders, then names, then what makes both durable.
  func putInPlace(_ work: [ChangePlan.File]) throws {
    var touched: Set<RelativePath?> = []
    var moves: (new: [Move], replacing: [Move]) = ([], [])
    for pending in work {
      let change = pending.change
      touched.insert(change.path.parent)
      guard let new = change.after else { continue }
      if new.isDirectory {
        try createFolder(at: pending.place, new, for: owners[change.path])
      } else {
        if new.kind == .database && change.before?.kind != .database {
          try removeCompanions(of: change.path)
        }
        touched.insert(neighbourFolder(of: change.path))
        let move = Move(neighbour(of: change.path), over: pending.place)
        if pending.seen == nil { moves.new.append(move) } else { moves.replacing.append(move) }
      }
    }
    // One by one: the system lets no two files change their folders at once. What is replaced is removed,
    // which takes so long that it is worth it all the same.
    for move in moves.new { try files.rename(move.source, over: move.target) }
    try files.rename(moves.replacing)
    for pending in work.reversed() {
      guard let new = pending.change.after, new.isDirectory else { continue }
      if try files.metadata(pending.place)?.permissions != new.permissions {
        try files.setPermissions(pending.place, new.permissions)
        touched.insert(pending.change.path)
      }
    }
    try sync(touched)
  }

  /// Makes a missing folder, open to ourselves until its contents are in place.
  private func createFolder(
    at place: FilePath, _ entry: Entry, for owner: FileOwner?
  ) throws {
    guard try files.metadata(place) == nil else { return }
    try files.createDirectory(place, permissions: entry.permissions | 0o700)
    if let owner { try files.give(place, to: owner, permissions: entry.permissions) }
  }

  /// Makes durable what happened in these folders.
  private func sync(_ folders: Set<RelativePath?>) throws {
    if folders.count > Self.fewFiles { return try files.syncAll(at: tree.root) }
    let order = folders.sorted { left, right in
      (left?.bytes ?? []).lexicographicallyPrecedes(right?.bytes ?? [])
    }
    for folder in order.map(tree.place(of:)) {
      // A folder that was removed is made durable by the one above it, which is touched too.
      if try files.metadata(folder)?.isDirectory ?? false { try files.syncDirectory(folder) }
    }
  }

  /// Takes away, durably, what an interrupted ``ChangeRun`` wrote and never put in place, in
  /// either direction.
  func removeTemporaries() throws {
    var touched: Set<FilePath> = []
    for change in tree.changes where change.before.isFile || change.after.isFile {
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
