import FileEffects
import ObjectStore
import SystemPackage

/// The databases of a change: those that are there before and after stay, and are restored.
extension TreeChange {
  func isRestore(_ change: Change) -> Bool {
    change.before?.kind == .database && change.after?.kind == .database
  }

  /// Restores one database into the live file; returns whether it is as after now.
  func restore(_ change: Change, _ strangers: Stranger) throws -> Bool {
    guard let old = change.before, let new = change.after else { return true }
    let place = change.path.resolved(in: root)
    // Looked at first when it may be restored already: a disk too full for the copy must not matter.
    let isDone =
      try strangers == .leave
      && inspection.present(at: change.path, expected: new).holds(new)
    if old.object != new.object && !isDone {
      do {
        try restore(old, new, change.path, place)
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

  /// Changes the pages that differ, where that can be done; restores all of them otherwise.
  private func restore(
    _ old: Entry, _ new: Entry, _ path: RelativePath, _ place: FilePath
  ) throws {
    // If what is stored of one cannot be read, the other path says so, or needs less.
    let difference = try? DatabaseDifference(from: old, to: new, looks: looks[path], in: store)
    if let difference, try databases.patch(place, with: difference) {
      hasTouched = true
      return
    }
    let copy = store.staging.appending("restore")
    try files.remove(copy)
    defer {
      // Best effort: the next writer empties the staging folder.
      try? files.remove(copy)
    }
    var own = new
    own.permissions = 0o600
    try Checkout.write([Checkout.Target(entry: own, path: copy)], from: store)
    try databases.restore(
      copy, into: place, scratch: store.staging.appending("database"),
      isExpected: inspection.isStill(old))
    hasTouched = true
    guard try inspection.present(at: path, expected: new).holds(new) else {
      throw GenerationError.changedMeanwhile(path: path.description)
    }
  }
}
