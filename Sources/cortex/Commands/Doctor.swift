import ArgumentParser
import Upgrades

struct Doctor: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look whether the deployment is sound",
    discussion: """
      Looks at databases, configurations, versions, disk space, permissions, git and Python \
      packages, and says what to do. Changes nothing, needs no network, and works without a \
      store. Exits with 3 if anything failed; warnings are no failure.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment { try $0.doctor() }
    try output.print(report) { report.text }
    if !report.ok { throw ExitCode(Failure.ExitStatus.damage.rawValue) }
  }
}

extension DoctorReport {
  var text: String {
    Text.table(checks.map { [$0.result.rawValue, $0.name, $0.detail] })
  }
}
