import Presentation
import Upgrades

extension AskingOptions {
  /// Asks what becomes of core files that the user edited and that are to be replaced; `nil` if that is
  /// the answer, or if there is none to ask about.
  func coreChoice(for plan: UpgradePlan) -> CoreChoice? {
    let edited = plan.core.filter { $0.resolution == .replaced }
    if edited.isEmpty { return nil }
    let names = edited.map(\.path)
    Terminal.write(
      Text.list("Core files that you edited, and the release changed", names, limit: 5))
    let question =
      "(m)erge line by line, (r)eplace, yours staying in the store, or (k)eep yours? [r]"
    switch ask(question, ["m", "k"], refusal: "r") {
    case "m": return .merge
    case "k": return .keep
    default: return nil
    }
  }
}
