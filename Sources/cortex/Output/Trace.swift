import FileEffects
import Presentation
import Synchronization
import Upgrades

/// Says on standard error what a command does and how long it takes.
final class Trace: Sendable {
  private let start = ContinuousClock.now
  /// When the steps began that are under way, the outermost first.
  private let running = Mutex<[ContinuousClock.Instant]>([])
  /// Whether single effects are told of as well.
  private let showsEffects: Bool

  init(showsEffects: Bool) { self.showsEffects = showsEffects }

  /// The files, with this told of every change to them if it is to be shown.
  func files(_ files: LocalFileSystem) -> any FileSystem {
    showsEffects ? TracedFileSystem(files) { self.tell($0.text) } : files
  }

  func tell(_ event: WorkEvent) {
    switch event {
    case .began: running.withLock { $0.append(.now) }
    case .ended(let step):
      let (began, depth) = running.withLock { ($0.popLast() ?? start, $0.count) }
      let indent = String(repeating: "  ", count: depth)
      Terminal.warn("\(Text.seconds(began.duration(to: .now)))  \(indent)\(step.title)")
    case .changes:
      if showsEffects, let effect = event.effect { tell(effect) }
    }
  }

  /// With the time since the command began.
  private func tell(_ effect: String) {
    Terminal.warn("+\(Text.seconds(start.duration(to: .now)))  \(effect)")
  }
}
