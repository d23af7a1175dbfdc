import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// The facts about a deployment before the checks, with findings along the way.
struct DoctorFacts {
  let deployment: Deployment
  /// `nil` without a store, or where it cannot be read.
  let log: GenerationLog?
  let current: Generation?
  let captured: Captured
  let health: DeploymentHealth
  let findings: DoctorFindings

  var local: Listing { captured.listing }

  init(of deployment: Deployment, scratch: FilePath) throws {
    var findings = DoctorFindings()
    self.deployment = deployment
    (log, current) = Self.store(of: deployment, &findings)
    if let log { Self.examine(log, of: deployment, &findings) }
    captured = try Self.capture(deployment, log, current, scratch, &findings)
    var unreadable: [UnreadableFile] = []
    health = try deployment.step(.examineDatabases) { [captured] in
      try DeploymentHealth(
        of: captured.listing.items, in: deployment, scratch: scratch,
        damaged: captured.damagedDatabases
      ) {
        unreadable.append(UnreadableFile(path: $0.description, reason: NotedError($1)))
      }
    }
    findings.unreadable += unreadable
    if let log, let current {
      let lost = findings.attempt(.store) { [captured] in
        try LostDatabaseSearch(in: deployment, since: current, log).lost(in: captured)
      }
      findings.unkept += (lost ?? []).map { .lostOrRemoved($0) }
    }
    self.findings = findings
  }

  private static func store(
    of deployment: Deployment, _ findings: inout DoctorFindings
  ) -> (GenerationLog?, Generation?) {
    let (place, files) = (deployment.storeLocation, deployment.files)
    do {
      if try Store.exists(at: place, on: files) {
        let log = try deployment.log()
        return (log, try log.current())
      }
      if case .unfinished(let path) = Store.absence(at: place, on: files) {
        throw StoreError.unfinished(path)
      }
    } catch StoreError.unfinished(let path) {
      // Nothing is wrong with the deployment.
      findings.checks.append(
        Check(.store, .warning, .failed(.check, NotedError(StoreError.unfinished(path)))))
    } catch {
      findings.checks.append(Check(.store, .failed, .failed(.check, NotedError(error))))
    }
    return (nil, nil)
  }

  private static func examine(
    _ log: GenerationLog, of deployment: Deployment, _ findings: inout DoctorFindings
  ) {
    if let small = findings.attempt(.store, { try log.smallFileCheck() }),
      !small.findings.isEmpty, !small.isInterrupted
    {
      let faults = small.findings.map { FaultyFile($0.name, $0.fault) }
      findings.checks.append(Check(.store, .failed, .store(.damagedFiles(faults))))
    }
    if findings.attempt(.store, { try isUnfinished(log, of: deployment) }) ?? false {
      findings.checks.append(Check(.store, .failed, .store(.switchUnfinished)))
    }
  }

  /// Whether a switch was begun that nobody is at work on.
  private static func isUnfinished(_ log: GenerationLog, of deployment: Deployment) throws -> Bool {
    let lock = deployment.storeLocation.appending(StoreLayout.lock)
    return try log.hasJournal() && LockHolder.find(ofLock: lock, on: deployment.files) == nil
      && log.hasJournal()
  }

  /// The deployment as far as it can be read; without the store if that is what cannot be.
  private static func capture(
    _ deployment: Deployment, _ log: GenerationLog?, _ current: Generation?, _ scratch: FilePath,
    _ findings: inout DoctorFindings
  ) throws -> Captured {
    let rules = findings.attempt(.layerRules) { try deployment.workspaceRules() } ?? []
    func captured(
      _ log: GenerationLog?, _ current: Generation?
    ) throws -> (Captured, unreadable: [UnreadableFile], unkept: [DatabaseFinding]) {
      var (unreadable, unkept): ([UnreadableFile], [DatabaseFinding]) = ([], [])
      let captured = try deployment.capture(
        log, current: current, rules: rules, scratch: scratch, into: nil
      ) { path, error in
        if case DatabaseAccessError.obstructed(_, let obstacle) = error {
          unkept.append(.obstructed(path, by: obstacle))
        } else {
          unreadable.append(UnreadableFile(path: path.description, reason: NotedError(error)))
        }
      }
      return (captured, unreadable, unkept)
    }
    let found = log == nil ? nil : findings.attempt(.store) { try captured(log, current) }
    let (result, unreadable, unkept) = try found ?? captured(nil, nil)
    findings.unreadable += unreadable
    findings.unkept += unkept
    return result
  }
}
