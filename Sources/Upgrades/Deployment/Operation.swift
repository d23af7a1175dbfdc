import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// Something that changes a deployment: decided first, done then.
///
/// An operation is a value that holds the request. ``Deployment/plan(_:)`` decides what it
/// would do and reads only: a dry run is that plan, shown. ``Deployment/carryOut(_:)`` decides the
/// same under the store's lock, and does it. Nothing decides again while a plan is carried out.
public protocol Operation {
  /// All that would be done.
  associatedtype Plan
  /// What was done.
  associatedtype Report

  /// The command, as whoever finds the store locked reads it, and as the log calls it: `gen pin`.
  static var command: String { get }
  /// The same, where several commands do this.
  var command: String { get }
  /// What it is done to, as the log says it: generations, a file, a release; `nil` for all of the deployment.
  var subject: String? { get }
  /// Whether the log has it as well where it is refused.
  var isLoggedWhenRefused: Bool { get }

  /// Decides what to do. Changes nothing that anybody sees, and refuses what cannot be done.
  func plan(_ survey: Survey) throws -> Plan

  /// Adds to a plan that is only shown what carrying it out would meet on the disk; refuses that.
  func foresee(_ plan: inout Plan, _ survey: Survey) throws

  /// Carries the plan out.
  func carryOut(_ plan: Plan, _ writer: Writer) throws -> Report
}

extension Operation {
  public var command: String { Self.command }
  public var subject: String? { nil }
  public var isLoggedWhenRefused: Bool { false }

  public func foresee(_ plan: inout Plan, _ survey: Survey) throws {}
}

/// Something that is asked of a deployment and changes nothing.
public protocol Inquiry {
  associatedtype Report

  func report(on deployment: Deployment) throws -> Report
}

/// Everything that plans are made from: a deployment, its generations, and a place for contents that are
/// read.
///
/// Planning and carrying out read the deployment the same way. When only planned, the contents are
/// dropped; when carried out, they go into the batch that the writer commits, so that nothing is read
/// twice.
public struct Survey {
  let deployment: Deployment
  let log: GenerationLog
  /// What a crash had left, and how it was resolved.
  let recovered: Switching.Recovered?
  /// A folder for temporary files that is gone afterwards.
  let scratch: FilePath
  fileprivate var incoming: IncomingObjects?

  /// Whether the plan is only shown: its report says so.
  var isDryRun: Bool { incoming == nil }

  /// Where contents go that are read; `nil` when only a plan is made.
  func batch() throws -> ObjectBatch? { try incoming?.batch() }

  /// Makes a switch of the deployment.
  var switching: Switching {
    Switching(log: log, root: deployment.root, databases: deployment.databases)
  }

  /// Reads the state of the deployment; see ``Deployment/capture(_:current:target:release:rules:passed:scratch:into:passingUnreadable:)``.
  func capture(
    current: Generation, target: Generation? = nil, release: Listing? = nil
  ) throws -> Captured {
    try deployment.capture(
      log, current: current, target: target, release: release, scratch: scratch, into: batch())
  }
}

/// Everything that an operation needs to change something, under the store's lock.
public struct Writer {
  var deployment: Deployment
  var log: GenerationLog
  var switching: Switching
  /// What a crash had left, and how it was resolved.
  var recovered: Switching.Recovered?
  fileprivate let incoming: IncomingObjects

  init(
    deployment: Deployment, log: GenerationLog, switching: Switching,
    recovered: Switching.Recovered?
  ) {
    self.deployment = deployment
    self.log = log
    self.switching = switching
    self.recovered = recovered
    incoming = IncomingObjects(log.store)
  }

  var store: Store { log.store }
  var now: Timestamp { deployment.now }

  /// Contents read for the plan. They are not part of the store before they are committed.
  func batch() throws -> ObjectBatch { try incoming.batch() }
}

/// The batch of one operation, begun when it is first needed.
private final class IncomingObjects {
  private let store: Store
  private var begun: ObjectBatch?

  init(_ store: Store) { self.store = store }

  func batch() throws -> ObjectBatch {
    if let begun { return begun }
    let batch = try store.batch()
    begun = batch
    return batch
  }
}

extension Deployment {
  /// What `operation` would do; reads only. A dry run shows it.
  public func plan<Change: Operation>(_ operation: Change) throws -> Change.Plan {
    let (log, recovered) = try logToChange()
    return try plan(operation, in: log, recovered)
  }

  /// The same for a plan that somebody is asked about: where none can be made, the log says so.
  public func planToAsk<Change: Operation>(_ operation: Change) throws -> Change.Plan {
    do { return try plan(operation) } catch {
      noteFailure(of: operation, error)
      throw error
    }
  }

  /// Has the log say that an operation was not even begun, unless it was refused.
  public func noteFailure(of operation: some Operation, _ error: any Error) {
    let action = Action(operation)
    guard action.isLogged(failingWith: error) else { return }
    // The log is written under the lock. Whatever else goes wrong there, this is what failed.
    try? writing(action) { (_: Writer) throws -> Void in throw error }
  }

  /// - Parameter recovered: What was done about a switch that a crash left; `nil` also where it was left alone.
  func plan<Change: Operation>(
    _ operation: Change, in log: GenerationLog, _ recovered: Switching.Recovered? = nil
  ) throws -> Change.Plan {
    try withScratch { scratch in
      let survey = Survey(deployment: self, log: log, recovered: recovered, scratch: scratch)
      return try step(.plan) {
        var plan = try operation.plan(survey)
        try operation.foresee(&plan, survey)
        return plan
      }
    }
  }

  /// Does `operation`, under the store's lock, after finishing what a crash left.
  @discardableResult
  public func carryOut<Change: Operation>(_ operation: Change) throws -> Change.Report {
    try writing(Action(operation)) { writer in
      let survey = Survey(
        deployment: self, log: writer.log, recovered: writer.recovered,
        scratch: writer.store.staging, incoming: writer.incoming)
      return try operation.carryOut(step(.plan) { try operation.plan(survey) }, writer)
    }
  }

  /// What `inquiry` finds; changes nothing.
  public func report<Question: Inquiry>(_ inquiry: Question) throws -> Question.Report {
    try inquiry.report(on: self)
  }
}
