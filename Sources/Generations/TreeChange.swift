import FileEffects
import ObjectStore
import SystemPackage

/// Turns the files of a deployment from one state into another.
///
/// Every path is changed only if it is now what the state before says; a path that is already what
/// the state after says is done. So the same change can be made again after a crash at any point, and
/// backwards. The order of the effects is in `store-format.md`, "Journal of a switch".
final class TreeChange {
  let root: FilePath
  let store: Store
  let databases: any DatabaseDoor
  let before: Listing
  let after: Listing
  let migrating: Migrating
  let inspection: Inspection
  /// Whether anything that others can see has been changed.
  private(set) var hasTouched = false
  /// Folders that ``prepare(_:)`` has looked at, and whether they and those above them are folders.
  var isOpen: [RelativePath: Bool] = [:]

  var files: any FileSystem { store.files }

  /// What to do with a path that is neither as before nor as after.
  enum Stranger {
    /// Refuse; nothing has been changed yet.
    case refuse
    /// Leave it as it is: somebody's work since the crash.
    case leave
  }

  /// Which databases are migrated by a change, and whether that is made or taken back.
  enum Migrating {
    case forward([MigrationOrder])
    case back([MigrationOrder])

    func order(for path: RelativePath) -> MigrationOrder? {
      let orders =
        switch self {
        case .forward(let orders), .back(let orders): orders
        }
      return orders.first { Array($0.path.utf8) == path.bytes }
    }

    var isForward: Bool { if case .forward = self { true } else { false } }
  }

  init(
    root: FilePath, store: Store, databases: any DatabaseDoor, before: Listing, after: Listing,
    migrating: Migrating
  ) throws {
    self.migrating = migrating
    self.root = root
    self.store = store
    self.databases = databases
    self.before = before
    self.after = after
    self.inspection = try Inspection(
      Capture(
        root: root, rules: NoRules(), files: store.files, databases: databases,
        scratch: store.staging, store: store))
  }

  /// Nothing is walked: paths are looked at one by one.
  private struct NoRules: CaptureRules {
    func layer(of path: RelativePath) -> Layer? { nil }
    func mayHold(_ folder: RelativePath) -> Bool { false }
  }

  /// What is still to be done.
  struct Work {
    var files: [Change] = []
    /// What was seen at each of `files` when it was looked at.
    var seen: [RelativePath: FileMetadata] = [:]
    var restores: [Change] = []
    var migrations: [DatabaseMigration] = []
    /// Paths that are neither as before nor as after.
    var left: [RelativePath] = []
  }

  /// Looks at every path that differs; changes nothing.
  func prepare(_ strangers: Stranger) throws -> Work {
    var work = Work()
    var made: Set<RelativePath> = []
    isOpen = [:]
    for change in before.changes(to: after) {
      switch try standing(of: change, strangers, madeFolders: made) {
      case .done: break
      case .pending where isRestore(change):
        if migrating.isForward, let order = migrating.order(for: change.path) {
          work.migrations.append(
            DatabaseMigration(database: change.path.resolved(in: root), scripts: order.scripts))
        } else {
          work.restores.append(change)
        }
      case .pending:
        work.files.append(change)
        work.seen[change.path] = try files.metadata(change.path.resolved(in: root))
        if change.after?.isDirectory ?? false { made.insert(change.path) }
      case .stranger(let refusal):
        if strangers == .refuse { throw refusal }
        work.left.append(change.path)
      }
    }
    return work
  }

  /// Makes the change; returns the paths that were left because they are neither as before nor as
  /// after.
  ///
  /// Contents first, since that is what a full disk refuses; then the databases, since a program
  /// that has one open may refuse them; then the names. Migrations are open until `confirm` has
  /// returned, and are committed then.
  @discardableResult
  func carryOut(
    _ work: Work, _ strangers: Stranger,
    confirm: ([MigratedDatabase]) throws -> Void = { _ in }
  ) throws -> [RelativePath] {
    try writeNew(work.files)
    guard !work.migrations.isEmpty else {
      let left = try changeFiles(work, strangers)
      try confirm([])
      return left
    }
    var left: [RelativePath] = []
    try databases.migrate(work.migrations) { migrated in
      left = try changeFiles(work, strangers)
      try confirm(migrated)
      hasTouched = true
    }
    return left
  }

  private func changeFiles(_ work: Work, _ strangers: Stranger) throws -> [RelativePath] {
    var (work, left) = (work, work.left)
    for change in work.restores {
      if try !restore(change, strangers) { left.append(change.path) }
    }
    left += try dropChanged(&work, strangers)
    hasTouched = hasTouched || !work.files.isEmpty
    try removeOld(work.files)
    try putInPlace(work.files)
    return left
  }

  /// Writing contents takes a while: what was changed meanwhile is not replaced.
  private func dropChanged(_ work: inout Work, _ strangers: Stranger) throws -> [RelativePath] {
    var changed: [RelativePath] = []
    for change in work.files where !(change.before?.isDirectory ?? false) {
      let now = try files.metadata(change.path.resolved(in: root))
      if now == work.seen[change.path] { continue }
      if strangers == .refuse {
        throw GenerationError.changedMeanwhile(path: change.path.description)
      }
      changed.append(change.path)
      if isFile(change.after) { try files.remove(neighbour(of: change.path)) }
    }
    work.files.removeAll { changed.contains($0.path) }
    return changed
  }

  // MARK: Databases

  func isRestore(_ change: Change) -> Bool {
    change.before?.kind == .database && change.after?.kind == .database
  }

  /// Restores one database into the live file; returns whether it is as after now.
  private func restore(_ change: Change, _ strangers: Stranger) throws -> Bool {
    guard let old = change.before, let new = change.after else { return true }
    let place = change.path.resolved(in: root)
    // Looked at first when it may be restored already: a disk too full for the copy must not matter.
    let isDone =
      try strangers == .leave
      && inspection.present(at: change.path, expected: new).holds(new)
    if old.object != new.object && !isDone {
      let copy = store.staging.appending("restore")
      try files.remove(copy)
      defer {
        // Best effort: the next writer empties the staging folder.
        try? files.remove(copy)
      }
      var own = new
      own.permissions = 0o600
      try Checkout.write([Checkout.Target(entry: own, path: copy)], from: store)
      do {
        try databases.restore(
          copy, into: place, scratch: store.staging.appending("database"),
          isExpected: inspection.isStill(old))
        hasTouched = true
      } catch DatabaseDoorError.changedMeanwhile where strangers == .leave {
        return false
      } catch DatabaseDoorError.unreadable(database: place, _) where strangers == .leave {
        // What is no database any more is somebody's work since the crash, too.
        return false
      }
    }
    if old.permissions != new.permissions {
      try files.setPermissions(place, new.permissions)
      try files.sync(place)
    }
    return true
  }

  // MARK: Files

  /// The nearest folder that is there before and after: what is new is written into it first, so that
  /// taking its name is one rename on one disk. `nil` is the deployment's own.
  private func neighbourFolder(of path: RelativePath) -> RelativePath? {
    var folder = path.parent
    while let current = folder,
      !(before[current]?.isDirectory ?? false && after[current]?.isDirectory ?? false)
    {
      folder = current.parent
    }
    return folder
  }

  private func place(of folder: RelativePath?) -> FilePath {
    folder.map { $0.resolved(in: root) } ?? root
  }

  private func neighbour(of path: RelativePath) -> FilePath {
    let name = Capture.temporaryPrefix + ObjectID(of: path.bytes).description.prefix(16)
    return RelativePath.appending(Array(name.utf8), to: neighbourFolder(of: path)).resolved(
      in: root)
  }

  func isFile(_ entry: Entry?) -> Bool { entry.map { !$0.isDirectory } ?? false }

  /// First: contents, under names that nobody reads, and durable.
  private func writeNew(_ work: [Change]) throws {
    let targets = work.compactMap { change -> Checkout.Target? in
      guard let entry = change.after, isFile(entry) else { return nil }
      return Checkout.Target(entry: entry, path: neighbour(of: change.path))
    }
    for target in targets { try files.remove(target.path) }
    try Checkout.write(targets, from: store)
    let contents = targets.filter { $0.entry.kind != .link }.map(\.path)
    if contents.count > Self.fewFiles {
      try files.syncAll(at: root)
    } else {
      for path in contents { try files.sync(path) }
    }
  }

  /// Up to so many files are synced one by one; more, with everything on their disk.
  private static let fewFiles = 16

  /// Then: what has to go; folders last and deepest first. A folder that still holds something stays.
  private func removeOld(_ work: [Change]) throws {
    let doomed = work.filter { isFile($0.before) && !isFile($0.after) }
    try files.remove(doomed.map { $0.path.resolved(in: root) })
    for change in doomed where change.before?.kind == .database {
      try removeCompanions(of: change.path)
    }
    for change in work.reversed() {
      guard change.before?.isDirectory ?? false, !(change.after?.isDirectory ?? false) else {
        continue
      }
      let place = change.path.resolved(in: root)
      if try files.metadata(place) == nil { continue }
      if try files.contents(of: place).isEmpty {
        try files.removeDirectory(place)
      } else if change.after != nil {
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
  private func putInPlace(_ work: [Change]) throws {
    var touched: Set<RelativePath?> = []
    var moves: [Move] = []
    for change in work {
      let place = change.path.resolved(in: root)
      touched.insert(change.path.parent)
      guard let new = change.after else { continue }
      if new.isDirectory {
        // Open to ourselves until what is in it is in place.
        if try files.metadata(place) == nil {
          try files.createDirectory(place, permissions: new.permissions | 0o700)
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
    for change in work.reversed() {
      guard let new = change.after, new.isDirectory else { continue }
      let place = change.path.resolved(in: root)
      if try files.metadata(place)?.permissions != new.permissions {
        try files.setPermissions(place, new.permissions)
        touched.insert(change.path)
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
