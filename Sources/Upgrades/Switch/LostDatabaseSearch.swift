import Databases
import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// Looks for the databases that a deployment has lost since the generation in force.
struct LostDatabaseSearch {
  let deployment: Deployment
  let current: Generation
  let store: Store

  init(in deployment: Deployment, since current: Generation, _ log: GenerationLog) {
    (self.deployment, self.current, store) = (deployment, current, log.store)
  }

  private var files: any FileSystem { deployment.files }

  /// The databases that are missing in a capture.
  func lost(in captured: Captured) throws -> [LostDatabase] {
    if captured.treeID() == current.tree { return [] }
    return try lost(
      among: captured.changes(ofDatabasesIn: current.tree, ObjectReader(store)))
  }

  /// The same, from what has changed since.
  func lost(among changes: [Change]) throws -> [LostDatabase] {
    let gone = try changes.filter { change in
      guard let before = change.before, before.kind == .database else { return false }
      return try change.after?.kind != .database || hasLostTables(change.path, before)
    }
    if gone.isEmpty { return [] }
    let rules = try deployment.workspaceRules()
    return try gone.compactMap { change in
      // What the workspace says is none of ours is not missed.
      if let rule = rules.rule(for: change.path), rule.layer == nil { return nil }
      guard let present = try present(insteadOf: change) else { return nil }
      return LostDatabase(
        path: change.path.description, generation: current.number, present: present,
        leftovers: try leftovers(of: change.path).map(\.description))
    }
  }

  /// Whether a database had tables and has none now: as a program leaves it that creates a new one where it was
  /// gone, or takes all of them away.
  private func hasLostTables(_ path: RelativePath, _ before: Entry) throws -> Bool {
    let place = path.resolved(in: deployment.root)
    guard try files.metadata(place)?.isRegular ?? false else { return false }
    return try deployment.databases.schema(of: place).objects.isEmpty
      && !DatabaseHeader.hasNoTable(ObjectReader(store).firstChunk(of: before))
  }

  private func leftovers(of database: RelativePath) throws -> [RelativePath] {
    try DatabaseHeader.companions.map { RelativePath(unchecked: database.bytes + Array($0.utf8)) }
      .filter { try files.metadata($0.resolved(in: deployment.root)) != nil }
  }

  /// The thing now in the place of a database; `nil` if other findings may report it as a database: behind a
  /// link, damaged, or unreadable.
  private func present(insteadOf change: Change) throws -> LostDatabase.Present? {
    let place = change.path.resolved(in: deployment.root)
    guard let found = try files.metadata(place) else { return .nothing }
    switch found.kind {
    case .directory: return .folder
    case .special: return .other
    case .symbolicLink:
      guard let end = try files.followed(place), let there = try files.metadata(end) else {
        return .nothing
      }
      return there.isRegular && there.size > 0 ? nil : .other
    case .regular:
      if found.size == 0 { return .empty }
      if change.after?.kind == .database { return .withoutTables }
      guard let entry = change.after, entry.kind == .file else { return nil }
      return deployment.isDamagedDatabase(Listing.Item(path: change.path, entry: entry))
        ? nil : .other
    }
  }
}

extension Deployment {
  /// A file that begins as a database and that a capture could only take as bytes.
  func isDamagedDatabase(_ item: Listing.Item) -> Bool {
    guard item.entry.kind == .file, item.entry.layer == .brain, item.entry.size >= 100 else {
      return false
    }
    var start = [UInt8](repeating: 0, count: DatabaseHeader.magic.count)
    // A file that has gone since, or cannot be read, is met again by whoever reads all of it.
    guard let file = try? files.open(item.path.resolved(in: root)),
      let count = try? start.withUnsafeMutableBytes({ try file.read(into: $0, at: 0) })
    else { return false }
    return count == start.count && DatabaseHeader.isDatabase(start)
  }
}
