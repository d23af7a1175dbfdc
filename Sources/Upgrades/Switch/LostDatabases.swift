import Databases
import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// A database that the generation in force holds and the deployment no longer has.
public struct LostDatabase: Encodable, Hashable, Sendable {
  /// What is in its place.
  public enum Present: String, Encodable, Hashable, Sendable {
    case nothing
    /// A file without a byte.
    case empty
    /// A database without a table.
    case withoutTables = "without_tables"
    case folder
    /// Something else that is no database.
    case other
  }

  public var path: String
  /// The generation that holds it.
  public var generation: Generation.Number
  public var present: Present
  /// What SQLite kept beside it and is still there: it would take that for a part of whatever is put back.
  public var leftovers: [String] = []
}

extension Deployment {
  /// The databases that are lost since the generation in force.
  func lostDatabases(
    _ captured: Captured, since current: Generation, _ log: GenerationLog
  ) throws -> [LostDatabase] {
    if captured.treeID() == current.tree { return [] }
    return try lostDatabases(
      captured.changes(ofDatabasesIn: current.tree, ObjectReader(log.store)), since: current, log)
  }

  /// The same, from what has changed since.
  func lostDatabases(
    _ changes: [Change], since current: Generation, _ log: GenerationLog
  ) throws -> [LostDatabase] {
    let gone = try changes.filter { change in
      guard let before = change.before, before.kind == .database else { return false }
      return try change.after?.kind != .database || hasLostTables(change.path, before, log)
    }
    if gone.isEmpty { return [] }
    let rules = try workspaceRules()
    return try gone.compactMap { change in
      // What the workspace says is none of ours is not missed.
      if let rule = rules.rule(for: change.path), rule.layer == nil { return nil }
      guard let present = try present(insteadOf: change) else { return nil }
      return LostDatabase(
        path: change.path.description, generation: current.number, present: present,
        leftovers: try leftovers(of: change.path).map(\.description))
    }
  }

  /// Whether a database had tables and has none now: as a program leaves it that makes one anew where it was
  /// gone, or takes all of them away.
  private func hasLostTables(
    _ path: RelativePath, _ before: Entry, _ log: GenerationLog
  ) throws -> Bool {
    let place = path.resolved(in: root)
    guard try files.metadata(place)?.isRegular ?? false else { return false }
    return try databases.schema(of: place).objects.isEmpty
      && !DatabaseHeader.hasNoTable(ObjectReader(log.store).firstChunk(of: before))
  }

  private func leftovers(of database: RelativePath) throws -> [RelativePath] {
    try DatabaseHeader.companions.map { RelativePath(unchecked: database.bytes + Array($0.utf8)) }
      .filter { try files.metadata($0.resolved(in: root)) != nil }
  }

  /// What is where a database was; `nil` where it may be one, and others tell of it: behind a link,
  /// damaged, or not to be read.
  private func present(insteadOf change: Change) throws -> LostDatabase.Present? {
    let place = change.path.resolved(in: root)
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
      return isDamagedDatabase(Listing.Item(path: change.path, entry: entry)) ? nil : .other
    }
  }

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

extension [LostDatabase] {
  /// As a check before something is done: others are at stake as well.
  var checks: [Check] {
    map { Check(.integrity, .warning, .database(.lost($0))) }
  }
}
