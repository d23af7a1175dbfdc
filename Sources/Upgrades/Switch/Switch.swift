import FileEffects
public import Generations
import ObjectStore

/// Goes to another generation: a rollback, or a switch to any one. The present state is saved first.
public struct Switch: Operation {
  public static let command = "gen switch"

  /// `nil` is the parent of the generation in force.
  public var target: Generation.Number?
  /// What becomes of the brain; `nil` keeps it, unless a migration in between took something away.
  public var data: DataChoice?
  /// Whether core files and configurations become what they were also where they were edited since.
  public var isExact: Bool
  public let command: String
  public var subject: String? { target.map { "\($0)" } }

  /// - Parameter command: What it is called: a rollback, or a switch to any generation.
  public init(
    to target: Generation.Number?, data: DataChoice? = nil, isExact: Bool = false,
    command: String = Switch.command
  ) {
    self.target = target
    self.command = command
    self.data = data
    self.isExact = isExact
  }

  /// - Throws: ``UpgradeError``, ``GenerationError``.
  public func plan(_ survey: Survey) throws -> PreparedSwitch {
    let (deployment, log) = (survey.deployment, survey.log)
    let states = try SwitchStates(survey, to: target)
    let schema = try deployment.step(.examineDatabases) { try SchemaSteps(of: states, survey) }
    let data = try self.data ?? schema.defaultChoice()
    let brain =
      data == .carry
      ? try deployment.step(.compareDatabases) { try CarriedBrain(of: states, survey) }
      : CarriedBrain()
    var plan = try deployment.step(.decide) {
      try SwitchPlan(
        states.listings,
        on: SwitchTerms(
          workspace: try deployment.workspaceRules(), data: data, isExact: isExact,
          isShipped: states.isShipped, carried: brain.entries,
          configurations: try states.configurations(deployment)))
    }
    let bitWarnings = plan.keepSpecialBits(of: states.listings.local)
    let changes = states.listings.local.changes(to: plan.after)
    try survey.checkChangeable(changes)
    let saved = try SavedState(of: states.tree, over: states.current, in: log)
    var report = try states.report(plan, changes, data: data, carried: brain.databases, survey)
    // Where nothing changes, nothing is saved either.
    report.saved = report.from == report.to && changes.isEmpty ? nil : saved.number
    report.dataReason = self.data == nil ? .nothingTakenAway : .chosen
    try states.lead(&report, isRollback: target == nil, in: log)
    report.warnings +=
      try states.lostDatabases(after: plan.after, survey).map { .database(.lost($0)) }
      + brain.warnings + deployment.ownerWarnings(changes) + bitWarnings
      + (data == .keep ? schema.warnings(for: states.target) : [])
    return PreparedSwitch(states: states, files: plan, saved: saved, report: report)
  }

  public func foresee(_ plan: inout PreparedSwitch, _ survey: Survey) throws {
    try survey.deployment.step(.foresee) {
      try survey.deployment.checkStoreCanChange()
      try survey.switching.check(from: plan.states.listings.local, to: plan.files.after)
    }
  }

  /// - Throws: ``SwitchError``, which says what the deployment is left with.
  public func carryOut(_ plan: PreparedSwitch, _ writer: Writer) throws -> SwitchReport {
    if plan.report.isNothingToDo { return plan.report }
    let order = try writer.deployment.step(.store) { try store(plan, writer) }
    try writer.carryOut(order)
    return plan.report
  }

  /// Stores what the switch puts in place, and saves the present state.
  private func store(_ plan: PreparedSwitch, _ writer: Writer) throws -> SwitchOrder {
    let (states, batch) = (plan.states, try writer.batch())
    let (current, target, captured) = (states.current, states.target, states.captured)
    let beforeTree = try batch.addTrees(of: captured, replacing: current.tree)
    for merged in plan.files.config {
      _ = try ContentWriter(into: batch).file(
        merged.bytes, replacing: states.listings.local[merged.path], layer: .config)
    }
    let afterTree = try batch.addTrees(of: plan.files.after, replacing: target.tree)
    try batch.commit()
    // What the switch leaves alone need not be read again afterwards; what it changes looks different.
    try captured.remember()
    try plan.saved.keep(in: writer.log) { number in
      var saved = Generation.derived(
        from: current, number: number, kind: .preRollback,
        note: "before going to generation \(target.number)",
        contents: Generation.Contents(captured, tree: beforeTree), created: writer.now)
      saved.databases = try writer.deployment.databaseRecords(captured.databases)
      return saved
    }
    return SwitchOrder(
      from: current.number, to: target.number, record: nil, before: states.listings.local,
      beforeTree: beforeTree, after: plan.files.after, afterTree: afterTree,
      fingerprints: captured.databaseFingerprints)
  }
}

/// All that is known and decided before a switch's first effect.
public struct PreparedSwitch {
  let states: SwitchStates
  let files: SwitchPlan
  let saved: SavedState
  /// What would be done.
  public let report: SwitchReport
}
