import ArgumentParser
import FileEffects
import Glibc
import Presentation
import Synchronization
import Upgrades

/// How the work of a command is shown while it goes on.
enum ProgressForm: String, ExpressibleByArgument, CaseIterable {
  /// On a terminal a line that counts; elsewhere only the phases of an upgrade.
  case auto
  /// Every event as a line of JSON on standard error.
  case json
  case none
}

/// Shows on standard error what a command does, in the ways that were asked for.
final class WorkDisplay: Sendable {
  let trace: Trace?
  private let meter: WorkMeter?
  private let lines: PhaseLines?
  private let events: ProgressEvents?
  /// Counts for those that show figures; `nil` where nobody does.
  let progress: WorkProgress?

  /// Shows nothing.
  static let none = WorkDisplay(nil, nil, isQuiet: true, isJSON: false)

  /// - Parameter form: `nil` shows the steps of a trace and nothing else.
  init(_ trace: Trace?, _ form: ProgressForm?, isQuiet: Bool, isJSON: Bool) {
    self.trace = trace
    let isPlain = form == .auto && !isQuiet && !isJSON
    lines = isPlain ? PhaseLines() : nil
    let progress = WorkProgress()
    meter = isPlain && trace == nil && Terminal.canRewriteLine ? WorkMeter(progress) : nil
    events = form == .json ? ProgressEvents(progress) : nil
    self.progress = meter != nil || events != nil ? progress : nil
  }

  /// The disk, with the trace told of every change to it if it is to be shown.
  var files: any FileSystem { trace.files }

  /// Shows a text in place of the line that counts, until the step under way ends or the text is `nil`; `false`
  /// where there is no such line.
  func note(_ text: String?) -> Bool {
    meter?.note(text)
    return meter != nil
  }

  /// Tells this display of the work, and notes what an interruption would leave.
  var watch: Watch {
    return { event in
      Interruption.note(event)
      self.trace?.tell(event)
      self.meter?.tell(event)
      self.lines?.tell(event)
      self.events?.tell(event)
      if case .notLogged(let error) = event { Terminal.warn(about: .failed(.writeLog, error)) }
    }
  }
}

/// Prints each phase of an upgrade when it has ended, with what it came to.
final class PhaseLines: Sendable {
  func tell(_ event: WorkEvent) {
    guard case .phaseEnded(let result) = event else { return }
    Terminal.warn(result.line(width: Terminal.width))
  }
}

/// Prints phases, and how far steps have come, as lines of JSON.
final class ProgressEvents: Sendable {
  private let steps: RunningSteps
  private let phaseBegan = Mutex(ContinuousClock.now)

  init(_ progress: WorkProgress) {
    Terminal.isForPrograms.store(true, ordering: .relaxed)
    steps = RunningSteps(progress)
    steps.tick(everyMilliseconds: 500) { [steps] in
      if let progress = steps.current { Terminal.warn(ProgressEvent(progress).line) }
    }
  }

  func tell(_ event: WorkEvent) {
    steps.tell(event)
    switch event {
    case .phaseBegan(let phase):
      phaseBegan.withLock { $0 = .now }
      Terminal.warn(ProgressEvent(began: phase).line)
    case .phaseEnded(let result):
      let seconds = phaseBegan.withLock { $0.duration(to: .now) / .seconds(1) }
      Terminal.warn(ProgressEvent(ended: result, seconds: seconds).line)
    case .began, .ended, .changes, .notLogged: break
    }
  }
}
