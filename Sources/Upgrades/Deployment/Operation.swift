import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// Something that changes a deployment: decided first, done then.
///
/// An operation is a value that holds what was asked for. ``Deployment/plan(_:)`` decides what it
/// would do and reads only: a dry run is that plan, shown. ``Deployment/carryOut(_:)`` decides the
/// same under the store's lock, and does it. Nothing decides again while a plan is carried out.
public protocol Operation {
  /// All that would be done.
  associatedtype Plan
  /// What was done.
  associatedtype Report

  /// The command, as whoever finds the store locked reads it: `gen pin`.
  static var command: String { get }

  /// Decides what to do. Changes nothing that anybody sees, and refuses what cannot be done.
  func plan(_ survey: Survey) throws -> Plan

  /// Does what was planned.
  func carryOut(_ plan: Plan, _ writer: Writer) throws -> Report
}

/// Something that is asked of a deployment and changes nothing.
public protocol Inquiry {
  associatedtype Report

  func report(on deployment: Deployment) throws -> Report
}

/// What plans are made from: a deployment, its generations, and where contents go that are read.
///
/// Planning and carrying out read the deployment the same way. When only planned, the contents are
/// dropped; when carried out, they go into ``batch()`` while they are read, so that nothing is read
/// twice. What is in a batch is not part of the store before it is committed.
public final class Survey {
  let deployment: Deployment
  let log: GenerationLog
  /// What a crash had left, and what was done about it.
  let recovered: Switching.Recovered?
  /// A folder for temporary files that is gone afterwards.
  let scratch: FilePath
  private let makeBatch: (() throws -> ObjectBatch)?
  private var made: ObjectBatch?

  init(
    _ deployment: Deployment, _ log: GenerationLog, recovered: Switching.Recovered?,
    scratch: FilePath, makeBatch: (() throws -> ObjectBatch)? = nil
  ) {
    self.deployment = deployment
    self.log = log
    self.recovered = recovered
    self.scratch = scratch
    self.makeBatch = makeBatch
  }

  /// Where contents go that are read; `nil` when only a plan is made.
  func batch() throws -> ObjectBatch? {
    if made == nil { made = try makeBatch?() }
    return made
  }
}

/// What whoever changes something works with, under the store's lock.
public struct Writer {
  var deployment: Deployment
  var log: GenerationLog
  var switching: Switching
  /// What a crash had left, and what was done about it.
  var recovered: Switching.Recovered?

  var store: Store { log.store }
  var now: Timestamp { deployment.now }
}

extension Deployment {
  /// What `operation` would do; reads only. A dry run shows it.
  public func plan<Change: Operation>(_ operation: Change) throws -> Change.Plan {
    let (log, recovered) = try logToChange()
    return try withScratch { scratch in
      try operation.plan(Survey(self, log, recovered: recovered, scratch: scratch))
    }
  }

  /// Does `operation`, under the store's lock, after finishing what a crash left.
  @discardableResult
  public func carryOut<Change: Operation>(_ operation: Change) throws -> Change.Report {
    try writing(Change.command) { writer in
      let survey = Survey(
        self, writer.log, recovered: writer.recovered, scratch: writer.store.staging
      ) { try writer.store.batch() }
      return try operation.carryOut(operation.plan(survey), writer)
    }
  }

  /// What `inquiry` finds; changes nothing.
  public func report<Question: Inquiry>(_ inquiry: Question) throws -> Question.Report {
    try inquiry.report(on: self)
  }
}
