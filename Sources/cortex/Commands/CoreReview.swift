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
      Text.list("Core files that both you and the release changed", names, limit: 5))
    switch ask(Question.editedCore, ["m", "k"], refusal: "r") {
    case "m": return .merge
    case "k": return .keep
    default: return nil
    }
  }
}
