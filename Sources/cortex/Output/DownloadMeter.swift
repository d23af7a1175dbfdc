import Downloads
import Presentation

/// Shows on a terminal how far a download is, in one line that goes away.
final class DownloadMeter {
  private var speed = TransferSpeed()
  private var lastShown: ContinuousClock.Instant?
  private let start = ContinuousClock.now

  private init() {}

  /// `nil` where standard error is no terminal that can rewrite a line.
  static var onTerminal: DownloadMeter? {
    Terminal.canRewriteLine ? DownloadMeter() : nil
  }

  func show(_ progress: DownloadProgress) {
    let now = ContinuousClock.now
    speed.add(progress.count, at: start.duration(to: now) / .seconds(1))
    if let lastShown, now - lastShown < .milliseconds(100), progress.count != progress.total {
      return
    }
    lastShown = now
    Terminal.rewriteLine(
      progress.text(speed: speed.bytesPerSecond, width: Terminal.width ?? 80))
  }

  func end() {
    if lastShown != nil { Terminal.endLine() }
    lastShown = nil
  }

  deinit { end() }
}
