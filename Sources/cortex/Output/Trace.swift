import FileEffects
import Presentation
import Synchronization
import Upgrades

/// Says on standard error what a command does and how long it takes.
final class Trace: Sendable {
  private let start = ContinuousClock.now
  /// The steps under way, the outermost first.
  private let running = Mutex<[Running]>([])
  /// Whether single effects are told of as well.
  private let showsEffects: Bool

  private struct Running {
    let step: Step
    let began = ContinuousClock.now
    /// Whether its name stands above the steps within it.
    var isAnnounced = false
  }

  init(showsEffects: Bool) { self.showsEffects = showsEffects }

  /// The disk, with this told of every change to it if it is to be shown.
  fileprivate var files: any FileSystem {
    let disk = LocalFileSystem()
    return showsEffects ? TracedFileSystem(disk) { self.tell($0.text) } : disk
  }

  /// Shows the work.
  func tell(_ event: WorkEvent) {
    switch event {
    case .began(let step): begin(step)
    case .ended(let step): end(step)
    case .changes:
      if showsEffects, let effect = event.effect { tell(effect) }
    case .phaseBegan, .phaseEnded, .notLogged: break
    }
  }

  private func begin(_ step: Step) {
    let outer: (Step, depth: Int)? = running.withLock { running in
      defer { running.append(Running(step: step)) }
      guard let last = running.last, !last.isAnnounced else { return nil }
      running[running.count - 1].isAnnounced = true
      return (last.step, running.count - 1)
    }
    if let (outer, depth) = outer {
      Terminal.warn(StepTime(step: outer, depth: depth, taken: nil).text)
    }
  }

  private func end(_ step: Step) {
    let (ended, depth) = running.withLock { ($0.popLast(), $0.count) }
    let taken = (ended?.began ?? start).duration(to: .now)
    Terminal.warn(
      StepTime(step: step, depth: depth, taken: taken, isTotal: ended?.isAnnounced ?? false).text)
  }

  /// With the time since the command began.
  private func tell(_ effect: String) {
    Terminal.warn("+\(Text.seconds(start.duration(to: .now)))  \(effect)")
  }
}

extension Trace? {
  /// The disk as this user should see it; a trace that shows changes is told of each.
  var files: any FileSystem { FolderOwners.kept(on: self?.files ?? LocalFileSystem()) }
}
