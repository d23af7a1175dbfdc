import FileEffects
import SystemPackage
public import Upgrades

extension GitRevision.Failure: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noRevision(let source):
      Phrasing(
        .release,
        "\(source) names no revision",
        advice: "use git:REV in a repository, or git:DIR@REV (REV: a tag, a branch or HEAD)")
    case .noGit:
      Phrasing(
        .release,
        "git:REV needs git, which is not installed",
        advice: "install git, or specify a folder or an archive")
    case .noRepository(let folder):
      Phrasing(
        .release,
        "\(folder) is not a git repository",
        advice: "specify one as git:DIR@REV, or run \(Self.git(folder, "status")) to see why")
    case .noSuchRevision(let revision, let folder):
      Phrasing(
        .release,
        "no revision \(Spelling.line(revision)) in the repository at \(folder)",
        advice:
          "run \(Self.git(folder, "tag")) or \(Self.git(folder, "branch -a")) to list revisions")
    case .notWritten(let revision, let folder):
      Phrasing(
        .release,
        "git cannot extract the files of \(Spelling.line(revision))",
        advice: "run "
          + "\(Self.git(folder, "archive \(Spelling.shellWord(revision)) | tar -t")) to see why")
    }
  }

  private static func git(_ folder: FilePath, _ command: String) -> String {
    folder == "." ? "'git \(command)'" : "'git -C \(Spelling.shellWord("\(folder)")) \(command)'"
  }
}
