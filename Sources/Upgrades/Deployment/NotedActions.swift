import FileEffects
import Generations
import ObjectStore

/// Who does something, as the log of actions says.
public struct Actor: Hashable, Sendable {
  public var user: String
  public var host: String

  public init(user: String, host: String) { (self.user, self.host) = (user, host) }
}

/// Every change of a deployment gets an entry in the store's log, and so does one that failed. What changes
/// nothing gets none, and neither does what was refused: the answer to a wrong word, or a missing consent.
extension Deployment {
  /// Does `body`, and notes what came of it.
  ///
  /// - Parameters:
  ///   - recovered: What was recovered before, which has an entry of its own.
  ///   - isRecovery: Whether this is that: where it fails, the next command tries it again, and notes it then.
  func noting<Result>(
    _ action: Action, in log: GenerationLog, _ recovered: Switching.Recovered? = nil,
    isRecovery: Bool = false, _ body: () throws -> Result
  ) throws -> Result {
    let began = ContinuousClock.now
    // A change of small files that a crash interrupted is finished first: no other may come before.
    if !isRecovery { noteFound(State(log).current, in: log) }
    let before = State(log)
    func note(
      _ result: ActionEntry.Result, _ error: (any Error)? = nil, subject: String? = nil
    ) {
      let after = State(log)
      add(
        ActionEntry(
          time: now, action: action.command, subject: action.subject ?? subject, user: actor.user,
          host: actor.host, from: before.version,
          to: after.version, before: before.current, generation: after.current,
          seconds: Double(began.duration(to: .now) / .milliseconds(1)).rounded() / 1000,
          result: result, problem: error.map { String("\(NotedError($0).error)".prefix(400)) }),
        to: log)
    }
    do {
      let result = try body()
      let isChange = recovered == nil && (result as? any ChangeReport)?.hasChanged ?? false
      if isChange || State(log).sequence != before.sequence {
        let report = result as? any ChangeReport
        note(report?.isWhole ?? true ? .done : .needsAttention, subject: report?.subject)
      }
      return result
    } catch let error as SwitchError where !isRecovery && error.outcome != .needsAttention {
      note(ActionEntry.Result(error.outcome), error.cause)
      throw error
    } catch  where !isRecovery && action.isLogged(failingWith: error) {
      note(.failed, error)
      throw error
    }
  }

  /// An action whose process ended before its entry was written: the generation in force is another one than
  /// the last entry says.
  private func noteFound(_ current: Generation.Number?, in log: GenerationLog) {
    guard let current, let last = try? ActionLog(of: log.store).last(), last.generation != current,
      let found = try? log.generation(current)
    else { return }
    add(
      ActionEntry(
        time: found.created, action: found.kind.rawValue, user: "", host: "", from: last.to,
        to: found.version, before: last.generation, generation: current, seconds: 0, result: .found),
      to: log)
  }

  private func add(_ entry: ActionEntry, to log: GenerationLog) {
    // The action itself is done, and counts: on a disk too full for its entry, the next command finds it.
    do { try ActionLog(of: log.store).add(entry) } catch  where entry.result == .done {
      watch?(.notLogged(NotedError(error)))
    } catch {
      // That it failed is said anyway.
    }
  }

  /// What the log says of the store, before and after.
  private struct State {
    let current: Generation.Number?
    let version: String
    /// Counts the changes of the store's small files.
    let sequence: Int?

    init(_ log: GenerationLog) {
      // Where nothing can be read, nothing is said.
      current = try? log.currentNumber()
      version = current.flatMap { try? log.generation($0) }?.version ?? ""
      sequence = try? log.store.smallFiles.sequence()
    }
  }
}

extension Error {
  /// Whether something stood in the way that is no choice of the user's. Of a damaged store nothing is noted, in
  /// which nothing is to be written.
  var isFailure: Bool {
    switch self as any Error {
    case MigrationPlanError.consentNeeded: false
    case is FileError, is DatabaseAccessError, is any MigrationRefusal, is MigrationPlanError: true
    case GenerationError.changedMeanwhile, GenerationError.blocked: true
    case UpgradeError.checksFailed, UpgradeError.unreadableRelease, UpgradeError.notConfirmed,
      UpgradeError.worseThanBefore, UpgradeError.notCarried, UpgradeError.noScratch:
      true
    default: false
    }
  }
}

extension ActionEntry.Result {
  fileprivate init(_ outcome: SwitchError.Outcome) {
    self =
      switch outcome {
      case .nothingChanged: .failed
      case .rolledBack: .undone
      case .needsAttention: .needsAttention
      }
  }
}
