import Presentation
import Upgrades

extension AskingOptions {
  /// Asks what becomes of core files that the user edited and that are to be replaced; `nil` if that is
  /// the answer, or if there is none to ask about.
  func coreChoice(for plan: UpgradePlan) -> CoreChoice? {
    let edited = plan.core.filter { $0.resolution == .replaced }
    if edited.isEmpty { return nil }
    Terminal.write(Remark.editedCore(edited.map(\.path)))
    switch ask(Question.editedCore, ["m", "k"], refusal: "r") {
    case "m": return .merge
    case "k": return .keep
    default: return .replace
    }
  }
}
