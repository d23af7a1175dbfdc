import FileEffects
import SystemPackage

/// Whether the Python packages are installed that the deployment asks for.
struct PythonCheck {
  private let deployment: Deployment

  init(of deployment: Deployment) { self.deployment = deployment }

  func check() throws -> Check {
    let name = "Python packages"
    let file = deployment.root.appending(PythonRequirement.fileName)
    guard let bytes = try deployment.readIfRegular(file) else {
      return Check(name, .ok, "the deployment asks for none")
    }
    let wanted = PythonRequirement.read(String(decoding: bytes, as: UTF8.self))
    guard !wanted.isEmpty else { return Check(name, .ok, "the deployment asks for none") }
    guard
      let answer = deployment.programs.run(
        "python3", ["-c", PythonRequirement.question] + wanted.map(\.name)),
      answer.status == 0
    else {
      return Check(
        name, .warning,
        "python3 does not answer, and CORTEX needs it; install Python 3.8 or later")
    }
    // One line each: the version, or nothing.
    let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false)
    let problems = zip(wanted, lines).compactMap { $0.problem(installed: String($1)) }
    guard problems.isEmpty else {
      return Check(
        name, .warning,
        "\(problems.joined(separator: ", ")); install them with "
          + "'python3 -m pip install -r requirements.txt'")
    }
    return Check(
      name, .ok, wanted.count == 1 ? "1 is installed" : "all \(wanted.count) are installed")
  }
}
