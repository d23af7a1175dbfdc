public import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// Everything that was looked at in a deployment.
public struct DoctorReport: Encodable, Hashable, Sendable {
  /// Whether nothing failed; there may be warnings.
  public var ok: Bool
  public var checks: [Check]

  /// What is found where a folder cannot be looked into that everything else is in; `nil` where `error`
  /// says something else.
  public init?(unreadable error: FileError) {
    guard [.permissionDenied, .notPermitted, .ioError].contains(error.code) else { return nil }
    var findings = Findings()
    findings.unreadable = ["\(error.path) (cannot \(error.operation.rawValue) it: \(error.code))"]
    self.init(findings.all)
  }

  init(_ checks: [Check]) {
    self.checks = checks
    ok = !checks.contains { $0.result == .failed }
  }
}

extension Deployment {
  /// Looks at everything that CORTEX and an upgrade of it need. Changes nothing, but that it finishes
  /// a switch that a crash interrupted; asks nobody outside this machine.
  ///
  /// What cannot be looked at is a finding, and the rest is looked at all the same.
  public func doctor() throws -> DoctorReport {
    do { return try examination() } catch let error as FileError {
      guard let report = DoctorReport(unreadable: error) else { throw error }
      return report
    }
  }

  private func examination() throws -> DoctorReport {
    try checkIsDeployment()
    var findings = Findings()
    var (log, current): (GenerationLog?, Generation?) = (nil, nil)
    var unfinished: StoreError?
    findings.attempt("store") {
      do {
        if try Store.exists(at: storeLocation, on: files) {
          let found = try self.log()
          current = try found.current()
          log = found
        } else if case .unfinished(let path) = Store.absence(at: storeLocation, on: files) {
          throw StoreError.unfinished(path)
        }
      } catch let error as StoreError {
        guard case .unfinished = error else { throw error }
        unfinished = error
      }
    }
    // Nothing is wrong with the deployment.
    if let unfinished { findings.checks.append(Check("store", .warning, "\(unfinished)")) }
    if let log, let small = findings.attempt("store", { try log.smallFileCheck() }),
      !small.findings.isEmpty, !small.isInterrupted
    {
      let faults = small.findings.map { "\($0.name) \($0.problem)" }.joined(separator: ", ")
      findings.checks.append(
        Check("store", .failed, "\(faults); run 'cortex verify --repair'"))
    }
    if let log, findings.attempt("store", { try isUnfinished(log) }) ?? false {
      findings.checks.append(
        Check(
          "store", .failed,
          "a switch is unfinished; the next command that changes something completes it, takes it back, or "
            + "says what stops it"))
    }
    let rules = findings.attempt("rules for layers") { try workspaceRules() } ?? []
    return try withScratch { scratch in
      let captured = try captureForDoctor(log, current, rules, scratch, &findings)
      let local = captured.listing
      var unreadable: [String] = []
      let health = try DeploymentHealth(of: local.items, in: self, scratch: scratch) {
        unreadable.append("\($0) (\($1))")
      }
      findings.unreadable += unreadable
      if let log, let current,
        let lost = findings.attempt(
          "store", { try lostDatabases(captured, since: current, log) })
      {
        findings.unkept += lost.map {
          "\($0); \($0.remedy), or 'cortex snapshot' takes the deployment as it is"
        }
      }
      findings.checks += health.databaseChecks.withUnkept(
        captured.warnings, and: findings.unkept)
      findings.checks.append(health.configurationCheck)
      findings.check("version") { versionConsistency(current, log) }
      findings.check(Check.space) { try brainSpaceCheck(local) }
      findings.check(Check.permission) {
        try permissionCheck(
          local, changing: foldersOfCore(local), replacing: replaceable(local))
      }
      if let owners = findings.attempt("owners", { try ownerCheck(local) }) ?? nil {
        findings.checks.append(owners)
      }
      findings.checks.append(gitCheck(local))
      findings.check("Python packages") { try pythonCheck() }
      findings.checks.append(health.sqliteCheck(version: Self.sqliteVersion))
      findings.checks.append(foreignFilesCheck(local))
      return DoctorReport(findings.all)
    }
  }

  /// Whether a switch was begun that nobody is at work on.
  private func isUnfinished(_ log: GenerationLog) throws -> Bool {
    let lock = storeLocation.appending(StoreLayout.lock)
    return try log.hasJournal() && LockHolder.find(ofLock: lock, on: files) == nil
      && log.hasJournal()
  }

  /// The deployment as far as it can be read; without the store if that is what cannot be.
  private func captureForDoctor(
    _ log: GenerationLog?, _ current: Generation?, _ rules: [LayerRule], _ scratch: FilePath,
    _ findings: inout Findings
  ) throws -> Captured {
    func captured(
      _ log: GenerationLog?, _ current: Generation?
    ) throws -> (Captured, unreadable: [String], unkept: [String]) {
      var (unreadable, unkept): ([String], [String]) = ([], [])
      let captured = try capture(
        log, current: current, rules: rules, scratch: scratch, into: nil
      ) { path, error in
        if case DatabaseAccessError.obstructed(_, let obstacle) = error {
          let words = obstacle.words(for: path)
          unkept.append("the database \(path) cannot be read: \(words.fault); \(words.remedy)")
        } else {
          unreadable.append("\(path) (\(error))")
        }
      }
      return (captured, unreadable, unkept)
    }
    var found: (Captured, [String], [String])?
    if log != nil { findings.attempt("store") { found = try captured(log, current) } }
    let (result, unreadable, unkept) = try found ?? captured(nil, nil)
    findings.unreadable += unreadable
    findings.unkept += unkept
    return result
  }
}

/// What a doctor has found so far.
private struct Findings {
  var checks: [Check] = []
  /// What cannot be read, with the reason.
  var unreadable: [String] = []
  /// Databases of which rows may be in no generation, or only in one, each as a sentence.
  var unkept: [String] = []

  var all: [Check] {
    guard !unreadable.isEmpty else { return checks }
    let more = unreadable.count > 5 ? " and \(unreadable.count - 5) more" : ""
    return [
      Check(
        "unreadable files", .failed,
        "\(unreadable.prefix(5).joined(separator: ", "))\(more); give yourself the permission with "
          + "chmod or chown, or run cortex as the owner, and end what keeps a database locked")
    ] + checks
  }

  /// What `body` gives; a failure of it is a finding.
  @discardableResult
  mutating func attempt<Value>(_ name: String, _ body: () throws -> Value) -> Value? {
    do { return try body() } catch {
      checks.append(Check(name, .failed, "\(error)"))
      return nil
    }
  }

  mutating func check(_ name: String, _ body: () throws -> Check) {
    if let check = attempt(name, body) { checks.append(check) }
  }
}
