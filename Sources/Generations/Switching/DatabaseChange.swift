import FileEffects
import ObjectStore
import SystemPackage

/// The databases of a change that are there before and after: they stay, and are restored.
final class DatabaseChange {
  private let tree: TreeChange
  private let inspection: Inspection
  /// The contents that this run has written to databases, if they may differ from the intended ones and
  /// nobody else has written since.
  private(set) var ours: [RelativePath: ObjectID]
  /// Whether a database has been restored.
  private(set) var hasRestored = false
  /// Databases that this run was about to change, and may have; it has changed no other.
  private var begun: Set<RelativePath> = []
  /// The database whose bytes are being received.
  private var reading: (path: RelativePath, add: (UnsafeRawBufferPointer?) throws -> ObjectID?)?

  private var files: any FileSystem { tree.files }
  private var store: Store { tree.store }
  private var copy: FilePath { store.staging.appending(StoreLayout.Staging.restored) }

  init(_ tree: TreeChange, _ inspection: Inspection, ours: [RelativePath: ObjectID]) {
    (self.tree, self.inspection, self.ours) = (tree, inspection, ours)
  }

  /// Whether the database may have been changed.
  func hasBegun(_ path: RelativePath) -> Bool { begun.contains(path) }

  func begin(_ migrations: [DatabaseMigration]) {
    begun.formUnion(migrations.compactMap { RelativePath($0.database, below: tree.root) })
  }

  /// Restores one database into the live file; returns whether it is as after now.
  func restore(_ change: Change) throws -> Bool {
    guard let old = change.before, let new = change.after else { return true }
    let place = tree.place(of: change.path)
    if old.object != new.object {
      do {
        try restore(change.path, at: place, from: asRead(old), to: asRead(new), stored: new)
      } catch DatabaseAccessError.changedMeanwhile where tree.policy == .leave {
        return false
      } catch DatabaseAccessError.unreadable(database: place, _) where tree.policy == .leave {
        // A file that is no longer a database is somebody's work since the crash, too.
        return false
      }
    }
    if old.permissions != new.permissions {
      begun.insert(change.path)
      try files.setPermissions(place, new.permissions)
      try files.sync(place)
    }
    return true
  }

  /// Changes the pages that differ, where that can be done; restores all of them otherwise.
  private func restore(
    _ path: RelativePath, at place: FilePath, from old: Entry, to new: Entry, stored: Entry
  ) throws {
    // Looked at first when it may be restored already: a disk too full for the copy must not matter.
    if tree.policy == .leave,
      case .entry(let present) = try inspection.present(at: path, expected: new),
      present.object == new.object
    {
      return
    }
    if try !patch(path, at: place, from: old, to: new) {
      try replace(path, at: place, from: old, to: new, stored: stored)
    }
  }

  /// Changes the pages that differ; `false` where that cannot be done.
  private func patch(
    _ path: RelativePath, at place: FilePath, from old: Entry, to new: Entry
  ) throws -> Bool {
    // If its stored contents cannot be read, the other way reports that, or needs less.
    guard ours[path] == nil,
      let difference = try? DatabaseDifference(
        from: old, to: new, fingerprint: tree.fingerprints[path], in: store),
      try tree.databases.patch(place, with: ToldPatch(difference) { self.begun.insert(path) })
    else { return false }
    hasRestored = true
    return true
  }

  /// Restores all pages from a copy.
  private func replace(
    _ path: RelativePath, at place: FilePath, from old: Entry, to new: Entry, stored: Entry
  ) throws {
    defer {
      // Best effort: the next writer empties the staging folder.
      try? files.remove(copy)
    }
    try checkOut(stored)
    let before = inspection.databaseEntry(old)
    let after = inspection.databaseEntry(new)
    let expected = [old.object, ours[path]]
    do {
      try tree.databases.restore(copy, into: place, scratch: tree.databaseScratch) {
        guard try expected.contains(before($0)) else { return false }
        if $0 == nil { self.begun.insert(path) }
        return true
      } isRestored: { bytes in
        // It is asked once the restore is committed.
        hasRestored = true
        guard let now = try after(bytes) else { return true }
        ours[path] = now == new.object ? nil : now
        return now == new.object
      }
    } catch DatabaseAccessError.changedMeanwhile(let database) {
      ours[path] = nil
      throw DatabaseAccessError.changedMeanwhile(database: database)
    }
  }

  private func checkOut(_ entry: Entry) throws {
    try files.remove(copy)
    var own = entry
    own.permissions = 0o600
    try Checkout.write([Checkout.Target(entry: own, path: copy)], from: store)
  }

  /// The database as SQLite reads it: also one that a store of an earlier version has as a file.
  private func asRead(_ entry: Entry) throws -> Entry {
    try store.asRead(entry, try ObjectReader(store)) { entry, add in
      defer {
        // Best effort, as above.
        try? files.remove(copy)
      }
      try checkOut(entry)
      try tree.databases.snapshot(copy, scratch: tree.databaseScratch, add)
    }
  }

  /// Remembers what a migration that is to be undone has committed.
  func noteOurs(_ database: FilePath, _ bytes: UnsafeRawBufferPointer?) throws {
    guard let path = RelativePath(database, below: tree.root), let expected = tree.after[path]
    else { return }
    if reading?.path != path { reading = (path, inspection.databaseEntry(expected)) }
    guard let object = try reading?.add(bytes) else { return }
    ours[path] = object
    reading = nil
  }
}
