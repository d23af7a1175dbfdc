import ArgumentParser
import Generations
import Presentation
import Releases
import Upgrades

/// Upgrades in a row, where a release does not upgrade the installed version directly.
struct StepsToTake {
  var releases: [WantedRelease]
  var steps: [UpgradeStep]
}

extension Upgrade {
  /// The steps to a release; `nil` where no way is known. A plan that was saved is one upgrade.
  func steps(
    to target: ReleaseVersion, upgradesFrom: [ReleaseVersion], _ wanted: WantedRelease,
    _ saved: SavedPlan?, _ deployment: Deployment, _ connection: Connection
  ) throws -> StepsToTake? {
    guard saved == nil, plan == nil else { return nil }
    defer { connection.endProgress() }
    let found = try FindSteps(wanted, target: target, upgradesFrom: upgradesFrom)
      .run(on: deployment, over: connection.releases)
    guard let found else { return nil }
    let versions = found.dropLast().compactMap(\.wanted.version).map(\.description) + ["\(target)"]
    let installed = try deployment.report(ShowStatus()).version
    return StepsToTake(
      releases: found.map(\.wanted),
      steps: zip(zip([installed] + versions, versions), found).map {
        UpgradeStep(
          from: $0.0, to: $0.1, source: "\($1.wanted.channel)", breaking: $1.breaking)
      })
  }

  /// Shows the plan of the first step.
  func foresee(
    _ steps: StepsToTake, _ deployment: Deployment, _ connection: Connection
  ) throws {
    guard let first = steps.releases.first,
      let (request, fetched) = try request(first, nil, deployment, connection)
    else { return }
    let prepared = try deployment.plan(request)
    var plan = prepared.plan
    plan.steps = steps.steps
    plan.warnings += [
      deployment.save(SavedPlan(plan, of: request, first, fetched, in: deployment))
    ].compactMap(\.self)
    try show(plan, refusal: prepared.refusal, deployment)
    if let refusal = prepared.refusal { throw RefusedPlan(refusal) }
  }

  /// Takes the steps one after the other, and undoes all of them if one fails.
  mutating func take(_ taken: StepsToTake, _ deployment: Deployment, _ connection: Connection)
    throws
  {
    var steps = taken.steps
    if !asking.yes {
      guard isAsked else {
        try foresee(taken, deployment, connection)
        throw ConsentNeeded()
      }
      guard asking.agrees(Question.steps(steps)) else { throw asking.declined() }
    }
    var reports: [UpgradeReport] = []
    for (index, release) in taken.releases.enumerated() {
      do {
        tell(
          StepsText.begins(index + 1, of: steps), ProgressEvent(began: index + 1, of: steps))
        let report = try carryOut(
          release, nil, deployment, connection, step: index, isAgreed: true)
        guard let report else { return }
        steps[index].generation = report.generation
        reports.append(report)
        Interruption.noteStep()
      } catch {
        guard let first = reports.first else { throw error }
        try undo(
          reports.map(\.generation), to: first.parent ?? first.generation, deployment, after: error,
          of: taken)
      }
    }
    try show(reports, of: steps)
  }

  /// Says what is being done, in the form that was asked for.
  private func tell(_ words: String, _ event: ProgressEvent) {
    switch progress.form {
    case .json: Terminal.warn(event.line)
    case .auto where !output.quiet && !output.json: Terminal.say(words)
    case .auto, .none: break
    }
  }

  /// Prints what became of all steps. A script reads one result: from the first version to the last.
  private func show(_ reports: [UpgradeReport], of steps: [UpgradeStep]) throws {
    guard let all = UpgradeReport(of: reports, in: steps), let start = all.parent else { return }
    try output.print(all, warnings: all.plan.warnings) {
      reports.map { $0.text(verbose: output.isVerbose) }.joined(separator: "\n")
        + StepsText.done(steps, from: start)
    }
  }

  /// Undoes the steps before one that failed, and tells both.
  ///
  /// - Parameter done: The generations that those steps made.
  private func undo(
    _ done: [Generation.Number], to start: Generation.Number, _ deployment: Deployment,
    after error: any Error, of taken: StepsToTake
  ) throws -> Never {
    let step = done.count + 1
    let version = ReleaseVersion(taken.steps[step - 1].to)
    func failure(_ problem: (any Error)? = nil) -> StepsError {
      StepsError(
        step: step, count: taken.steps.count, version: version, cause: error, start: start,
        problem: problem.map(NotedError.init))
    }
    tell(StepsText.undoing(to: start), ProgressEvent(undoing: start, isDone: false))
    do { try deployment.takeBack(done, to: start) } catch { throw failure(error) }
    tell(StepsText.undone(to: start), ProgressEvent(undoing: start, isDone: true))
    // Whoever said no needs no error.
    if error is ExitCode { throw error }
    throw failure()
  }
}
