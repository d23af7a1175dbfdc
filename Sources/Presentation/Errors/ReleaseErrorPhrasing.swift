import FileEffects
public import Releases
import SystemPackage

extension ReleaseError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .notAnArchive(let archive):
      Phrasing(
        .release,
        "\(archive) is not a .zip or .tar archive",
        advice: "name the package of a release, or its folder")
    case .empty(let archive):
      Phrasing(
        .release,
        "\(archive) holds no files",
        advice: "name the package of a release")
    case .notARelease(let path, let unlikeness, let advice):
      Phrasing(
        .release,
        "\(path) \(unlikeness)",
        advice: advice)
    case .repository(let path, let folder, let option):
      Phrasing(
        .release,
        "\(path) is a git repository, not the files of a release",
        advice: "say "
          + "\(option) \(Spelling.shellWord("git:\(folder)@REV")) (REV: a tag, a branch, HEAD), or write the "
          + "files out and name the folder with them: "
          + "'git -C \(Spelling.shellWord("\(folder)")) archive REV | tar -x -C DIR'")
    case .notUpgradedFrom(let version, let installed, let known):
      Self.notUpgraded(to: version, installed, known)
    case .truncated(let archive, let reason):
      Phrasing(
        .release,
        "\(archive) is not whole (\(reason))",
        advice: "download it again")
    case .damaged(let archive, let reason):
      Phrasing(
        .release,
        "\(archive) is damaged (\(reason))",
        advice: "download it again")
    case .refused(let archive, let name, let reason):
      Phrasing(
        .release,
        "\(archive) is refused: its entry \"\(RelativePath.text(of: name))\" "
          + reason.phrasing.message,
        advice: reason.phrasing.advice)
    case .checksum(let source, _, _, _, _):
      Phrasing(
        .release,
        "\(source) is refused: \(finding)",
        advice: "download it again")
    case .malformedChecksums:
      Phrasing(
        .release,
        finding,
        advice: "download it again, or take it away to go on without it")
    case .unlisted(let source, _, _):
      Phrasing(
        .release,
        "\(source) is refused: \(finding)",
        advice: "have the list made again, or take it away to go on without it")
    case .tooManyEntries(let archive, let maximum):
      Phrasing(
        .release,
        "\(archive) is refused: it has more than \(maximum) entries",
        advice: "check where it comes from")
    case .tooBig(let archive, let name, let bytes, let maximum):
      Phrasing(
        .release,
        "\(archive) is refused: with its entry \"\(RelativePath.text(of: name))\" it unpacks to "
          + "\(bytes) bytes, and \(maximum) are allowed",
        advice: "check where it comes from")
    case .bomb(let archive, let name, let packed, let unpacked, let maximum):
      Phrasing(
        .release,
        "\(archive) is refused: "
          + (name.map { "up to its entry \"\(RelativePath.text(of: $0))\", " } ?? "")
          + "\(packed) bytes unpack to \(unpacked), more than \(maximum) times as many",
        advice: "check where it comes from")
    case .malformedManifest(let reason):
      Phrasing(
        .release,
        "the release's manifest.json cannot be used: \(reason)",
        advice: "tell those who made the release, and stay with the version that you have")
    case .noLibrary(let reason):
      Phrasing(
        .release,
        "archives are read with libarchive, which cannot be loaded (\(reason))",
        advice: "install it (Debian: "
          + "apt install libarchive13), or unpack the archive and name the folder")
    case .file(let error) where error.code == .noSuchFileOrDirectory:
      Phrasing(
        .release,
        error.phrasing.message,
        advice: "name the folder or the archive of a release")
    case .file(let error):
      Phrasing(.release, error.phrasing.message, advice: error.phrasing.advice)
    }
  }
}

extension ReleaseError {
  /// What was found, for whoever goes on all the same.
  fileprivate var finding: String {
    switch self {
    case .checksum(_, let name, let list, let listed, let found?):
      "\(RelativePath.text(of: name)) has the SHA-256 \(found), and \(list) says \(listed)"
    case .checksum(_, let name, let list, let listed, nil):
      "\(list) lists \(RelativePath.text(of: name)) (SHA-256 \(listed)), which is not in it"
    case .malformedChecksums(let list, let line, let reason):
      "\(list) cannot be used\(line.map { ", line \($0)" } ?? ""): \(reason)"
    case .unlisted(_, let name, let list):
      "\(list) does not list \(RelativePath.text(of: name)), which is a migration and would be run"
    case .malformedManifest(let reason): "its manifest.json cannot be used: \(reason)"
    case .damaged(_, let reason): reason
    default: phrasing.line
    }
  }

  private static func notUpgraded(
    to version: ReleaseVersion, _ installed: String, _ known: [ReleaseVersion]
  ) -> Phrasing {
    let only = "\(version) upgrades from \(list(known)) only, and "
    guard let present = ReleaseVersion(installed), !present.isStandIn else {
      return Phrasing(
        .release, only + "nothing says which version is installed",
        advice: "install the release that you have once more, with --to and its version")
    }
    return Phrasing(
      .release, only + "\(installed) is installed",
      advice: known.allSatisfy { $0 < present }
        ? "look for a release that upgrades from \(installed)"
        : "install \(known.count == 1 ? "that" : "one of these") first")
  }

  private static func list(_ versions: [ReleaseVersion]) -> String {
    let names = versions.map(\.description)
    guard names.count > 1, let last = names.last else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}

/// Its message completes "its entry …".
extension EntryRefusal: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .absoluteName:
      Phrasing(
        .release,
        "has an absolute name and could be written anywhere",
        advice: "check where the archive comes from")
    case .climbingName:
      Phrasing(
        .release,
        "has a \"..\" in its name and could be written anywhere",
        advice: "check where the archive comes from")
    case .malformedName:
      Phrasing(
        .release,
        "has a name that is no path (empty, or with an empty or \".\" part or a zero byte)",
        advice: "pack the release again")
    case .nameTooLong:
      Phrasing(
        .release,
        "has a name of more than 4,096 bytes",
        advice: "check where the archive comes from")
    case .tooMuchInNames:
      Phrasing(
        .release,
        "and those before it have names too long to remember",
        advice: "check where the archive comes from")
    case .backslashInName:
      Phrasing(
        .release,
        "has a backslash in its name, which a zip archive may not have",
        advice: "pack the release again with \"/\" between folders")
    case .duplicate:
      Phrasing(
        .release,
        "is there twice, and which one counts is not clear",
        advice: "pack the release again")
    case .sameButForCase(let other):
      Phrasing(
        .release,
        "has the same name as \"\(RelativePath.text(of: other))\" on disks that ignore case or the "
          + "spelling of accents",
        advice: "rename one and pack the release again")
    case .fileAndFolder:
      Phrasing(
        .release,
        "is both a folder and not a folder",
        advice: "pack the release again")
    case .belowFile(let other):
      Phrasing(
        .release,
        "lies below \"\(RelativePath.text(of: other))\", which is a file or a link",
        advice: "pack the release again")
    case .linkLeaves(let target):
      Phrasing(
        .release,
        "is a link to \"\(RelativePath.text(of: target))\", which cannot be told to stay inside",
        advice: "check where it comes from")
    case .reservedName:
      Phrasing(
        .release,
        "would be written where version control or cortex keeps its own records",
        advice: "check where it comes from, and take that out")
    case .besideDatabase(let database):
      Phrasing(
        .release,
        "is no file, and is where SQLite keeps one of its own beside the database \(database), so that "
          + "rows may be missing",
        advice: "close the database, take that out, and pack it again")
    case .hardLink(let target):
      Phrasing(
        .release,
        "is a hard link to \"\(RelativePath.text(of: target))\"",
        advice: "pack the release again with each "
          + "file as a file of its own (tar --hard-dereference)")
    case .special(let kind):
      Phrasing(
        .release,
        "is a \(kind.rawValue), and a release holds files, folders and links only",
        advice: "pack the release again without it")
    case .encrypted:
      Phrasing(
        .release,
        "is encrypted",
        advice: "unpack the archive with its password and name the folder instead")
    }
  }
}

/// Words that complete the name of what was taken for a release.
extension Unlikeness: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSign(let hasManifest):
      hasManifest
        ? "is not a CORTEX release: beside manifest.json, no VERSION, src/ or cortex-brain/ in it"
        : "is not a CORTEX release: no manifest.json, VERSION, src/ or cortex-brain/ in it"
    case .fewFiles(let shared, let known, let version):
      "is not a CORTEX release: it has \(shared == 0 ? "none" : shared.grouped) of the \(known.grouped) files that "
        + "\(version.isEmpty ? "the installed release" : version) shipped"
    case .noFile: "is not a CORTEX release: it has none of the deployment's files"
    case .deployment: "is the deployment itself, not a release"
    case .otherDeployment: "is a managed deployment, not a release"
    }
  }
}

extension ChecksumFinding: CustomStringConvertible {
  public var description: String {
    switch self {
    case .agrees(let list, let files):
      "\(files) file\(files == 1 ? "" : "s") checked against \(list)"
    case .notNamed(let list, let name):
      "\(list) does not name \(name), so that the package was not checked"
    case .unlisted(let list, let names):
      "\(names.count) file\(names.count == 1 ? " is" : "s are") not in \(list), and \(names.count == 1 ? "was" : "were") "
        + "not checked: \(names.prefix(3).map(\.description).joined(separator: ", "))"
        + (names.count > 3 ? " and \(names.count - 3) more" : "")
    case .disagrees(let error): error.finding
    }
  }
}
