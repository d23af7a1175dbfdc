import ArgumentParser
import FileEffects
import Presentation
import Upgrades

struct Doctor: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check the health of the deployment",
    discussion: """
      Checks databases, configurations, versions, disk space, permissions, git and Python packages, and \
      suggests how to fix what it finds. Needs no network, works without a store, and changes nothing. \
      Exits with 3 if a check failed; warnings do not count.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try report()
    try output.print(report, failure: report.problems) { report.text }
    if !report.ok { throw ExitCode(ExitStatus.damage.rawValue) }
  }

  /// Also of a deployment that cannot even be found, since its folder may not be looked into.
  private func report() throws -> DoctorReport {
    do {
      return try deployment.withDeployment(output.display()) { try $0.report(ExamineDeployment()) }
    } catch let error as FileError {
      guard let report = DoctorReport(unreadable: error) else { throw error }
      return report
    }
  }
}
