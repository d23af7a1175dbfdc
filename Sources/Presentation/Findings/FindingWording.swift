import Generations
import ObjectStore
import Releases
public import Upgrades

extension Finding: Worded {
  public var wording: Wording {
    switch self {
    case .database(let finding): finding.wording
    case .configuration(let finding): finding.wording
    case .machine(let finding): finding.wording
    case .version(let finding): finding.wording
    case .upgrade(let finding): finding.wording
    case .switching(let finding): finding.wording
    case .store(let finding): finding.wording
    case .capture(let warning): warning.wording
    case .checksum(let finding): Wording("\(finding)")
    case .recovered(let recovered): Wording("\(recovered)")
    case .failed(let attempt, let noted): attempt.wording(noted.error)
    case .caution(let caution): caution.wording
    case .build(let finding): finding.wording
    case .signature(let finding): finding.wording
    case .fetch(let finding): finding.wording
    }
  }
}

extension Finding.Attempt {
  fileprivate func wording(_ error: any Error) -> Wording {
    let phrasing = Phrasing(error)
    return Wording(opening + phrasing.message, advice: phrasing.advice)
  }

  /// What failed, before why.
  private var opening: String {
    switch self {
    case .check: ""
    case .collection: "old generations could not be dropped: "
    case .listGenerations: "the remaining generations could not be listed: "
    case .mergePacks: "small packs could not be merged: "
    case .finishSwitch: "an interrupted switch cannot be finished here: "
    case .rememberAnswer: "the answer could not be saved for the next upgrade: "
    case .exportBrain: "the brain was not exported as YAML: "
    case .rememberAnswers: "your answers could not be saved for the next upgrade: "
    case .writeLog: "this was not logged: "
    case .savePlan: "the plan could not be saved, so --plan needs its release and options: "
    }
  }
}

extension Check {
  /// What was found, with what to do about it, in one line.
  package var detail: String { finding.wording.line }
}

extension StoreFinding: Worded {
  public var wording: Wording {
    switch self {
    case .damagedFiles(let files):
      Wording(
        files.map(\.description).joined(separator: "; "),
        advice: "run 'cortex verify --repair'")
    case .switchUnfinished:
      Wording(
        "an interrupted switch could be neither finished nor undone",
        advice: "run 'cortex gc --dry-run' to see what prevents it")
    case .lastSaved(let time): Wording("saved at \(time)")
    case .unsaved(let time, let days):
      Wording(
        "saved \(days) days ago (\(time)), and the deployment has changed since",
        advice: "run 'cortex snapshot', or 'cortex schedule' to have that done")
    }
  }
}

extension NotedError: CustomStringConvertible {
  public var description: String { "\(error)" }
}
