import FileEffects
import ObjectStore
import SystemPackage

/// Carries a ``TreeChange`` out, and knows how far it has come.
struct ChangeRun {
  let tree: TreeChange
  let databases: DatabaseChange
  private let inspection: Inspection
  /// The owners of paths before they were changed, where new files would have another one.
  private var owners: [RelativePath: FileOwner]
  private var hasChangedFiles = false
  private var hasMigrated = false

  /// - Parameter undone: The run that this one undoes.
  init(_ tree: TreeChange, takingBack undone: ChangeRun? = nil) throws {
    self.tree = tree
    inspection = try Inspection(
      Capture(
        root: tree.root, rules: NoRules(), files: tree.files, databases: tree.databases,
        scratch: tree.store.staging, store: tree.store))
    databases = DatabaseChange(tree, inspection, ours: undone?.databases.ours ?? [:])
    owners = undone?.owners ?? [:]
  }

  /// Whether anything that others can see has been changed.
  var hasTouched: Bool { hasChangedFiles || hasMigrated || databases.hasRestored }

  /// Plans the remaining work; changes nothing.
  func plan() throws -> ChangePlan {
    var survey = PathSurvey(tree, inspection)
    return try survey.plan()
  }

  /// Makes the change; returns the paths that were left because they are neither as before nor as
  /// after.
  ///
  /// Contents first, since that is what a full disk refuses; then the databases, since a program
  /// that has one open may refuse them; then the names. Migrations are open until `confirm` has
  /// returned, and are committed then; then `publish` is called.
  @discardableResult
  mutating func carryOut(
    _ plan: ChangePlan, reached: (SwitchStage) -> Void = { _ in },
    confirm: ([MigratedDatabase]) throws -> Void = { _ in },
    publish: () throws -> Void = {}
  ) throws -> [RelativePath] {
    for file in plan.files { noteOwner(of: file) }
    let files = FileChange(tree, owners: owners)
    try files.write(plan.files)
    reached(.migrating)
    guard !plan.migrations.isEmpty else {
      reached(.placing)
      let left = try changeInPlace(plan, files)
      reached(.confirming)
      try confirm([])
      try publish()
      return left
    }
    var left: [RelativePath] = []
    try tree.databases.migrate(plan.migrations, scratch: tree.databaseScratch) { migrated in
      reached(.placing)
      left = try changeInPlace(plan, files)
      reached(.confirming)
      try confirm(migrated)
      hasMigrated = true
      databases.begin(plan.migrations)
    } committed: {
      try publish()
    } takeBack: { database, bytes in
      try databases.noteOurs(database, bytes)
    }
    return left
  }

  /// Remembers the owner of a path that is about to be replaced or to go.
  private mutating func noteOwner(of file: ChangePlan.File) {
    let (path, user) = (file.change.path, tree.files.user)
    guard let seen = file.seen, owners[path] == nil, user.isRoot || seen.owner != user.owner
    else { return }
    owners[path] = seen.owner
  }

  private mutating func changeInPlace(
    _ plan: ChangePlan, _ files: FileChange
  ) throws -> [RelativePath] {
    var left = plan.left
    for change in plan.restores where try !databases.restore(change) { left.append(change.path) }
    let (unchanged, changed) = try files.separateChanged(plan.files)
    hasChangedFiles = hasChangedFiles || !unchanged.isEmpty
    try files.removeOld(unchanged)
    try files.putInPlace(unchanged)
    return left + changed
  }

  /// The state after, but with the previous databases where this run has not begun to change them: there
  /// is nothing to undo, and on a full disk it may not even be possible to open them.
  var afterWithoutUnbegun: Listing {
    var unbegun: [RelativePath: Entry?] = [:]
    for change in tree.changes where change.isRestore && !databases.hasBegun(change.path) {
      unbegun[change.path] = change.before
    }
    return unbegun.isEmpty ? tree.after : tree.after.with(unbegun) { tree.before[$0] }
  }
}

/// Nothing is walked: paths are looked at one by one.
struct NoRules: CaptureRules {
  func layer(of path: RelativePath) -> Layer? { nil }
  func mayHold(_ folder: RelativePath) -> Bool { false }
}
