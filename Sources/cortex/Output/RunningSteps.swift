import Dispatch
import FileEffects
import Presentation
import Synchronization
import Upgrades

/// The steps under way, and how far the innermost has come, looked at now and then.
final class RunningSteps: Sendable {
  private struct Running {
    let step: Step
    let began = ContinuousClock.now
  }

  private struct State {
    var steps: [Running] = []
    var phase: UpgradePhase?
  }

  private let state = Mutex(State())
  private let progress: WorkProgress
  /// Only begun once, before anybody else can see this.
  nonisolated(unsafe) private let timer = DispatchSource.makeTimerSource(
    queue: DispatchQueue(label: "cortex.progress"))

  init(_ progress: WorkProgress) { self.progress = progress }

  /// Follows the work; returns whether a step is under way after this event.
  @discardableResult
  func tell(_ event: WorkEvent) -> Bool {
    state.withLock { state in
      switch event {
      case .began(let step):
        progress.restart()
        state.steps.append(Running(step: step))
      case .ended:
        _ = state.steps.popLast()
        progress.restart()
      case .phaseBegan(let phase): state.phase = phase
      case .phaseEnded: state.phase = nil
      case .changes, .notLogged: break
      }
      return !state.steps.isEmpty
    }
  }

  /// How far the innermost step has come; `nil` where none is under way.
  var current: StepProgress? {
    state.withLock { state in
      guard let running = state.steps.last else { return nil }
      return StepProgress(
        step: running.step, figures: progress.figures,
        seconds: running.began.duration(to: .now) / .seconds(1), phase: state.phase)
    }
  }

  /// Calls `show` so often, from half a second after now, on a thread of its own.
  func tick(
    everyMilliseconds interval: Int, _ show: @escaping @Sendable () -> Void
  ) {
    timer.schedule(deadline: .now() + .milliseconds(500), repeating: .milliseconds(interval))
    timer.setEventHandler(handler: show)
    timer.activate()
  }
}
