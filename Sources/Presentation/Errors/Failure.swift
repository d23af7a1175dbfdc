import Generations
import Upgrades

/// A failed command, as scripts and people read it.
package struct Failure: Encodable {
  package struct Details: Encodable {
    package var code: ErrorCode
    @OrNull var phase: String?
    /// With the advice, if there is any.
    package var message: String
    package var advice: String
    var outcome: SwitchError.Outcome
  }

  package let error: Details
  /// For people: one line, or two.
  package let text: String

  private enum CodingKeys: CodingKey {
    case error
  }

  package init(_ error: any Error) {
    let phrasing = Phrasing(error)
    let failed = error as? SwitchError
    let steps = error as? StepsError
    // The status of a failure would say that nothing has changed.
    let isDone = (error as? OutputError)?.isDone ?? false
    self.error = Details(
      code: phrasing.code, phase: failed == nil ? nil : "switch", message: phrasing.line,
      advice: phrasing.advice,
      outcome: isDone ? .needsAttention : failed?.outcome ?? steps?.outcome ?? .nothingChanged)
    text = "cortex: \(phrasing.line)"
  }

  /// A command line that makes no sense; `help` is the command that explains what would.
  package init(usage: Phrasing, help: String) {
    error = Details(
      code: usage.code, phase: nil, message: usage.line,
      advice: usage.advice.isEmpty ? "see \(help)" : usage.advice, outcome: .nothingChanged)
    text = "cortex: \(usage.line)" + (usage.line.contains(help) ? "" : "\nSee \(help).")
  }

  package var status: ExitStatus {
    switch error.outcome {
    case .nothingChanged: error.code.status
    case .rolledBack: .putBack
    case .needsAttention: .needsAttention
    }
  }
}
