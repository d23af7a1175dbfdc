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
        advice: "say git:REV in a repository, or git:DIR@REV (REV: a tag, a branch, HEAD)")
    case .noGit:
      Phrasing(
        .release,
        "git:REV is read with git, which is not installed",
        advice: "install it, or name a folder or an archive")
    case .noRepository(let folder):
      Phrasing(
        .release,
        "git finds no repository at \(folder) that it may read",
        advice: "name one as git:DIR@REV, or see what \(Self.git(folder, "status")) says")
    case .noSuchRevision(let revision, let folder):
      Phrasing(
        .release,
        "the repository at \(folder) has no revision \(Spelling.line(revision))",
        advice: "\(Self.git(folder, "tag")) and \(Self.git(folder, "branch -a")) list what there is"
      )
    case .notWritten(let revision, let folder):
      Phrasing(
        .release,
        "git cannot write out the files of \(Spelling.line(revision))",
        advice: "see what "
          + "\(Self.git(folder, "archive \(Spelling.shellWord(revision)) | tar -t")) says")
    }
  }

  private static func git(_ folder: FilePath, _ command: String) -> String {
    folder == "." ? "'git \(command)'" : "'git -C \(Spelling.shellWord("\(folder)")) \(command)'"
  }
}
