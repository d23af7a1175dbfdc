import FileEffects

/// What Python says of some packages. To ask takes as long as reading a release.
struct PythonPackages: Sendable {
  private let names: Set<String>
  /// The installed version of each, empty if it is missing; `nil` without Python.
  private let versions: [String: String]?

  /// Asks Python, unless there is nothing to ask.
  init(_ wanted: [PythonRequirement], _ programs: any ProgramRunner) {
    names = Set(wanted.map(\.name))
    versions = names.isEmpty ? [:] : Self.versions(of: names.sorted(), programs)
  }

  private static func versions(
    of names: [String], _ programs: any ProgramRunner
  ) -> [String: String]? {
    let answer = programs.run("python3", ["-c", PythonRequirement.question] + names)
    guard let answer, answer.status == 0 else { return nil }
    // One line each: the version, or nothing.
    let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false)
    return Dictionary(zip(names, lines.map(String.init))) { first, _ in first }
  }

  /// Whether these were asked for.
  func isAbout(_ wanted: [PythonRequirement]) -> Bool {
    wanted.allSatisfy { names.contains($0.name) }
  }

  /// The faults, in the order of `wanted`; `nil` without Python.
  func problems(with wanted: [PythonRequirement]) -> [MachineFinding.Package]? {
    guard let versions else { return nil }
    return wanted.compactMap { requirement in
      versions[requirement.name].flatMap { requirement.problem(installed: $0) }
    }
  }
}
