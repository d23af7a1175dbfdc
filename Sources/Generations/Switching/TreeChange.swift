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
  let databases: any DatabaseAccess
  let before: Listing
  let after: Listing
  let migrating: Migrating
  /// The fingerprints that databases had when the state before was captured, as far as they tell.
  let fingerprints: [RelativePath: FileMetadata]
  let inspection: Inspection
  /// What databases hold that were changed here, of those of which that need not be what is meant, and
  /// to which nobody else has written since.
  var ours: [RelativePath: ObjectID]
  /// The database of which bytes are being taken.
  var reading: (path: RelativePath, add: (UnsafeRawBufferPointer?) throws -> ObjectID?)?
  /// Whether anything that others can see has been changed.
  var hasTouched = false
  /// To whom paths belonged before they were changed, where new ones would belong to others.
  var owners: [RelativePath: FileOwner]
  /// Databases that were about to be changed, or more: of the others it is known that nothing here has
  /// changed them.
  var begun: Set<RelativePath> = []
  /// Whether a database has been restored.
  var hasRestored = false
  /// Folders that ``prepare(_:)`` has looked at, and whether they and those above them are folders.
  var isOpen: [RelativePath: Bool] = [:]

  var files: any FileSystem { store.files }

  /// What to do with a path that is neither as before nor as after.
  enum UnexpectedPathPolicy {
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
      return orders.first { $0.database == path }
    }

    var isForward: Bool { if case .forward = self { true } else { false } }
  }

  init(
    root: FilePath, store: Store, databases: any DatabaseAccess, before: Listing, after: Listing,
    migrating: Migrating, fingerprints: [RelativePath: FileMetadata] = [:],
    ours: [RelativePath: ObjectID] = [:], owners: [RelativePath: FileOwner] = [:]
  ) throws {
    self.ours = ours
    self.owners = owners
    self.migrating = migrating
    self.fingerprints = fingerprints
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

  /// A path that is to be changed.
  struct Pending {
    var change: Change
    var place: FilePath
    /// What was there when it was looked at; `nil` if nothing was.
    var seen: FileMetadata?
  }

  /// What is still to be done.
  struct Work {
    var files: [Pending] = []
    var restores: [Change] = []
    var migrations: [DatabaseMigration] = []
    /// Paths that are neither as before nor as after.
    var left: [RelativePath] = []
  }

  /// Looks at every path that differs; changes nothing.
  func prepare(_ unexpected: UnexpectedPathPolicy) throws -> Work {
    var work = Work()
    var made: Set<RelativePath> = []
    isOpen = [:]
    for change in before.changes(to: after) {
      if isReserved(change.path) {
        if unexpected == .refuse {
          throw GenerationError.reserved(path: change.path.description)
        }
        work.left.append(change.path)
        continue
      }
      let place = change.path.resolved(in: root)
      switch try standing(of: change, at: place, unexpected, madeFolders: made) {
      case .done: break
      case .pending where isRestore(change):
        if migrating.isForward, let order = migrating.order(for: change.path) {
          work.migrations.append(
            DatabaseMigration(database: place, scripts: order.scripts))
        } else {
          work.restores.append(change)
        }
      case .pending(let seen):
        note(seen, at: change.path)
        work.files.append(Pending(change: change, place: place, seen: seen))
        if change.after?.isDirectory ?? false { made.insert(change.path) }
      case .stranger(let refusal):
        if unexpected == .refuse { throw refusal }
        work.left.append(change.path)
      }
    }
    return work
  }

  /// Keeps in mind to whom a path belongs that is about to be replaced or to go.
  private func note(_ seen: FileMetadata?, at path: RelativePath) {
    guard let seen, owners[path] == nil, files.user.isRoot || seen.owner != files.user.owner
    else { return }
    owners[path] = seen.owner
  }

  /// Whether nothing may be written at a path, whoever asks for it: plans leave such paths out.
  private func isReserved(_ path: RelativePath) -> Bool {
    if path.isReserved { return true }
    guard let store = RelativePath(store.location, below: root) else { return false }
    return path == store || path.isInside(store)
  }

  /// Makes the change; returns the paths that were left because they are neither as before nor as
  /// after.
  ///
  /// Contents first, since that is what a full disk refuses; then the databases, since a program
  /// that has one open may refuse them; then the names. Migrations are open until `confirm` has
  /// returned, and are committed then; then `publish` is called.
  @discardableResult
  func carryOut(
    _ work: Work, _ unexpected: UnexpectedPathPolicy,
    confirm: ([MigratedDatabase]) throws -> Void = { _ in }, publish: () throws -> Void = {}
  ) throws -> [RelativePath] {
    try writeNew(work.files)
    guard !work.migrations.isEmpty else {
      let left = try changeFiles(work, unexpected)
      try confirm([])
      try publish()
      return left
    }
    var left: [RelativePath] = []
    try databases.migrate(work.migrations, scratch: store.staging.appending("database")) {
      migrated in
      left = try changeFiles(work, unexpected)
      try confirm(migrated)
      hasTouched = true
      begun.formUnion(work.migrations.compactMap { RelativePath($0.database, below: root) })
    } committed: {
      try publish()
    } takeBack: { database, piece in
      try noteOurs(database, piece)
    }
    return left
  }

  private func changeFiles(_ work: Work, _ unexpected: UnexpectedPathPolicy) throws
    -> [RelativePath]
  {
    var (work, left) = (work, work.left)
    for change in work.restores {
      if try !restore(change, unexpected) { left.append(change.path) }
    }
    left += try dropChanged(&work, unexpected)
    hasTouched = hasTouched || !work.files.isEmpty
    try removeOld(work.files)
    try putInPlace(work.files)
    return left
  }

  /// Writing contents takes a while: what was changed meanwhile is not replaced.
  private func dropChanged(_ work: inout Work, _ unexpected: UnexpectedPathPolicy) throws
    -> [RelativePath]
  {
    var changed: [RelativePath] = []
    for pending in work.files where !(pending.change.before?.isDirectory ?? false) {
      if try files.metadata(pending.place) == pending.seen { continue }
      let path = pending.change.path
      if unexpected == .refuse { throw GenerationError.changedMeanwhile(path: path.description) }
      changed.append(path)
      if isFile(pending.change.after) { try files.remove(neighbour(of: path)) }
    }
    work.files.removeAll { changed.contains($0.change.path) }
    return changed
  }
}
