public import Upgrades

extension StepsError: Phrased {
  public var phrasing: Phrasing {
    var phrasing = Phrasing(cause.error)
    let failed =
      "step \(step) of \(count)\(version.map { ", to \($0)," } ?? "") failed: \(phrasing.message)"
    if let problem {
      phrasing.message =
        failed + "; the steps before it are in force, and could not be undone: "
        + Phrasing(problem.error).message
      phrasing.advice =
        "end whatever writes to the brain, then run 'cortex rollback --to \(start) --data carry'"
    } else {
      phrasing.message =
        failed + "; the steps before it were undone, and generation \(start) is in force again"
      // A dry run has only the first step.
      phrasing.advice = phrasing.adviceAfterReview
    }
    return phrasing
  }
}
