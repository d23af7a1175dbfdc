import FileEffects
import Releases
import SystemPackage

/// A deployment that is a clone of the product's own repository: its releases are in git's objects.
///
/// In a repository of the user's own, tags say nothing of the product, and what is committed has the user's
/// edits in it. So it counts as a clone only if one of its remotes is called like the product, or is the channel.
struct GitClone {
  private let deployment: Deployment
  /// Where the deployment is in the repository; empty, or with a slash at its end.
  private let prefix: String

  /// `nil` where the deployment is no such clone.
  init?(of deployment: Deployment, channel: ReleaseChannel?) {
    self.deployment = deployment
    func run(_ words: [String]) -> ProgramAnswer? {
      deployment.programs.run("git", ["-C", deployment.root.string] + words)
    }
    guard let place = run(["rev-parse", "--show-prefix"]), place.status == 0,
      let remotes = run(["config", "--get-regexp", "^remote\\..*\\.url$"]), remotes.status == 0
    else { return nil }
    prefix = place.output.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let names = remotes.output.split(whereSeparator: \.isNewline)
      .compactMap { $0.split(separator: " ").last.map(Self.name) }
    var wanted = [ProductLayout.current.name]
    if case .gitHub(let repository)? = channel { wanted.append(repository.name.lowercased()) }
    guard names.contains(where: wanted.contains) else { return nil }
  }

  /// The last part of a remote's URL, in small letters.
  private static func name(of url: Substring) -> String {
    var url = url.lowercased()[...]
    while url.hasSuffix("/") { url.removeLast() }
    if url.hasSuffix(".git") { url.removeLast(4) }
    return String(
      url[(url.lastIndex { $0 == "/" || $0 == ":" } ?? url.startIndex)...].drop {
        $0 == "/" || $0 == ":"
      })
  }

  private func git(_ words: [String]) -> ProgramAnswer? {
    deployment.programs.run("git", ["-C", deployment.root.string] + words, within: .seconds(120))
  }

  /// How many releases are compared: the newest.
  private static let mostTags = 50

  /// The tags that are versions. Where the user's work began to differ from what was cloned says nothing: in a fork
  /// of the user's own, that is the user's work as well.
  func candidates() -> [BaseCandidate] {
    let tags = git(["tag", "--list"])?.output.split(whereSeparator: \.isNewline).map(String.init)
    let numbered = (tags ?? []).compactMap { tag in ReleaseVersion(tag).map { (tag, $0) } }
      .sorted { $1.1 < $0.1 }
    return numbered.prefix(Self.mostTags).compactMap { tag, version in
      let tree = prefix.isEmpty ? tag : "\(tag):\(prefix.dropLast())"
      guard let list = git(["ls-tree", "-r", "-z", "--full-tree", tree]), list.status == 0 else {
        return nil
      }
      let source = FilePath("\(GitRevision.prefix)\(deployment.root)@\(tree)")
      let files = GitTree(listed: Array(list.output.utf8))
      return files.files.isEmpty ? nil : BaseCandidate(tag, version, files, .here(source))
    }
  }
}
