import Glibc
import Presentation
import Synchronization
import Upgrades

/// Ctrl-C, or a request to end: the process says what state things are in, and ends as the signal ends it.
enum Interruption {
  /// What an interruption leaves, by what was going on.
  private enum Moment: Int {
    case beforeChanges, duringChanges, duringSwitch, afterSwitch
  }

  private static let moment = Atomic(Moment.beforeChanges.rawValue)
  private static let isJSON = Atomic(false)

  /// From here on, an interruption is told of.
  static func watch(asJSON json: Bool) {
    isJSON.store(json, ordering: .relaxed)
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      var before = sigaction()
      // Whoever started the process may have it ignore the signal.
      guard sigaction(signal, nil, &before) == 0, before.__sigaction_handler.sa_handler == nil
      else { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        // Nothing but what a handler may call.
        let words = Interruption.words
        _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
        Glibc.signal(number, SIG_DFL)
        raise(number)
      }
      sigaction(signal, &action, nil)
    }
  }

  /// Follows the work, so as to know what an interruption would leave.
  static func note(_ event: WorkEvent) {
    switch event {
    case .began(.switchOver): moment.store(Moment.duringSwitch.rawValue, ordering: .relaxed)
    case .ended(.switchOver): moment.store(Moment.afterSwitch.rawValue, ordering: .relaxed)
    case .began(let step) where step.isChange: advance(to: .duringChanges)
    case .began, .ended, .changes, .phaseBegan, .phaseEnded, .notLogged: break
    }
  }

  /// Whether some of several upgrades in a row are done.
  private static let isInSteps = Atomic(false)

  /// The first of several upgrades in a row is done.
  static func noteStep() { isInSteps.store(true, ordering: .relaxed) }

  /// A switch that is done stays done, whatever comes after it.
  private static func advance(to next: Moment) {
    if moment.load(ordering: .relaxed) < next.rawValue {
      moment.store(next.rawValue, ordering: .relaxed)
    }
  }

  private static var words: StaticString {
    let json = isJSON.load(ordering: .relaxed)
    let moment = moment.load(ordering: .relaxed)
    if isInSteps.load(ordering: .relaxed), moment != Moment.duringSwitch.rawValue {
      return json ? Remark.interruptedInStepsJSON : Remark.interruptedInSteps
    }
    return switch moment {
    case 0: json ? Remark.interruptedJSON : Remark.interrupted
    case 1: json ? Remark.interruptedChangingJSON : Remark.interruptedChanging
    case 2: json ? Remark.interruptedSwitchingJSON : Remark.interruptedSwitching
    default: json ? Remark.interruptedAfterwardsJSON : Remark.interruptedAfterwards
    }
  }
}

extension Step {
  /// Whether something that stays is written in it, other than by a switch.
  fileprivate var isChange: Bool {
    switch self {
    case .store, .recover, .collectGarbage, .mergePacks, .repairRecords, .repairObjects,
      .writeFiles, .exportBrain:
      true
    default: false
    }
  }
}
