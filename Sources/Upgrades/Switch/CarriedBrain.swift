import Databases
import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// The databases of the brain as they were in a generation, with the rows written since.
struct CarriedBrain {
  var entries: [RelativePath: Entry] = [:]
  var databases: [RelativePath: CarriedDatabase] = [:]
  var warnings: [Finding] = []
}

extension CarriedBrain {
  /// Makes the target's databases with the rows written since, from copies; new contents are stored in
  /// the survey's batch.
  ///
  /// - Throws: ``UpgradeError/notCarried(path:_:)``.
  init(of states: SwitchStates, _ survey: Survey) throws {
    let (target, reader) = (states.target, states.reader)
    let there = try reader.listing(of: target.tree)
    let steps = try CarriedSteps(between: states, in: survey.log)
    let rules = try survey.deployment.workspaceRules()
    if let gone = steps.gone {
      warnings.append(.switching(.brokenChain(gone: gone, target: target.number)))
    }
    for item in states.captured.listing.leaves where item.entry.kind == .database {
      // Unmanaged files are not looked at.
      if let rule = rules.rule(for: item.path), rule.layer == nil { continue }
      guard let entry = there[item.path].leaf else {
        warnings.append(.switching(.databaseStays(item.path, target: target.number)))
        continue
      }
      guard entry.kind == .database, entry.object != item.entry.object else { continue }
      warnings += try Self.migrationWarnings(
        since: steps.steps.last?.from, of: item.path, states, survey.deployment)
      do {
        let (carried, result) = try steps.carry(item, onto: entry, survey)
        entries[item.path] = carried
        databases[item.path] = result
      } catch let error as CarryError {
        throw UpgradeError.notCarried(path: item.path.description, .rows(error))
      } catch DatabaseAccessError.unreadable(_, let fault) {
        throw UpgradeError.notCarried(path: item.path.description, .database(fault))
      } catch DatabaseAccessError.failed(_, let fault) {
        throw UpgradeError.notCarried(path: item.path.description, .database(fault))
      }
    }
  }

  /// After going back with the brain as it was, a database can be ahead of the generation in force.
  private static func migrationWarnings(
    since from: Listing?, of path: RelativePath, _ states: SwitchStates, _ deployment: Deployment
  ) throws -> [Finding] {
    guard let entry = from?[path], entry.kind == .database else { return [] }
    let before = try states.reader.schemaVersion(of: entry)
    let now = try deployment.databases.schemaVersion(of: path.resolved(in: deployment.root))
    guard before != now else { return [] }
    let difference = SwitchFinding.SchemaDifference(now: now, in: states.current.number, before)
    return [.switching(.migratedSince(path, difference))]
  }
}

extension CarriedSteps {
  /// Carries the steps of one database onto a copy of the target's, and stores that.
  fileprivate func carry(
    _ local: Listing.Item, onto target: Entry, _ survey: Survey
  ) throws -> (Entry, CarriedDatabase) {
    let (deployment, files) = (survey.deployment, survey.deployment.files)
    let (store, scratch) = (survey.log.store, survey.scratch.appending("carry"))
    try files.removeTree(scratch)
    try files.createDirectory(scratch, permissions: 0o700)
    defer {
      // Best effort: the folder is emptied by whoever comes next.
      try? files.removeTree(scratch)
    }
    let copy = scratch.appending("target.db")
    try deployment.checkOut(target, to: copy, store)
    var result = CarriedDatabase()
    for step in steps {
      let before = step.from[local.path].leaf
      let after = step.to.map { $0[local.path].leaf } ?? local.entry
      guard let after, after.kind == .database, after.object != before?.object else { continue }
      let (old, new) = (scratch.appending("base.db"), scratch.appending("now.db"))
      try deployment.checkOut(before, to: old, store)
      if step.to != nil {
        try deployment.checkOut(after, to: new, store)
      } else {
        try deployment.copyLive(local.path, to: new, scratch: scratch)
      }
      result.add(
        try deployment.databases.carry(
          from: old, to: new, onto: copy, scratch: scratch.appending("rows.db")))
      for path in [old, new] { try files.remove(path) }
    }
    if result.rowsCarried == 0 { return (target, result) }
    let writer = ContentWriter(into: try survey.batch())
    writer.previous = target
    try writer.add(contentsOf: copy, on: files)
    return (try writer.finish(layer: .brain, permissions: target.permissions), result)
  }
}

extension ContentWriter {
  fileprivate func add(contentsOf path: FilePath, on files: any FileSystem) throws {
    let file = try files.open(path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    defer { buffer.deallocate() }
    var offset: UInt64 = 0
    while true {
      let count = try file.read(into: buffer, at: offset)
      if count > 0 { try add(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
      if count < buffer.count { return }
      offset += UInt64(count)
    }
  }
}

extension CarriedDatabase {
  /// Adds what a later step carried into the same database.
  mutating func add(_ later: CarriedDatabase) {
    notCarried += later.notCarried
    for table in later.tables {
      if let index = tables.firstIndex(where: { $0.name == table.name }) {
        tables[index].inserted += table.inserted
        tables[index].updated += table.updated
        tables[index].deleted += table.deleted
      } else {
        tables.append(table)
      }
    }
    tables.sort { $0.name < $1.name }
  }
}
