import Generations
import ObjectStore
import Presentation
import Upgrades

/// Asks about conflicts, all at once or one by one.
struct Review {
  var asking: AskingOptions
  var paint: Paint

  /// What the user answered.
  struct Answers {
    var answers: [ObjectID: ConflictAnswer]
    /// Whether each one is the user's own word.
    var isReviewed: Bool
  }

  /// Asks how to go on, and then perhaps one by one; `nil` is not at all. `planned` is called with
  /// the answers, and gives the plan with them.
  func answers(
    to plan: UpgradePlan, planned: (Answers) throws -> UpgradePlan
  ) throws -> (answers: Answers, plan: UpgradePlan)? {
    switch asking.ask(Question.conflicts, ["1", "2"], refusal: "3") {
    case "1":
      let answers = Answers(answers: plan.suggestedAnswers, isReviewed: false)
      return (answers, try planned(answers))
    case "2":
      var answers = Answers(answers: [:], isReviewed: true)
      var open = plan
      while open.undecidedCount > 0 {
        guard let more = try oneByOne(open, again: !answers.answers.isEmpty) else { return nil }
        answers.answers.merge(more) { $1 }
        open = try planned(answers)
      }
      return (answers, open)
    default: return nil
    }
  }

  private func oneByOne(
    _ plan: UpgradePlan, again: Bool
  ) throws -> [ObjectID: ConflictAnswer]? {
    if again { Terminal.warn(Remark.unfitting) }
    var answers: [ObjectID: ConflictAnswer] = [:]
    for file in plan.config {
      for question in file.openQuestions {
        var open = question.conflicts.filter { answers[$0.identity] == nil }
        if open.count > 1 {
          Terminal.write(ConfigText.question(open, question.reason, in: file.path, paint))
          switch ask(aboutAll: open) {
          case .answer(let answer):
            for conflict in open { answers[conflict.identity] = answer }
            open = []
          case .oneByOne: break
          case .abort: return nil
          }
        }
        for conflict in open {
          Terminal.write(ConfigText.question(conflict, in: file.path, paint))
          if again, let problem = conflict.problem { Terminal.warn(Remark.problem(problem)) }
          guard let answer = try ask(conflict, in: file.path) else { return nil }
          answers[conflict.identity] = answer
        }
      }
    }
    for file in plan.conflicts where file.resolution == .abort {
      Terminal.write(Remark.ownFile(file.path))
      switch asking.ask(
        Question.ownFile, ["y", "r"], refusal: "a", others: Sides.letters)
      {
      case "y": answers[file.identity] = .local
      case "r": answers[file.identity] = .upgrade
      default: return nil
      }
    }
    return answers
  }

  private enum CommonAnswer {
    case answer(ConflictAnswer)
    case oneByOne, abort
  }

  /// Asks about conflicts with one cause; offered is what can be the answer to all of them.
  private func ask(aboutAll conflicts: [UpgradePlan.Conflict]) -> CommonAnswer {
    func areOffered(_ choice: ConflictResolution) -> Bool {
      conflicts.allSatisfy { $0.choices.contains(choice) }
    }
    let hasUpgrade = areOffered(.upgrade)
    switch asking.ask(
      Question.all(offeringRelease: hasUpgrade), ["y", "o"] + (hasUpgrade ? ["r"] : []),
      refusal: "a", others: Sides.letters)
    {
    case "y": return .answer(.local)
    case "r": return .answer(.upgrade)
    case "o": return .oneByOne
    default: return .abort
    }
  }

  private func ask(
    _ conflict: UpgradePlan.Conflict, in file: String
  ) throws -> ConflictAnswer? {
    let question = Question.one(conflict)
    while true {
      switch asking.ask(
        question.text, question.letters, refusal: "a", others: Sides.letters)
      {
      case "y": return .local
      case "r": return .upgrade
      case "b": return .both
      case "e":
        // An editor that was left without a change, or without a value, has answered nothing.
        do {
          if let text = try Editor.edit(conflict.markedText, named: file) { return .text(text) }
        } catch let error as EditorError { Terminal.warn("\(error)") }
      default: return nil
      }
    }
  }
}
