import FileEffects
import ObjectStore
import SystemPackage

/// Whether git knows the present state of the deployment's own files.
struct GitCheck {
  private let deployment: Deployment

  init(of deployment: Deployment) { self.deployment = deployment }

  func check(_ local: Listing) -> Check { deployment.step(.askGit) { answer(about: local) } }

  private func answer(about local: Listing) -> Check {
    let root = deployment.root
    guard let place = git(["-C", root.string, "rev-parse", "--show-prefix"]) else {
      return Check(.git, .ok, .machine(.noGit))
    }
    guard place.status == 0 else { return Check(.git, .ok, .machine(.noRepository)) }
    // A repository's own setting must not have this question start a program.
    let answer = git([
      "-c", "core.fsmonitor=false", "-C", root.string, "status", "--porcelain", "-z",
      "--untracked-files=no", "--no-renames", "--", ".",
    ])
    guard let answer, answer.status == 0 else {
      return Check(.git, .warning, .machine(.gitFails))
    }
    // Paths are relative to the top of the repository.
    let prefix = place.output.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let changed = Self.changed(in: answer.output, below: prefix, of: local)
    guard !changed.isEmpty else { return Check(.git, .ok, .machine(.committed)) }
    return Check(
      .git, .warning, .machine(.uncommitted(changed.map { Spelling.text(of: Array($0.utf8)) })))
  }

  private func git(_ arguments: [String]) -> ProgramAnswer? {
    deployment.programs.run("git", arguments)
  }

  /// Of the paths that `git status` names, those of managed files.
  private static func changed(
    in output: String, below prefix: String, of local: Listing
  ) -> [String] {
    let managed = Set(local.leaves.map { String(decoding: $0.path.bytes, as: UTF8.self) })
    return output.split(separator: "\0").map { String($0.dropFirst(3)) }
      .filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      .filter(managed.contains)
  }
}
