import FileEffects
import Presentation
import Synchronization
import Upgrades

/// Shows on a terminal what takes longer than half a second, in one line that goes away.
final class WorkMeter: Sendable {
  private let steps: RunningSteps
  private let noted = Mutex<String?>(nil)

  init(_ progress: WorkProgress) {
    steps = RunningSteps(progress)
    steps.tick(everyMilliseconds: 100) { [weak self] in self?.show() }
  }

  private func show() {
    // Under the lock: a step that ends takes the line away, and none must come after that.
    noted.withLock { noted in
      // A download has a line of its own.
      guard let progress = steps.current, progress.step != .fetchRelease else { return }
      let width = Terminal.width ?? 80
      Terminal.rewriteLine(
        noted.map { Words.oneLine($0, limit: width - 1) } ?? progress.text(width: width))
    }
  }

  /// Shows this text instead, until a step begins or ends.
  func note(_ text: String?) { noted.withLock { $0 = text } }

  func tell(_ event: WorkEvent) {
    noted.withLock { noted in
      noted = nil
      if !steps.tell(event) { Terminal.endLine() }
    }
  }
}
