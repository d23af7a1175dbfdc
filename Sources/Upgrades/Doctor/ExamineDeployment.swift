import FileEffects

/// Asks whether everything is sound that CORTEX and an upgrade of it need: ``DoctorCheck/all``.
///
/// Changes nothing, but that it finishes a switch that a crash interrupted; asks nobody outside this
/// machine. What cannot be looked at is a finding, and the rest is looked at all the same.
public struct ExamineDeployment: Inquiry {
  public init() {}

  public func report(on deployment: Deployment) throws -> DoctorReport {
    do {
      try deployment.checkIsDeployment()
      return try deployment.withScratch { scratch in
        let facts = try DoctorFacts(of: deployment, scratch: scratch)
        var findings = facts.findings
        deployment.step(.runChecks) {
          for check in DoctorCheck.all {
            findings.checks += findings.attempt(check.name) { try check.look(facts) } ?? []
          }
        }
        return DoctorReport(findings.all)
      }
    } catch let error as FileError {
      guard let report = DoctorReport(unreadable: error) else { throw error }
      return report
    }
  }
}
