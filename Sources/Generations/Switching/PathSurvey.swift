import FileEffects
import ObjectStore
import SystemPackage

/// Looks at every path that a change is about, and plans what there is to do; changes nothing.
struct PathSurvey {
  private let tree: TreeChange
  private let inspection: Inspection
  /// Where the store is, if it is below.
  private let store: RelativePath?
  /// Folders that were looked at, and whether they and those above them are folders.
  private var isOpen: [RelativePath: Bool] = [:]
  /// Folders that the change makes.
  private var made: Set<RelativePath> = []

  init(_ tree: TreeChange, _ inspection: Inspection) {
    (self.tree, self.inspection) = (tree, inspection)
    store = RelativePath(tree.store.location, below: tree.root)
  }

  /// - Throws: ``GenerationError`` where something is unexpected, and the policy is to refuse that.
  mutating func plan() throws -> ChangePlan {
    var plan = ChangePlan()
    for change in tree.changes {
      let (state, seen) = try look(at: change)
      switch state {
      case .done: break
      case .pending: add(change, seen, to: &plan)
      case .unexpected(let refusal):
        if tree.policy == .refuse { throw refusal }
        plan.left.append(change.path)
      }
    }
    return plan
  }

  private mutating func add(_ change: Change, _ seen: FileMetadata?, to plan: inout ChangePlan) {
    let place = tree.place(of: change.path)
    if !change.isRestore {
      plan.files.append(ChangePlan.File(change: change, place: place, seen: seen))
      if change.after.isFolder { made.insert(change.path) }
    } else if tree.migrating.isForward, let order = tree.migrating.order(for: change.path) {
      plan.migrations.append(DatabaseMigration(database: place, scripts: order.scripts))
    } else {
      plan.restores.append(change)
    }
  }

  /// The state of a path, and the file there before anything was read.
  private mutating func look(at change: Change) throws -> (PathState, seen: FileMetadata?) {
    let path = change.path
    if isReserved(path) { return (.unexpected(.reserved(path: path.description)), nil) }
    if tree.policy == .refuse,
      let refusal = try DatabaseRefusal.find(for: change, in: tree.root, on: tree.files)
    {
      return (.unexpected(refusal), nil)
    }
    let (found, seen) = try find(change)
    let state = PathState(of: change, found: found, policy: tree.policy)
    if state == .pending, case .contents(.entry(let present)) = found, present.isDirectory,
      let name = try otherName(in: change)
    {
      let refusal = GenerationError.blocked(
        path: name.description, by: .foreign)
      return (.unexpected(refusal), seen)
    }
    return (state, seen)
  }

  private mutating func find(_ change: Change) throws -> (PathState.Found, FileMetadata?) {
    let path = change.path
    let place = tree.place(of: path)
    guard try isOpen(path.parent) else {
      if change.after == nil { return (.unreachable(obstacle: nil), nil) }
      let isMade = path.parent.map { made.contains($0) } ?? true
      let obstacle = isMade ? nil : try obstacle(on: path)
      return (.unreachable(obstacle: obstacle), isMade ? try tree.files.metadata(place) : nil)
    }
    let seen = try tree.files.metadata(place)
    guard change.isRestore else {
      let contents = try inspection.present(
        at: path, place: place, as: seen, expected: change.before)
      return (.contents(contents), seen)
    }
    guard seen?.isRegular ?? false else { return (.noDatabase, seen) }
    guard let order = tree.migrating.order(for: path) else {
      return (.database(isDone: false), seen)
    }
    // Its users may have changed any row: the schema's version says whether it is migrated.
    let isMigrated = try tree.databases.schemaVersion(of: place) >= order.version
    return (.database(isDone: isMigrated == tree.migrating.isForward), seen)
  }

  /// Whether nothing may ever be written at a path.
  private func isReserved(_ path: RelativePath) -> Bool {
    path.isReserved || store.map { path == $0 || path.isInside($0) } ?? false
  }

  /// Whether `folder` and those above it are folders now, and none of them is a link.
  private mutating func isOpen(_ folder: RelativePath?) throws -> Bool {
    guard let folder else { return true }
    if let known = isOpen[folder] { return known }
    let found = try isOpen(folder.parent) && kind(folder) == .directory
    isOpen[folder] = found
    return found
  }

  private func kind(_ path: RelativePath) throws -> FileMetadata.Kind? {
    try tree.files.metadata(tree.place(of: path))?.kind
  }

  /// The error for whatever is in the place of a folder above `path`.
  private mutating func obstacle(on path: RelativePath) throws -> GenerationError {
    var folder = path
    while let parent = folder.parent, try !isOpen(parent) { folder = parent }
    guard let kind = try kind(folder) else {
      return .changedMeanwhile(path: folder.description)
    }
    return .blocked(path: folder.description, by: .kind(kind))
  }

  /// A name in a folder that is to become something else, and that the state before does not have:
  /// such a folder cannot go.
  private func otherName(in change: Change) throws -> RelativePath? {
    guard change.before.isFolder, change.after.isFile else { return nil }
    func search(_ folder: RelativePath) throws -> RelativePath? {
      for entry in try tree.files.contents(of: tree.place(of: folder)) {
        let path = RelativePath.appending(entry.name, to: folder)
        if goesWithDatabase(path) { continue }
        guard let known = tree.before[path] else { return path }
        if known.isDirectory, entry.metadata.isDirectory, let found = try search(path) {
          return found
        }
      }
      return nil
    }
    return try search(change.path)
  }

  /// Whether SQLite keeps a file of that name beside a database, which goes.
  private func goesWithDatabase(_ path: RelativePath) -> Bool {
    DatabaseHeader.companions.contains { ending in
      path.bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        && tree.before[RelativePath(unchecked: path.bytes.dropLast(ending.utf8.count))]?.kind
          == .database
    }
  }
}

/// Why a database must not be changed: some of it may be elsewhere.
enum DatabaseRefusal {
  /// `nil` where nothing speaks against it.
  static func find(
    for change: Change, in root: FilePath, on files: any FileSystem
  ) throws -> GenerationError? {
    guard let after = change.after, after.kind == .database,
      change.before?.object != after.object
    else { return nil }
    let place = change.path.resolved(in: root)
    for name in [change.path] + change.path.ancestors {
      let seen = try files.metadata(name.resolved(in: root))
      if seen?.kind == .symbolicLink { return .databaseIsLink(path: name.description) }
      if name == change.path {
        if let seen, seen.isRegular, seen.nameCount > 1 {
          return .severalNames(path: name.description, count: seen.nameCount)
        }
        if let obstacle = try DatabaseObstacle.find(beside: place, on: files) {
          return .databaseObstructed(path: name.description, by: obstacle)
        }
      }
    }
    return nil
  }
}
