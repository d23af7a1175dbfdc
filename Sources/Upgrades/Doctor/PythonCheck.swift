import FileEffects
import SystemPackage

/// Whether the Python packages are installed that the deployment asks for.
struct PythonCheck {
  private let deployment: Deployment

  init(of deployment: Deployment) { self.deployment = deployment }

  func check() throws -> Check {
    let file = deployment.root.appending(PythonRequirement.fileName)
    guard let bytes = try deployment.readIfRegular(file) else {
      return Check(.pythonPackages, .ok, .machine(.noPackages))
    }
    let wanted = PythonRequirement.read(String(decoding: bytes, as: UTF8.self))
    guard !wanted.isEmpty else { return Check(.pythonPackages, .ok, .machine(.noPackages)) }
    let answer = deployment.step(.askPython) {
      deployment.programs.run(
        "python3", ["-c", PythonRequirement.question] + wanted.map(\.name))
    }
    guard let answer, answer.status == 0 else {
      return Check(.pythonPackages, .warning, .machine(.noPython))
    }
    // One line each: the version, or nothing.
    let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false)
    let problems = zip(wanted, lines).compactMap { $0.problem(installed: String($1)) }
    guard problems.isEmpty else {
      return Check(.pythonPackages, .warning, .machine(.packages(problems)))
    }
    return Check(.pythonPackages, .ok, .machine(.packagesInstalled(wanted.count)))
  }
}
