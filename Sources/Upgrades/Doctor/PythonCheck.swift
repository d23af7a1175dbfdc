import FileEffects
import SystemPackage

/// Whether the Python packages are installed that the deployment asks for.
struct PythonCheck {
  private let deployment: Deployment

  init(of deployment: Deployment) { self.deployment = deployment }

  /// - Parameter known: What Python has said already, if that is waited for; it is asked where that is not
  ///   all.
  func check(known: PythonPackages? = nil) throws -> Check {
    try check(for: deployment.pythonRequirements(in: deployment.root), known: known)
  }

  /// Whether these packages are installed.
  func check(for wanted: [PythonRequirement], known: PythonPackages?) -> Check {
    guard !wanted.isEmpty else { return Check(.pythonPackages, .ok, .machine(.noPackages)) }
    let packages =
      known.flatMap { $0.isAbout(wanted) ? $0 : nil }
      ?? deployment.step(.askPython) { PythonPackages(wanted, deployment.programs) }
    guard let problems = packages.problems(with: wanted) else {
      return Check(.pythonPackages, .warning, .machine(.noPython))
    }
    guard problems.isEmpty else {
      return Check(.pythonPackages, .warning, .machine(.packages(problems)))
    }
    return Check(.pythonPackages, .ok, .machine(.packagesInstalled(wanted.count)))
  }
}

extension Deployment {
  /// The packages that a folder's files ask for.
  func pythonRequirements(in folder: FilePath) throws -> [PythonRequirement] {
    guard let bytes = try readIfRegular(folder.appending(PythonRequirement.fileName)) else {
      return []
    }
    return PythonRequirement.read(String(decoding: bytes, as: UTF8.self))
  }
}
