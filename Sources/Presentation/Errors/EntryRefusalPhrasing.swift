import FileEffects
public import Releases
import SystemPackage

/// Its message completes "entry …".
extension EntryRefusal: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .absoluteName:
      Phrasing(
        .release,
        "has an absolute path, which could be written anywhere",
        advice: "check where the archive came from")
    case .climbingName:
      Phrasing(
        .release,
        "has \"..\" in its path, which could be written anywhere",
        advice: "check where the archive came from")
    case .malformedName:
      Phrasing(
        .release,
        "has an invalid name (empty, or with an empty or \".\" component or a zero byte)",
        advice: "repack the release")
    case .nameTooLong:
      Phrasing(
        .release,
        "has a name longer than 4,096 bytes",
        advice: "check where the archive came from")
    case .tooMuchInNames:
      Phrasing(
        .release,
        "takes the names past the limit on their total length",
        advice: "check where the archive came from")
    case .longNote(let maximum):
      Phrasing(
        .release, "says a version and has more than \(maximum >> 20) MiB",
        advice: "check where it came from")
    case .tooMuchText:
      Phrasing(
        .release,
        "takes the configurations and migrations past the limit on their total length",
        advice: "check where the archive came from")
    case .backslashInName:
      Phrasing(
        .release,
        "has a backslash in its name, which separates folders on some systems",
        advice: "repack the release with \"/\" between folders")
    case .driveLetter:
      Phrasing(
        .release, "has a name that begins with a drive letter",
        advice: "check where the archive came from")
    case .controlCharacter:
      Phrasing(
        .release, "has a control character in its name",
        advice: "check where the archive came from")
    case .tooDeep:
      Phrasing(
        .release, "is inside more than 256 folders", advice: "check where the archive came from")
    case .linkTooLong:
      Phrasing(
        .release, "is a link to more than 4,095 bytes",
        advice: "check where the archive came from")
    case .packedWith(let method):
      Phrasing(
        .release, "is compressed with method \(method), which is not supported",
        advice: "repack the release with deflate")
    case .duplicate:
      Phrasing(
        .release,
        "occurs twice",
        advice: "repack the release")
    case .sameButForCase(let other):
      Phrasing(
        .release,
        "has the same name as \"\(RelativePath.text(of: other))\" on file systems that ignore case "
          + "or how accents are encoded",
        advice: "rename one and repack the release")
    case .fileAndFolder:
      Phrasing(
        .release,
        "is both a folder and something else",
        advice: "repack the release")
    case .belowFile(let other):
      Phrasing(
        .release,
        "is inside \"\(RelativePath.text(of: other))\", which is a file or a link",
        advice: "repack the release")
    case .linkLeaves(let target):
      Phrasing(
        .release,
        "is a link to \"\(RelativePath.text(of: target))\", which may lead outside",
        advice: "check where it came from")
    case .reservedName:
      Phrasing(
        .release,
        "has a name reserved for version control or cortex",
        advice: "check where it came from, and remove the entry")
    case .besideDatabase(let database):
      Phrasing(
        .release,
        "is not a file, but SQLite keeps one there beside the database \(database): "
          + "rows may be missing",
        advice: "close the database, remove the entry, and repack the release")
    case .hardLink(let target):
      Phrasing(
        .release,
        "is a hard link to \"\(RelativePath.text(of: target))\"",
        advice: "repack the release with every "
          + "file on its own (tar --hard-dereference)")
    case .special(let kind):
      Phrasing(
        .release,
        "is a \(kind.rawValue); a release may only contain files, folders and links",
        advice: "repack the release without it")
    case .encrypted:
      Phrasing(
        .release,
        "is encrypted",
        advice: "unpack the archive with its password and specify the folder instead")
    }
  }
}
