import FileEffects
import ObjectStore
import SystemPackage

/// The databases of a change: those that are there before and after stay, and are restored.
extension TreeChange {
  /// An empty file is a database as well, in which there is no table: a program may have it open.
  func isRestore(_ change: Change) -> Bool {
    func mayBe(_ entry: Entry?) -> Bool {
      entry.map { $0.kind == .database || $0.kind == .file && $0.size == 0 } ?? false
    }
    return mayBe(change.before) && mayBe(change.after)
      && (change.before?.kind == .database || change.after?.kind == .database)
  }

  /// Restores one database into the live file; returns whether it is as after now.
  func restore(_ change: Change, _ unexpected: UnexpectedPathPolicy) throws -> Bool {
    guard let old = change.before, let new = change.after else { return true }
    let place = change.path.resolved(in: root)
    if old.object != new.object {
      do {
        try restore(old, new, change.path, place, unexpected)
      } catch DatabaseAccessError.changedMeanwhile where unexpected == .leave {
        return false
      } catch DatabaseAccessError.unreadable(database: place, _) where unexpected == .leave {
        // What is no database any more is somebody's work since the crash, too.
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
    _ stored: Entry, _ storedNew: Entry, _ path: RelativePath, _ place: FilePath,
    _ unexpected: UnexpectedPathPolicy
  ) throws {
    let (old, new) = try (asRead(stored), asRead(storedNew))
    // Looked at first when it may be restored already: a disk too full for the copy must not matter.
    if unexpected == .leave,
      try inspection.present(at: path, expected: new).holds(new)
    {
      return
    }
    // If what is stored of one cannot be read, the other path says so, or needs less.
    let difference =
      ours[path] == nil
      ? try? DatabaseDifference(from: old, to: new, fingerprint: fingerprints[path], in: store)
      : nil
    if let difference,
      try databases.patch(place, with: ToldPatch(difference) { self.begun.insert(path) })
    {
      (hasTouched, hasRestored) = (true, true)
      return
    }
    let copy = store.staging.appending("restore")
    defer {
      // Best effort: the next writer empties the staging folder.
      try? files.remove(copy)
    }
    try checkOut(storedNew, to: copy)
    let before = inspection.databaseEntry(old)
    let after = inspection.databaseEntry(new)
    let expected = [old.object, ours[path]]
    do {
      try databases.restore(copy, into: place, scratch: store.staging.appending("database")) {
        guard try expected.contains(before($0)) else { return false }
        if $0 == nil { self.begun.insert(path) }
        return true
      } isRestored: { piece in
        // It is asked once the restore is committed.
        (hasTouched, hasRestored) = (true, true)
        guard let now = try after(piece) else { return true }
        ours[path] = now == new.object ? nil : now
        return now == new.object
      }
    } catch DatabaseAccessError.changedMeanwhile(let database) {
      ours[path] = nil
      throw DatabaseAccessError.changedMeanwhile(database: database)
    }
  }

  /// The state after with the databases that nobody has begun to change as they were: there is nothing to
  /// put back of them, and on a full disk they may not even be opened.
  func afterWithoutUnbegun() -> Listing {
    var unbegun: [RelativePath: Entry?] = [:]
    for change in before.changes(to: after) where isRestore(change) && !begun.contains(change.path)
    {
      unbegun[change.path] = change.before
    }
    return unbegun.isEmpty ? after : after.with(unbegun) { before[$0] }
  }

  private func checkOut(_ entry: Entry, to copy: FilePath) throws {
    try files.remove(copy)
    var own = entry
    own.permissions = 0o600
    try Checkout.write([Checkout.Target(entry: own, path: copy)], from: store)
  }

  /// The database as SQLite reads it: also one that a store of an earlier version has as a file.
  private func asRead(_ entry: Entry) throws -> Entry {
    try store.asRead(entry, try ObjectReader(store)) { entry, add in
      let copy = store.staging.appending("restore")
      defer {
        // Best effort, as above.
        try? files.remove(copy)
      }
      try checkOut(entry, to: copy)
      try databases.snapshot(copy, scratch: store.staging.appending("database"), add)
    }
  }

  /// Remembers what a migration that is to be taken back has committed.
  func noteOurs(_ database: FilePath, _ piece: UnsafeRawBufferPointer?) throws {
    guard let path = RelativePath(database, below: root), let expected = after[path] else { return }
    if reading?.path != path { reading = (path, inspection.databaseEntry(expected)) }
    guard let object = try reading?.add(piece) else { return }
    ours[path] = object
    reading = nil
  }
}
