package import Generations
package import Upgrades

/// An upgrade in several steps.
package enum StepsText {
  /// Why there are several, and which.
  package static func path(_ steps: [UpgradeStep]) -> String {
    guard let first = steps.first, let last = steps.last else { return "" }
    return "\(last.to) does not upgrade \(first.from) directly. The way there:\n"
      + Text.table(
        steps.enumerated().map { ["  \($0 + 1)", "\($1.from) to \($1.to)", $1.source] })
      + Text.list(
        "Breaking changes",
        steps.flatMap { step in step.breaking.map { "\(step.to): \($0.words)" } },
        limit: .max)
      + "Each step is a generation; if one fails, all are undone.\n"
  }

  /// Which step begins.
  package static func begins(_ number: Int, of steps: [UpgradeStep]) -> String {
    let step = steps[number - 1]
    return "Step \(number) of \(steps.count): \(step.from) to \(step.to)"
  }

  /// That the steps before the one that failed are being undone.
  package static func undoing(to start: Generation.Number) -> String {
    "Undoing the steps before: back to generation \(start)"
  }

  /// That all of them are undone.
  package static func undone(to start: Generation.Number) -> String {
    "All steps were undone: generation \(start) is in force again."
  }

  /// What a dry run says before the plan of the first step.
  package static func planned(_ steps: [UpgradeStep]) -> String {
    path(steps) + "This is the plan of the first; the others are planned when it is done.\n\n"
  }

  /// What is true after the last one.
  package static func done(_ steps: [UpgradeStep], from start: Generation.Number) -> String {
    guard let first = steps.first, let last = steps.last else { return "" }
    return "\nUpgraded from \(first.from) to \(last.to) in \(steps.count) steps. "
      + "To undo them all, run 'cortex rollback --to \(start)'.\n"
  }
}
