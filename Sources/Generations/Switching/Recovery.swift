public import FileEffects
import ObjectStore
import SystemPackage

/// Finishes or undoes what a crash interrupted.
extension Switching {
  /// What ``recover()`` found and did.
  public struct Recovered: Hashable, Sendable {
    public var from: Generation.Number
    public var to: Generation.Number
    public var isFinished: Bool
    /// Paths that somebody changed since the crash; they were left unchanged.
    public var left: [RelativePath]

    public init(
      from: Generation.Number, to: Generation.Number, isFinished: Bool, left: [RelativePath]
    ) {
      (self.from, self.to, self.isFinished, self.left) = (from, to, isFinished, left)
    }
  }

  /// Finishes the last change of the store's small files, then the switch that a crash interrupted, or
  /// undoes it if it cannot be finished; `nil` if there is nothing to do.
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
        let left = try carryOutAgain(
          from: before, to: after, .forward(journal.migrations ?? [])
        ).left
        try publish(journal)
        return Recovered(from: journal.from, to: journal.to, isFinished: true, left: left)
      } catch  where Self.isWorthTakingBack(error) {
        var back = journal
        back.direction = .back
        // As in a switch that fails: a full disk must not keep the files from being restored.
        try? log.write(back)
      }
    }
    // The owner of a file that is gone is not known any more: root must not lend its own rights.
    if log.store.files.user.isRoot { before = before.written(over: after) }
    let left = try takeBack(from: before, to: after, journal).left
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
