import Databases
import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// A difference between two states of the brain whose rows are brought along.
struct CarriedStep {
  var from: Listing
  /// `nil` is the deployment as it is now.
  var to: Listing?
}

/// Which differences are brought along to an earlier or later generation.
struct CarriedSteps {
  var steps: [CarriedStep]
  /// Why they may be more than what was written since.
  var warning: String?

  /// The generations from `target` to `current` by their parents; `nil` if it is none of them.
  ///
  /// - Throws: ``BrokenChain`` if a generation in between is gone.
  static func chain(
    from target: Generation, to current: Generation,
    generation: (Generation.Number) throws -> Generation?
  ) throws -> [Generation]? {
    var chain = [current]
    while let last = chain.last, last.number != target.number {
      // A parent is always the older one.
      guard let parent = last.parent, parent >= target.number else { return nil }
      guard let next = try generation(parent) else { throw BrokenChain(gone: parent) }
      chain.append(next)
    }
    return chain.reversed()
  }

  struct BrokenChain: Error {
    var gone: Generation.Number
  }

  /// Where one generation of the chain became the next by an upgrade, that is the release's doing; the
  /// rest is what was written since, in as few steps as there are. A pure function.
  static func runs(
    of chain: [Generation]
  ) -> [(from: Generation.Number, to: Generation.Number?)] {
    var runs: [(from: Generation.Number, to: Generation.Number?)] = []
    guard var start = chain.first?.number else { return [] }
    for (before, after) in zip(chain, chain.dropFirst()) where after.kind == .upgrade {
      if before.number != start { runs.append((start, before.number)) }
      start = after.number
    }
    runs.append((start, nil))
    return runs
  }
}

/// The databases of the brain as they were in a generation, with the rows written since.
struct CarriedBrain {
  var entries: [RelativePath: Entry] = [:]
  var databases: [RelativePath: CarriedDatabase] = [:]
  var warnings: [String] = []
}

extension Deployment {
  /// Makes the target's databases with the rows written since, from copies; what is new is stored in
  /// `batch`.
  func carriedBrain(
    local: Listing, current: Generation, target: Generation, _ log: GenerationLog,
    into batch: ObjectBatch?, scratch: FilePath
  ) throws -> CarriedBrain {
    let reader = try ObjectReader(log.store)
    let there = try reader.listing(of: target.tree)
    let steps = try carriedSteps(current: current, target: target, log, reader)
    let rules = try workspaceRules()
    var brain = CarriedBrain()
    if let warning = steps.warning { brain.warnings.append(warning) }
    for item in local.leaves where item.entry.kind == .database {
      // What is none of ours is not looked at.
      if let rule = rules.rule(for: item.path), rule.layer == nil { continue }
      guard let entry = there[item.path].leaf else {
        brain.warnings.append(
          "the database \(item.path) is not in generation \(target.number); it stays as it is")
        continue
      }
      guard entry.kind == .database, entry.object != item.entry.object else { continue }
      if let warning = try migrationSince(steps.steps.last?.from, of: item.path, current, reader) {
        brain.warnings.append(warning)
      }
      do {
        let (carried, result) = try carry(
          steps.steps, of: item, onto: entry, log.store, into: batch,
          scratch: scratch.appending("carry"))
        brain.entries[item.path] = carried
        brain.databases[item.path] = result
      } catch let error as CarryError {
        throw UpgradeError.notCarried(path: item.path.description, reason: "\(error)")
      } catch DatabaseAccessError.unreadable(_, let reason) {
        throw UpgradeError.notCarried(path: item.path.description, reason: reason)
      } catch DatabaseAccessError.failed(_, let reason) {
        throw UpgradeError.notCarried(path: item.path.description, reason: reason)
      }
    }
    return brain
  }

  /// After going back with the brain as it was, a database can be ahead of the generation in force.
  private func migrationSince(
    _ from: Listing?, of path: RelativePath, _ current: Generation, _ reader: ObjectReader
  ) throws -> String? {
    guard let entry = from?[path], entry.kind == .database else { return nil }
    let before = try reader.schemaVersion(of: entry)
    let now = try databases.schemaVersion(of: path.resolved(in: root))
    guard before != now else { return nil }
    return
      "\(path) is at version \(now), and generation \(current.number) has it at \(before): what "
      + "migrations did to rows in between cannot be told from what you did, and is carried as well"
  }

  private func carriedSteps(
    current: Generation, target: Generation, _ log: GenerationLog, _ reader: ObjectReader
  ) throws -> CarriedSteps {
    do {
      let found = try CarriedSteps.chain(from: target, to: current) {
        try log.generation(ifPresent: $0)
      }
      // Where it is on another branch, what was written since is what was written to this one.
      let chain = found ?? [current]
      let trees = Dictionary(uniqueKeysWithValues: chain.map { ($0.number, $0.tree) })
      func listing(_ number: Generation.Number?) throws -> Listing? {
        try number.flatMap { trees[$0] }.map { try reader.listing(of: $0) }
      }
      return CarriedSteps(
        steps: try CarriedSteps.runs(of: chain).compactMap { run in
          try listing(run.from).map { CarriedStep(from: $0, to: try listing(run.to)) }
        })
    } catch let chain as CarriedSteps.BrokenChain {
      return CarriedSteps(
        steps: [CarriedStep(from: try reader.listing(of: target.tree), to: nil)],
        warning:
          "generation \(chain.gone) is gone, so that what a release did in between cannot be "
          + "told from what you did: all that differs from generation \(target.number) is carried")
    }
  }

  /// Carries the steps of one database onto a copy of the target's, and stores that.
  private func carry(
    _ steps: [CarriedStep], of local: Listing.Item, onto target: Entry, _ store: Store,
    into batch: ObjectBatch?, scratch: FilePath
  ) throws -> (Entry, CarriedDatabase) {
    try files.removeTree(scratch)
    try files.createDirectory(scratch, permissions: 0o700)
    defer {
      // Best effort: the folder is emptied by whoever comes next.
      try? files.removeTree(scratch)
    }
    let copy = scratch.appending("target.db")
    try checkOut(target, to: copy, store)
    var result = CarriedDatabase()
    for step in steps {
      let before = step.from[local.path].leaf
      let after = step.to.map { $0[local.path].leaf } ?? local.entry
      guard let after, after.kind == .database, after.object != before?.object else { continue }
      let (old, new) = (scratch.appending("base.db"), scratch.appending("now.db"))
      try checkOut(before, to: old, store)
      if step.to != nil {
        try checkOut(after, to: new, store)
      } else {
        try copyLive(local.path, to: new, scratch: scratch)
      }
      result.add(
        try databases.carry(
          from: old, to: new, onto: copy, scratch: scratch.appending("rows.db")))
      for path in [old, new] { try files.remove(path) }
    }
    if result.rowsCarried == 0 { return (target, result) }
    let writer = ContentWriter(into: batch)
    writer.previous = target
    try addContents(of: copy, to: writer)
    return (try writer.finish(layer: .brain, permissions: target.permissions), result)
  }

  private func addContents(of path: FilePath, to writer: ContentWriter) throws {
    let file = try files.open(path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    defer { buffer.deallocate() }
    var offset: UInt64 = 0
    while true {
      let count = try file.read(into: buffer, at: offset)
      if count > 0 { try writer.add(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
      if count < buffer.count { return }
      offset += UInt64(count)
    }
  }

  /// Writes a stored database out; an empty one stands for what is none.
  func checkOut(_ entry: Entry?, to path: FilePath, _ store: Store) throws {
    guard var entry, entry.kind == .database else {
      return try files.replace(path, with: [], permissions: 0o600)
    }
    entry.permissions = 0o600
    try Checkout.write([Checkout.Target(entry: entry, path: path)], from: store)
  }

  /// Copies a live database. That it is still the one captured is seen when it is replaced.
  func copyLive(_ path: RelativePath, to copy: FilePath, scratch: FilePath) throws {
    let file = try files.create(copy, permissions: 0o600)
    try databases.snapshot(
      path.resolved(in: root), scratch: scratch.appending("snapshot.db")
    ) { try file.append($0) }
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
