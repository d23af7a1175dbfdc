package import FileEffects
package import Generations
package import Upgrades

extension Step {
  /// What is going on, for a line that is gone soon.
  package var activity: String { title.prefix(1).uppercased() + title.dropFirst() }
}

/// How far a step has come, and since when it is under way.
package struct StepProgress {
  package var step: Step
  package var figures: WorkProgress.Figures
  /// Seconds since the step began.
  package var seconds: Double
  /// The phase of an upgrade that it belongs to.
  package var phase: UpgradePhase?

  package init(
    step: Step, figures: WorkProgress.Figures, seconds: Double, phase: UpgradePhase? = nil
  ) {
    (self.step, self.figures, self.seconds, self.phase) = (step, figures, seconds, phase)
  }

  /// Between 0 and 1; `nil` where nobody knows how much there is. An expectation that was met while the step goes
  /// on is none.
  package var share: Double? {
    func share(_ done: Double, _ all: Double) -> Double? { done < all ? done / all : nil }
    return figures.expectedBytes > 0
      ? share(Double(figures.bytes), Double(figures.expectedBytes))
      : share(Double(figures.items), Double(figures.expectedItems))
  }

  /// Seconds that are left, if it goes on like this; `nil` before that can be told.
  package var secondsLeft: Double? {
    guard let share, share > 0.01, seconds >= 1 else { return nil }
    return seconds * (1 - share) / share
  }

  /// One line of at most `width` characters; what matters least is left out first.
  package func text(width: Int) -> String {
    let share = share
    var parts = [
      share.map { "\(Int($0 * 100)) %" },
      secondsLeft.map { "\(Text.roughly($0)) left" },
      figures.bytes > 0 ? amount(figures.bytes, of: figures.expectedBytes, Text.bytes) : nil,
      figures.items > 0
        ? amount(figures.items, of: figures.expectedItems, Words.digits) + " files" : nil,
    ].compactMap(\.self)
    if parts.isEmpty { parts = [Text.roughly(seconds)] }
    let headings = [phase.map { "\($0.heading): \(step.activity)" }, step.activity]
    for count in (0...parts.count).reversed() {
      for heading in headings.compactMap(\.self) {
        let line = ([heading] + parts.prefix(count)).joined(separator: ", ")
        if line.count < width { return line }
      }
    }
    return ""
  }

  /// What is done, of what there is, where that is known and not exceeded.
  private func amount<Count: BinaryInteger>(
    _ done: Count, of all: Count, _ words: (Count) -> String
  ) -> String {
    done < all ? "\(words(done)) of \(words(all))" : words(done)
  }
}

extension Text {
  /// A time that nobody needs exactly: `12 s`, `3 min 20 s`, `2 h 5 min`.
  package static func roughly(_ seconds: Double) -> String {
    let seconds = Int(min(seconds.rounded(.up), 360_000))
    return seconds < 60
      ? "\(seconds) s"
      : seconds < 3600
        ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }
}

/// An event of a command's work, as a line of JSON.
package struct ProgressEvent: Encodable {
  /// `phase` or `progress`; `upgrade` for each of several in a row, `undo` where they are taken back; `warning` and
  /// `note` for what people read beside them.
  package var event: String
  package var phase: Int?
  package var name: String?
  /// `began` or `ended`.
  package var state: String?
  package var detail: String?
  package var step: String?
  /// Which of how many upgrades it is.
  package var number: Int?
  package var total: Int?
  package var from: String?
  package var to: String?
  /// The generation that is gone back to.
  package var generation: Generation.Number?
  package var message: String?
  package var items: Int?
  package var itemsTotal: Int?
  package var bytes: UInt64?
  package var bytesTotal: UInt64?
  /// Since the phase or the step began.
  package var seconds: Double?
  package var secondsLeft: Double?

  package init(began phase: UpgradePhase) {
    event = "phase"
    (self.phase, name, state) = (phase.rawValue, "\(phase)", "began")
  }

  package init(ended result: PhaseResult, seconds: Double) {
    event = "phase"
    (phase, name, state) = (result.phase.rawValue, "\(result.phase)", "ended")
    (detail, self.seconds) = (result.words, Self.rounded(seconds))
  }

  package init(began number: Int, of steps: [UpgradeStep]) {
    (event, state) = ("upgrade", "began")
    (self.number, total) = (number, steps.count)
    (from, to) = (steps[number - 1].from, steps[number - 1].to)
  }

  package init(undoing start: Generation.Number, isDone: Bool) {
    (event, state, generation) = ("undo", isDone ? "ended" : "began", start)
  }

  package init(warning finding: Finding) { (event, message) = ("warning", "\(finding)") }

  package init(note words: String) { (event, message) = ("note", words) }

  package init(_ progress: StepProgress) {
    event = "progress"
    (step, phase) = (progress.step.name, progress.phase?.rawValue)
    let figures = progress.figures
    (items, bytes) = (figures.items, figures.bytes)
    itemsTotal = figures.expectedItems > 0 ? figures.expectedItems : nil
    bytesTotal = figures.expectedBytes > 0 ? figures.expectedBytes : nil
    seconds = Self.rounded(progress.seconds)
    secondsLeft = progress.secondsLeft.map(Self.rounded)
  }

  /// To the millisecond.
  private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }

  /// Without a line break at its end.
  package var line: String {
    // What is encoded are numbers and our own words.
    (try? StableJSON.line(self)) ?? "{}"
  }
}

extension Step {
  /// `readDeployment` as `read_deployment`.
  fileprivate var name: String {
    rawValue.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
  }
}
