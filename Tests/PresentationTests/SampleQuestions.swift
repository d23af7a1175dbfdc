import ConfigMerge
import Generations
import Releases
import SystemPackage

@testable import Presentation
@testable import Upgrades

/// Questions on a terminal, and remarks beside results, each sentence at least once.
enum SampleQuestions {
  struct Sample {
    var name: String
    var text: String

    init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
  }

  static let all = questions + remarks

  private static let questions = [
    Sample("passphrase", Question.passphrase),
    Sample("newPassphrase", Question.newPassphrase),
    Sample("samePassphrase", Question.samePassphrase), Sample("goAhead", Question.goAhead),
    Sample("wayBack", Question.wayBack),
    Sample("conflicts", Question.conflicts), Sample("ownFile", Question.ownFile),
    Sample("editedCore", Question.editedCore), Sample("brain", Question.brain),
    Sample(
      "lost",
      Question.lost([
        LostDatabase(path: "DATABASE", generation: SampleErrors.two, present: .nothing)
      ])),
    Sample(
      "downgrade", Question.downgrade(SampleErrors.downgrade.words(SampleErrors.change))),
    Sample(
      "removals",
      Question.removals(
        "300 of 2,338 core files are no longer in the release, and its manifest does not say so",
        folders: ["src/old/ (280 files)", "docs/ (20 files)"])),
    Sample(
      "breaking", Question.breaking(plan([ReleaseNotice(what: "FIRST", instead: "WAY"), "SECOND"]))
    ),
    Sample("one breaking change", Question.breaking(plan(["FIRST"]))),
    Sample("steps", Question.steps(SampleProgress.upgrades)),
    Sample("destruction", Question.destruction(by: ["004_b.sql (DATABASE)"])),
    Sample("all", Question.all(offeringRelease: true)),
    Sample("all, but for the release's", Question.all(offeringRelease: false)),
    Sample("one, yours alone", Question.one(conflict([.local])).text),
    Sample("one", Question.one(conflict([.local, .upgrade])).text),
    Sample("one, or both", Question.one(conflict([.local, .upgrade, .both])).text),
  ]

  private static func plan(_ breaking: [ReleaseNotice]) -> UpgradePlan {
    var plan = UpgradePlan(from: "5.2.0", to: "5.3.0")
    plan.breaking = breaking
    return plan
  }

  private static func conflict(_ choices: [Resolution]) -> UpgradePlan.Conflict {
    func side(_ text: String) -> MergeConflict.Side { .init(line: 1, column: 1, text: text) }
    let question = MergeConflict(
      path: "KEY", kind: .bothAdded, base: nil, local: side("a"), upgrade: side("b"),
      identity: "", choices: choices, suggestion: .local)
    return UpgradePlan.Conflict(
      key: "KEY", base: nil, local: "a", upgrade: "b", resolution: .abort, text: nil,
      kind: .bothAdded, baseLine: nil, localLine: 1, upgradeLine: 1,
      choices: choices.map { ConflictResolution(ConflictAnswer($0)) }, suggestion: .local,
      reason: "", remembered: false, identity: SampleErrors.object, question: question)
  }

  private static let remarks = [
    Sample("nothingChanged", Remark.nothingChanged), Sample("savedFirst", Remark.savedFirst),
    Sample("unfitting", Remark.unfitting), Sample("interrupted", "\(Remark.interrupted)"),
    Sample("interrupted, JSON", "\(Remark.interruptedJSON)"),
    Sample("interrupted while changing", "\(Remark.interruptedChanging)"),
    Sample("interrupted while changing, JSON", "\(Remark.interruptedChangingJSON)"),
    Sample("interrupted while switching", "\(Remark.interruptedSwitching)"),
    Sample("interrupted while switching, JSON", "\(Remark.interruptedSwitchingJSON)"),
    Sample("interrupted in steps", "\(Remark.interruptedInSteps)"),
    Sample("interrupted in steps, JSON", "\(Remark.interruptedInStepsJSON)"),
    Sample("interrupted afterwards", "\(Remark.interruptedAfterwards)"),
    Sample("interrupted afterwards, JSON", "\(Remark.interruptedAfterwardsJSON)"),
    Sample("ownFile", Remark.ownFile("PATH")),
    Sample("editedCore", Remark.editedCore(["PATH", "OTHER"])),
    Sample("problem", Remark.problem("\(UnusableAnswer.empty)")),
    Sample("unknownAnswer", Remark.unknownAnswer("perhaps", known: ["y", "d", "n"])),
    Sample("warning", Remark.warning(.upgrade(.baseUnknown))),
    Sample("workspace", Remark.workspace("/a", isNamed: false)),
    Sample("workspace, named", Remark.workspace("/a", isNamed: true)),
    Sample(
      "waiting", Remark.waiting(for: "cortex upgrade, process 4711, since \(SampleErrors.time)")),
    Sample("migrating", Remark.migrating("004_add_tags.sql", seconds: 35)),
    Sample("mergedByLines", Remark.mergedByLines("\(MergeReason.unclearOrder)")),
  ]
}
