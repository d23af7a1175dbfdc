public import FileEffects
public import ObjectStore
public import SystemPackage

/// Carries out switches, and finishes or undoes those that a crash interrupted.
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
  /// migrations are made and not yet committed; if it throws, everything is undone. `reached` is told how far
  /// the switch has come.
  /// - Throws: ``SwitchError``.
  public func carryOut(
    _ order: SwitchOrder, confirm: ([MigratedDatabase]) throws -> Void = { _ in },
    reached: (SwitchStage) -> Void = { _ in }
  ) throws(SwitchError) {
    var (run, plan) = try begin(order)
    let journal = Journal(order)
    try writeFirst(journal)
    do {
      try run.carryOut(plan, reached: reached, confirm: confirm) { try publish(journal) }
      log.store.rememberPacks()
    } catch { throw takeBack(run, journal, because: error) }
  }

  /// Decides what there is to do; nothing has been changed.
  private func begin(
    _ order: SwitchOrder
  ) throws(SwitchError) -> (run: ChangeRun, plan: ChangePlan) {
    do {
      var tree = tree(from: order.before, to: order.after, .forward(order.migrations), .refuse)
      tree.fingerprints = order.fingerprints
      let run = try ChangeRun(tree)
      return (run, try run.plan())
    } catch {
      // A capture believes what it remembers of a file that looks the same; next time it must look.
      try? log.store.forgetStatCache()
      throw SwitchError(outcome: .nothingChanged, cause: error)
    }
  }

  /// Writes the journal: from now on a crash leaves something to be finished.
  private func writeFirst(_ journal: Journal) throws(SwitchError) {
    do { try log.write(journal) } catch {
      let cause = error
      // It may have its name although the folder could not be synced.
      do { try log.removeJournal() } catch {
        throw SwitchError(outcome: .needsAttention, cause: cause)
      }
      throw SwitchError(outcome: .nothingChanged, cause: cause)
    }
  }

  /// Puts back what a run has changed that failed; returns what the switch failed with.
  private func takeBack(
    _ run: ChangeRun, _ journal: Journal, because cause: any Error
  ) -> SwitchError {
    var journal = journal
    journal.direction = .back
    // On a full disk this can fail; the files are restored all the same, and only a crash
    // right then would have the next command go forward instead.
    try? log.write(journal)
    do {
      let back = try takeBack(
        from: run.tree.before, to: run.afterWithoutUnbegun, journal, undoing: run)
      let hasTouched = run.hasTouched || back.hasRestored
      return SwitchError(
        outcome: hasTouched ? .rolledBack : .nothingChanged, cause: cause, left: back.left)
    } catch { return SwitchError(outcome: .needsAttention, cause: cause) }
  }

  /// Refuses a change of databases that are links or have several names, before anything is done.
  public func checkNames(of changes: [Change]) throws {
    for change in changes {
      if let refusal = try DatabaseRefusal.find(for: change, in: root, on: log.store.files) {
        throw refusal
      }
    }
  }

  /// Refuses what ``carryOut(_:confirm:)`` would refuse before it changes anything, databases that are
  /// there aside: those are looked at when they are changed. Changes nothing.
  public func check(from before: Listing, to after: Listing) throws {
    var databases: [RelativePath: Entry?] = [:]
    for item in before.leaves where item.entry.kind == .database {
      databases[item.path] = item.entry
    }
    let after = after.with(databases) { before[$0] ?? after[$0] }
    _ = try ChangeRun(tree(from: before, to: after, .forward([]), .refuse)).plan()
  }

  private func tree(
    from before: Listing, to after: Listing, _ migrating: Migrating, _ policy: UnexpectedPathPolicy
  ) -> TreeChange {
    TreeChange(
      root: root, store: log.store, databases: databases, before: before, after: after,
      migrating: migrating, policy: policy)
  }

  /// Makes the rest of the change, except on paths that somebody has changed since, and removes its
  /// temporary files; all of it durably, including the work of a process that ended before it could
  /// sync.
  func carryOutAgain(
    from before: Listing, to after: Listing, _ migrating: Migrating, undoing run: ChangeRun? = nil
  ) throws -> (left: [RelativePath], hasRestored: Bool) {
    var again = try ChangeRun(tree(from: before, to: after, migrating, .leave), takingBack: run)
    let left = try again.carryOut(try again.plan())
    try FileChange(again.tree).removeTemporaries()
    try log.store.files.syncAll(at: root)
    return (left, again.databases.hasRestored)
  }

  /// The generation becomes visible, then in force; then nothing is left to be finished.
  func publish(_ journal: Journal) throws {
    if let record = journal.record {
      try log.publish(record)
    } else if try log.currentNumber() != journal.to {
      try log.makeCurrent(journal.to)
    }
    try log.removeJournal()
  }

  /// Goes back from `after` to `before`; the journal says so already.
  func takeBack(
    from before: Listing, to after: Listing, _ journal: Journal, undoing run: ChangeRun? = nil
  ) throws -> (left: [RelativePath], hasRestored: Bool) {
    let migrations = journal.migrations ?? []
    // First: on a full disk they are what makes room for the old contents.
    let forward = tree(from: before, to: after, .forward(migrations), .leave)
    try FileChange(forward).removeTemporaries()
    let back = try carryOutAgain(from: after, to: before, .back(migrations), undoing: run)
    try log.takeBack(journal)
    try log.removeJournal()
    return back
  }
}
