import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// Everything that was looked at in a deployment.
public struct DoctorReport: Encodable, Hashable, Sendable {
  /// Whether nothing failed; there may be warnings.
  public var ok: Bool
  public var checks: [Check]

  init(_ checks: [Check]) {
    self.checks = checks
    ok = !checks.contains { $0.result == .failed }
  }
}

extension Deployment {
  /// Looks at everything that CORTEX and an upgrade of it need. Changes nothing, but that it finishes
  /// a switch that a crash interrupted; asks nobody outside this machine.
  public func doctor() throws -> DoctorReport {
    let isManaged = try Store.exists(at: storeLocation, on: files)
    let log = isManaged ? try self.log() : nil
    let current = try log?.current()
    return try withScratch { scratch in
      let captured = try capture(
        log, current: current, scratch: scratch, into: nil)
      let local = captured.listing
      let health = try DeploymentHealth(of: local.items, in: self, scratch: scratch)
      var checks = health.databaseChecks.withUnkept(captured.warnings)
      checks.append(health.configurationCheck)
      checks.append(try versionConsistency(current))
      checks.append(try brainSpaceCheck(local))
      checks.append(try permissionCheck(local))
      checks.append(gitCheck(local))
      checks.append(try pythonCheck())
      checks.append(health.sqliteCheck(version: Self.sqliteVersion))
      checks.append(foreignFilesCheck(local))
      return DoctorReport(checks)
    }
  }
}
