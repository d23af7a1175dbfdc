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
        advice: "specify a release archive or folder")
    case .empty(let archive):
      Phrasing(
        .release,
        "\(archive) contains no files",
        advice: "specify a release archive or folder")
    case .notARelease(let path, let unlikeness, let hint):
      Phrasing(
        .release,
        "\(path) \(unlikeness)",
        advice: hint.words)
    case .repository(let path, let folder, let option):
      Phrasing(
        .release,
        "\(path) is a git repository, not a release",
        advice: "pass "
          + "\(option) \(Spelling.shellWord("git:\(folder)@REV")) (REV: a tag, a branch or HEAD), or extract "
          + "the files and specify their folder: "
          + "'git -C \(Spelling.shellWord("\(folder)")) archive REV | tar -x -C DIR'")
    case .notUpgradedFrom(let version, let installed, let known):
      Self.notUpgraded(to: version, installed, known)
    case .truncated(let archive, let fault, let place):
      Phrasing(
        .release,
        "\(archive) is incomplete (\(fault)\(place?.words ?? ""))",
        advice: "download it again")
    case .damaged(let archive, let fault, let place):
      Phrasing(
        .release,
        "\(archive) is damaged (\(fault)\(place?.words ?? ""))",
        advice: "download it again")
    case .refused(let archive, let name, let reason):
      Phrasing(
        .release,
        "refusing \(archive): entry \"\(RelativePath.text(of: name))\" "
          + reason.phrasing.message,
        advice: reason.phrasing.advice)
    case .checksum(let source, _, _, _, _):
      Phrasing(
        .release,
        "refusing \(source): \(finding)",
        advice: "download it again")
    case .malformedChecksums:
      Phrasing(
        .release,
        finding,
        advice: "download it again, or remove it to go on without it")
    case .unlisted(let source, _, _):
      Phrasing(
        .release,
        "refusing \(source): \(finding)",
        advice: "have the list regenerated, or remove it to go on without it")
    case .unusableSignature(let place, let fault):
      Phrasing(
        .signature, "cannot use \(place): \(fault)",
        advice: "download it again, or remove it to go on without a signature")
    case .tooManyEntries(let archive, let maximum):
      Phrasing(
        .release,
        "refusing \(archive): it has more than \(maximum) entries",
        advice: "check where it came from")
    case .tooBig(let archive, let name, let bytes, let maximum):
      Phrasing(
        .release,
        "refusing \(archive): with entry \"\(RelativePath.text(of: name))\" it unpacks to "
          + "\(bytes) bytes; the limit is \(maximum)",
        advice: "check where it came from")
    case .bomb(let archive, let name, let packed, let unpacked, let maximum):
      Phrasing(
        .release,
        "refusing \(archive): "
          + (name.map { "up to entry \"\(RelativePath.text(of: $0))\", " } ?? "")
          + "\(packed) bytes unpack to \(unpacked), more than \(maximum) times as much",
        advice: "check where it came from")
    case .malformedManifest(let fault):
      Phrasing(
        .release,
        "the release has an invalid manifest.json: \(fault)",
        advice: fault.isUnbuilt
          ? "if you are making this release, 'cortex release build' adds it; otherwise report this to its maintainers"
          : "report this to the release's maintainers and stay on your version")
    case .noLibrary(let reason):
      Phrasing(
        .release,
        "cannot load libarchive, which is needed to read archives (\(reason))",
        advice: "install it (Debian: "
          + "apt install libarchive13), or unpack the archive and specify the folder")
    case .file(let error) where error.code == .noSuchFileOrDirectory:
      Phrasing(
        .release,
        error.phrasing.message,
        advice: "specify a release archive or folder")
    case .file(let error):
      Phrasing(.release, error.phrasing.message, advice: error.phrasing.advice)
    }
  }
}

extension ManifestFault {
  /// Whether it is what an author writes, before a release is built of it.
  fileprivate var isUnbuilt: Bool { self == .json(.missing(field: "version")) }
}

extension ReleaseError {
  /// What was found, without the release that it was found in.
  var finding: String {
    switch self {
    case .checksum(_, let name, let list, let listed, let found?):
      "\(RelativePath.text(of: name)) has SHA-256 \(found), but \(list) says \(listed)"
    case .checksum(_, let name, let list, let listed, nil):
      "\(list) lists \(RelativePath.text(of: name)) (SHA-256 \(listed)), which is missing"
    case .malformedChecksums(let list, let line, let fault):
      "cannot use \(list)\(line.map { ", line \($0)" } ?? ""): \(fault)"
    case .unlisted(_, let name, let list):
      "\(list) does not list \(RelativePath.text(of: name)), a migration that would run"
    case .malformedManifest(let fault): "invalid manifest.json: \(fault)"
    case .damaged(_, let fault, _): "\(fault)"
    default: phrasing.line
    }
  }

  private static func notUpgraded(
    to version: ReleaseVersion, _ installed: String, _ known: [ReleaseVersion]
  ) -> Phrasing {
    let only = "\(version) upgrades only from \(list(known)), but "
    guard let present = ReleaseVersion(installed), !present.isStandIn else {
      return Phrasing(
        .release, only + "the installed version is unknown",
        advice: "reinstall the release that you have with --to VERSION")
    }
    return Phrasing(
      .release, only + "\(installed) is installed",
      advice: known.allSatisfy { $0 < present }
        ? "look for a release that upgrades from \(installed)"
        : "install \(known.count == 1 ? "\(known[0])" : "one of those") first")
  }

  private static func list(_ versions: [ReleaseVersion]) -> String {
    let names = versions.map(\.description)
    guard names.count > 1, let last = names.last else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension ChecksumFinding: CustomStringConvertible {
  public var description: String {
    switch self {
    case .agrees(let list, let files):
      "\(files) file\(files == 1 ? "" : "s") checked against \(list)"
    case .notNamed(let list, let name):
      "\(list) does not list \(name), so the package was not checked"
    case .unlisted(let list, let names):
      "\(names.count) file\(names.count == 1 ? "" : "s") not in \(list) \(names.count == 1 ? "was" : "were") "
        + "not checked: \(names.prefix(3).map(\.description).joined(separator: ", "))"
        + (names.count > 3 ? " and \(names.count - 3) more" : "")
    case .disagrees(let error): error.finding
    }
  }
}
