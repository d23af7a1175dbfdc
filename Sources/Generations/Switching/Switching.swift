public import FileEffects
public import ObjectStore
public import SystemPackage

/// A change of the deployment to another generation, all decided.
public struct SwitchOrder: Sendable {
  /// The generation in force, and the one that will be.
  public var from: Generation.Number
  public var to: Generation.Number
  /// The record of `to` if it is new; it is added when the switch is through.
  public var record: Generation?
  /// The deployment's state now and then; both are in the store. What comes has the set-user-ID,
  /// set-group-ID and sticky bits of what it replaces.
  public var before: Listing
  public var beforeTree: ObjectID
  public var after: Listing
  public var afterTree: ObjectID
  /// Databases that are not restored but migrated where they are: what was written to them meanwhile
  /// stays.
  public var migrations: [MigrationOrder]
  /// The fingerprints that databases had when they were captured as `before` has them, of those that
  /// cannot change without changing theirs.
  public var fingerprints: [RelativePath: FileMetadata]

  public init(
    from: Generation.Number, to: Generation.Number, record: Generation?, before: Listing,
    beforeTree: ObjectID, after: Listing, afterTree: ObjectID, migrations: [MigrationOrder] = [],
    fingerprints: [RelativePath: FileMetadata] = [:]
  ) {
    self.migrations = migrations
    self.fingerprints = fingerprints
    self.from = from
    self.to = to
    self.record = record
    self.before = before
    self.beforeTree = beforeTree
    self.after = after.written(over: before)
    self.afterTree = afterTree
  }
}

/// A switch that failed: why, and what the deployment is left with.
public struct SwitchError: Error, Sendable {
  public enum Outcome: String, Codable, Hashable, Sendable {
    /// Nothing was touched.
    case nothingChanged = "nothing_changed"
    /// Something was, and was put back.
    case rolledBack = "rolled_back"
    /// Neither could be established; the next command tries to finish it.
    case needsAttention = "needs_attention"
  }

  public var outcome: Outcome
  public var cause: any Error
  /// Paths that somebody changed while the switch ran; they were left as they are.
  public var left: [RelativePath] = []
}

extension SwitchError: CustomStringConvertible {
  public var description: String {
    switch outcome {
    case .nothingChanged: "\(cause)"
    case .rolledBack:
      left.isEmpty
        ? "\(cause); everything was put back as it was"
        : "\(cause); everything was put back, but for what was changed meanwhile: "
          + left.map(\.description).joined(separator: ", ")
    case .needsAttention:
      "\(cause); the switch is unfinished, and the next cortex command will finish it or take it back"
    }
  }
}

/// Carries switches out, and finishes or takes back the ones that a crash interrupted.
///
/// The caller holds the ``StoreLock``.
public struct Switching {
  public var log: GenerationLog
  public var root: FilePath
  public var databases: any DatabaseAccess

  public init(log: GenerationLog, root: FilePath, databases: any DatabaseAccess) {
    self.log = log
    self.root = root
    self.databases = databases
  }

  /// Brings the deployment in line and puts the generation in force.
  ///
  /// `confirm` is asked when every file is in place and before `current` is replaced, while
  /// migrations are made and not yet committed; if it throws, everything is put back.
  /// - Throws: ``SwitchError``.
  public func carryOut(
    _ order: SwitchOrder, confirm: ([MigratedDatabase]) throws -> Void = { _ in }
  ) throws(SwitchError) {
    var journal = Journal(
      from: order.from, to: order.to, record: order.record, before: order.beforeTree,
      after: order.afterTree, direction: .forward,
      migrations: order.migrations.isEmpty ? nil : order.migrations)
    let change: TreeChange
    let work: TreeChange.Work
    do {
      change = try self.change(
        order.before, order.after, .forward(order.migrations), fingerprints: order.fingerprints)
      work = try change.prepare(.refuse)
    } catch {
      // A capture believes what it remembers of a file that looks the same; next time it must look.
      try? log.store.forgetStatCache()
      throw SwitchError(outcome: .nothingChanged, cause: error)
    }
    do { try log.write(journal) } catch {
      let cause = error
      // It may have its name although the folder could not be synced.
      do { try log.removeJournal() } catch {
        throw SwitchError(outcome: .needsAttention, cause: cause)
      }
      throw SwitchError(outcome: .nothingChanged, cause: cause)
    }
    do {
      try change.carryOut(work, .refuse, confirm: confirm) { try publish(journal) }
      log.store.rememberPacks()
    } catch {
      let cause = error
      let back: (left: [RelativePath], hasRestored: Bool)
      do {
        journal.direction = .back
        // On a full disk this can fail; the files are put back all the same, and only a crash
        // right then would have the next command go forward instead.
        try? log.write(journal)
        back = try takeBack(
          order.before, change.afterWithoutUnbegun(), journal, ours: change.ours,
          owners: change.owners)
      } catch { throw SwitchError(outcome: .needsAttention, cause: cause) }
      throw SwitchError(
        outcome: change.hasTouched || back.hasRestored ? .rolledBack : .nothingChanged,
        cause: cause,
        left: back.left)
    }
  }

  /// Refuses a change of databases that are links or have several names, before anything is done.
  public func checkNames(of changes: [Change]) throws {
    for change in changes {
      if let refusal = try TreeChange.refusal(of: change, in: root, log.store.files) {
        throw refusal
      }
    }
  }

  /// Refuses what ``carryOut(_:confirm:)`` would refuse before it changes anything, databases that are
  /// there aside: those are looked at when they are changed. Changes nothing.
  public func check(from before: Listing, to after: Listing) throws {
    var files = after.byPath
    for item in before.leaves where item.entry.kind == .database { files[item.path] = item.entry }
    _ = try change(before, Listing(files) { before[$0] ?? after[$0] }, .forward([])).prepare(
      .refuse)
  }

  private func change(
    _ before: Listing, _ after: Listing, _ migrating: TreeChange.Migrating,
    fingerprints: [RelativePath: FileMetadata] = [:], ours: [RelativePath: ObjectID] = [:],
    owners: [RelativePath: FileOwner] = [:]
  ) throws -> TreeChange {
    try TreeChange(
      root: root, store: log.store, databases: databases, before: before, after: after,
      migrating: migrating, fingerprints: fingerprints, ours: ours, owners: owners)
  }

  /// Makes the change as far as it is not made and nobody has been at work on a path since, and
  /// takes its temporary files away, durably: also what was done by a process that was ended before
  /// it could sync.
  private func carryOutAgain(
    _ before: Listing, _ after: Listing, _ migrating: TreeChange.Migrating,
    ours: [RelativePath: ObjectID] = [:], owners: [RelativePath: FileOwner] = [:]
  ) throws -> (left: [RelativePath], hasRestored: Bool) {
    let change = try change(before, after, migrating, ours: ours, owners: owners)
    let left = try change.carryOut(try change.prepare(.leave), .leave)
    try change.removeTemporaries()
    try log.store.files.syncAll(at: root)
    return (left, change.hasRestored)
  }

  /// The generation becomes visible, then in force; then nothing is left to be finished.
  private func publish(_ journal: Journal) throws {
    if let record = journal.record {
      try log.publish(record)
    } else if try log.currentNumber() != journal.to {
      try log.makeCurrent(journal.to)
    }
    try log.removeJournal()
  }

  private func takeBack(
    _ before: Listing, _ after: Listing, _ journal: Journal,
    ours: [RelativePath: ObjectID] = [:], owners: [RelativePath: FileOwner] = [:]
  ) throws -> (left: [RelativePath], hasRestored: Bool) {
    // First: on a full disk they are what makes room for the old contents.
    let migrations = journal.migrations ?? []
    try change(before, after, .forward(migrations)).removeTemporaries()
    let back = try carryOutAgain(after, before, .back(migrations), ours: ours, owners: owners)
    try log.takeBack(journal)
    try log.removeJournal()
    return back
  }

  /// What ``recover()`` found and did.
  public struct Recovered: Sendable, CustomStringConvertible {
    public var from: Generation.Number
    public var to: Generation.Number
    public var isFinished: Bool
    /// Paths that somebody changed since the crash; they were left as they are.
    public var left: [RelativePath]

    public var description: String {
      let what =
        isFinished
        ? "an interrupted switch from generation \(from) to \(to) was finished"
        : "an interrupted switch from generation \(from) to \(to) was taken back"
      guard !left.isEmpty else { return what }
      return what + "; changed since and left as they are: "
        + left.map(\.description).joined(separator: ", ")
    }
  }

  /// Finishes the last change of the store's small files, then the switch that a crash interrupted, or takes it back if it cannot be finished; `nil` if there is
  /// nothing to do.
  public func recover() throws -> Recovered? {
    try log.store.smallFiles.finish()
    guard let journal = try log.journal() else { return nil }
    try log.store.forgetStatCache()
    if journal.from != journal.to, try log.currentNumber() == journal.to,
      journal.direction == .forward
    {
      try log.removeJournal()
      return Recovered(from: journal.from, to: journal.to, isFinished: true, left: [])
    }
    let reader = try ObjectReader(log.store)
    var before = try reader.listing(of: journal.before)
    let after = try reader.listing(of: journal.after).written(over: before)
    if journal.direction == .forward {
      do {
        let left = try carryOutAgain(before, after, .forward(journal.migrations ?? [])).left
        try publish(journal)
        return Recovered(from: journal.from, to: journal.to, isFinished: true, left: left)
      } catch  where Self.isWorthTakingBack(error) {
        var back = journal
        back.direction = .back
        // As above: a full disk must not keep the files from being put back.
        try? log.write(back)
      }
    }
    // To whom a file belonged that is gone is not known any more: root must not lend its own rights.
    if log.store.files.user.isRoot { before = before.written(over: after) }
    let left = try takeBack(before, after, journal).left
    return Recovered(from: journal.from, to: journal.to, isFinished: false, left: left)
  }

  /// A full disk, a name in the way or a damaged object will not get better by itself; other errors
  /// may.
  private static func isWorthTakingBack(_ error: any Error) -> Bool {
    if let error = error as? FileError { return error.isNoSpace }
    // A busy database may be free the next time; a script that SQLite refuses stays refused.
    if let error = error as? DatabaseAccessError {
      if case .noSpace = error { return true }
      if case .busy = error { return false }
    }
    return error is GenerationError || error is StoreError || error is any MigrationRefusal
  }
}
