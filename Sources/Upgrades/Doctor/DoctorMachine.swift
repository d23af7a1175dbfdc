import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// The requirements of a deployment on its machine.
extension Deployment {
  /// An upgrade needs room for what it saves and for what it makes: twice the brain, and a file for each
  /// that may be replaced.
  func brainSpaceCheck(_ local: Listing) throws -> Check {
    let brain = local.items.filter { $0.entry.layer == .brain }.reduce(0) { $0 + $1.entry.size }
    let space = SpaceFigures(free: try files.availableBytes(at: root), needed: 2 * brain)
    guard space.isEnough else {
      return Check(.space, .failed, .machine(.tooLittleRoomForBrain(space)))
    }
    let lack = try lackOfFiles(UInt64(replaceable(local).count) + Self.filesBeside)
    if let lack { return lack }
    return Check(.space, .ok, .machine(.roomForBrain(space)))
  }

  /// How many files an upgrade makes at most beside those that it puts in place: in the store, the report,
  /// and what SQLite keeps beside databases.
  static let filesBeside: UInt64 = 32

  /// What to say where a disk has not room for so many more files; `nil` where it has, or does not count
  /// them.
  func lackOfFiles(_ needed: UInt64) throws -> Check? {
    let store = try files.metadata(storeLocation) == nil ? root : storeLocation
    var least: UInt64?
    for (place, needed) in [(root, needed), (store, Self.filesBeside)] {
      guard let left = try files.availableFiles(at: place), left < needed else { continue }
      least = min(least ?? left, left)
    }
    return least.map {
      Check(.space, .failed, .machine(.tooFewFiles(left: $0, needed: needed)))
    }
  }

  /// Whether everything that an upgrade changes can be changed: the databases, `folders` in which
  /// files come, go or are replaced, and those that are `replaced`.
  func permissionCheck(
    _ local: Listing, changing folders: Set<RelativePath?>, replacing replaced: [RelativePath]
  ) throws -> Check {
    var places = [root, root.appending(Self.brainFolder), storeLocation]
    places += StoreLayout.written.map { storeLocation.appending($0) }
    for item in local.items where item.entry.kind == .database {
      let place = item.path.resolved(in: root)
      // SQLite makes its journal beside the database.
      places += [place, place.removingLastComponent()]
    }
    places += inOrder(folders)
    return try permissionCheck(places, replacing: replaced.map { $0.resolved(in: root) })
  }

  /// The same for a change of the deployment's files, with the databases that it restores.
  func permissionCheck(of changes: [Change]) throws -> Check {
    let databases = changes.filter { $0.before?.kind == .database && $0.after?.kind == .database }
      .map { $0.path.resolved(in: root) }
    return try permissionCheck(
      databases + inOrder(try foldersToChange(changes)),
      replacing: changes.replaced.map { $0.resolved(in: root) })
  }

  /// Where folders are, the deployment's own first.
  private func inOrder(_ folders: Set<RelativePath?>) -> [FilePath] {
    (folders.contains(nil) ? [root] : [])
      + folders.compactMap(\.self).sorted().map { $0.resolved(in: root) }
  }

  /// The folders, as they are now, in which a change makes, takes away or replaces something.
  func foldersToChange(_ changes: [Change]) throws -> Set<RelativePath?> {
    var folders: Set<RelativePath?> = []
    var known: [RelativePath?: RelativePath?] = [nil: nil]
    func present(_ folder: RelativePath?) throws -> RelativePath? {
      if let found = known[folder] { return found }
      guard let folder else { return nil }
      let isThere = try files.metadata(folder.resolved(in: root))?.isDirectory ?? false
      let found = isThere ? folder : try present(folder.parent)
      known[folder] = .some(found)
      return found
    }
    for change in changes {
      // Where a folder only gets other permissions, nothing in the one above it changes.
      if change.before?.isDirectory ?? false, change.after?.isDirectory ?? false { continue }
      folders.insert(try present(change.path.parent))
    }
    return folders
  }

  /// The folders in which an upgrade may change something: where core files and configurations are.
  func foldersOfCore(_ local: Listing) -> Set<RelativePath?> {
    Set(
      local.leaves.filter { $0.entry.layer == .core || $0.entry.layer == .config }
        .map(\.path.parent))
  }

  /// What an upgrade may replace.
  func replaceable(_ local: Listing) -> [RelativePath] {
    local.leaves.filter { $0.entry.layer == .core || $0.entry.layer == .config }.map(\.path)
  }

  /// Refuses, as a command that changes something would, where the store cannot be written to.
  func checkStoreCanChange() throws {
    guard try files.metadata(storeLocation) == nil || files.mayChange(storeLocation) else {
      throw FileError(.lock, storeLocation.appending(StoreLayout.lock), .permissionDenied)
    }
  }
}

extension [Change] {
  /// The paths at which something is there that is replaced, goes, or gets other permissions.
  var replaced: [RelativePath] {
    filter { change in
      guard let before = change.before else { return false }
      return before.kind != .database || change.after?.kind != .database
    }.map(\.path)
  }
}
