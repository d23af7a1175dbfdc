public import FileEffects
public import SystemPackage

/// Why a release could not be read.
public enum ReleaseError: Error, Hashable, Sendable {
  /// The file is neither a zip nor a tar archive, compressed or not.
  case notAnArchive(FilePath)
  /// The archive has not one entry.
  case empty(FilePath)
  /// It is something else than a release of CORTEX; `advice` says what to name instead.
  case notARelease(FilePath, Unlikeness, advice: String)
  /// It is where git keeps its records of what is in `folder`, which may be the same; `option` is what names
  /// a release on the command line.
  case repository(FilePath, of: FilePath, option: String)
  /// A release that says of itself which versions it can upgrade, and not the installed one.
  case notUpgradedFrom(ReleaseVersion, installed: String, known: [ReleaseVersion])
  /// The archive ends too early; `reason` says how that is known.
  case truncated(FilePath, reason: String)
  /// What the archive holds contradicts itself; `reason` says where.
  case damaged(FilePath, reason: String)
  /// One entry is nothing that a release may hold.
  case refused(FilePath, name: [UInt8], reason: EntryRefusal)
  /// A file is not the one that a list of digests lists; `found` is `nil` if there is none.
  case checksum(FilePath, name: [UInt8], list: String, listed: String, found: String?)
  /// A list of digests cannot be read: the line, counted from 1, or all of it.
  case malformedChecksums(list: String, line: Int?, reason: String)
  /// A migration that a list of digests leaves out.
  case unlisted(FilePath, name: [UInt8], list: String)
  case tooManyEntries(FilePath, maximum: Int)
  /// With this entry, the unpacked bytes would exceed the maximum.
  case tooBig(FilePath, name: [UInt8], bytes: UInt64, maximumBytes: UInt64)
  /// So few bytes would unpack to so many only if somebody meant to fill the disk.
  /// `name` is the entry at which it was noticed.
  case bomb(
    FilePath, name: [UInt8]?, packedBytes: UInt64, unpackedBytes: UInt64, maximumRatio: UInt64)
  /// `manifest.json` is not a manifest; `reason` names the field.
  case malformedManifest(reason: String)
  /// libarchive, which reads archives, could not be loaded; `reason` is the loader's.
  case noLibrary(reason: String)
  case file(FileError)
}

/// Why one entry of an archive is nothing that a release may hold.
public enum EntryRefusal: Error, Hashable, Sendable {
  case absoluteName
  /// The name has a `..` in it.
  case climbingName
  /// The name is empty, or has an empty or a `.` component, or a zero byte.
  case malformedName
  /// No system takes a name of that length.
  case nameTooLong
  /// With this one, the names alone would fill the memory.
  case tooMuchInNames
  /// A name in a zip archive that was packed with the wrong separator.
  case backslashInName
  case duplicate
  /// Another name that some disks take for the same.
  case sameButForCase(other: [UInt8])
  /// The name is a file's or a link's, and a folder's.
  case fileAndFolder
  /// It would lie below this file or link.
  case belowFile([UInt8])
  case linkLeaves(target: [UInt8])
  /// The name is, or lies below, one of ``ReservedName``.
  case reservedName
  /// It is no file, and is where SQLite keeps one of its own beside this database.
  case besideDatabase(RelativePath)
  case hardLink(target: [UInt8])
  case special(FileMetadata.SpecialFile)
  case encrypted
}

extension ReleaseError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAnArchive(let archive):
      "\(archive) is not a .zip or .tar archive; name the package of a release, or its folder"
    case .empty(let archive):
      "\(archive) holds no files; name the package of a release"
    case .notARelease(let path, let unlikeness, let advice):
      "\(path) \(unlikeness); \(advice)"
    case .repository(let path, let folder, let option):
      "\(path) is a git repository, not the files of a release; say "
        + "\(option) \(Spelling.shellWord("git:\(folder)@REV")) (REV: a tag, a branch, HEAD), or write the "
        + "files out and name the folder with them: "
        + "'git -C \(Spelling.shellWord("\(folder)")) archive REV | tar -x -C DIR'"
    case .notUpgradedFrom(let version, let installed, let known):
      "\(version) upgrades from \(Self.list(known)) only, and "
        + (ReleaseVersion(installed).map { $0.isStandIn } ?? true
          ? "nothing says which version is installed; install the release that you have once more, with "
            + "--to and its version"
          : "\(installed) is installed; "
            + (known.allSatisfy { known in ReleaseVersion(installed).map { known < $0 } ?? false }
              ? "look for a release that upgrades from \(installed)"
              : "install \(known.count == 1 ? "that" : "one of these") first"))
    case .truncated(let archive, let reason):
      "\(archive) is not whole (\(reason)); download it again"
    case .damaged(let archive, let reason):
      "\(archive) is damaged (\(reason)); download it again"
    case .refused(let archive, let name, let reason):
      "\(archive) is refused: its entry \"\(RelativePath.text(of: name))\" \(reason)"
    case .checksum(let source, _, _, _, _):
      "\(source) is refused: \(finding); download it again"
    case .malformedChecksums:
      "\(finding); download it again, or take it away to go on without it"
    case .unlisted(let source, _, _):
      "\(source) is refused: \(finding); have the list made again, or take it away to go on without it"
    case .tooManyEntries(let archive, let maximum):
      "\(archive) is refused: it has more than \(maximum) entries; check where it comes from"
    case .tooBig(let archive, let name, let bytes, let maximum):
      "\(archive) is refused: with its entry \"\(RelativePath.text(of: name))\" it unpacks to "
        + "\(bytes) bytes, and \(maximum) are allowed; check where it comes from"
    case .bomb(let archive, let name, let packed, let unpacked, let maximum):
      "\(archive) is refused: "
        + (name.map { "up to its entry \"\(RelativePath.text(of: $0))\", " } ?? "")
        + "\(packed) bytes unpack to \(unpacked), more than \(maximum) times as "
        + "many; check where it comes from"
    case .malformedManifest(let reason):
      "the release's manifest.json cannot be used: \(reason); tell those who made the release, and stay with the version "
        + "that you have"
    case .noLibrary(let reason):
      "archives are read with libarchive, which cannot be loaded (\(reason)); install it (Debian: "
        + "apt install libarchive13), or unpack the archive and name the folder"
    case .file(let error) where error.code == .noSuchFileOrDirectory:
      "\(error); name the folder or the archive of a release"
    case .file(let error): error.description
    }
  }
}

extension ReleaseError {
  private static func list(_ versions: [ReleaseVersion]) -> String {
    let names = versions.map(\.description)
    guard names.count > 1, let last = names.last else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// What was found, for whoever goes on all the same.
  var finding: String {
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
    default: description
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

/// Words that complete "its entry …".
extension EntryRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .absoluteName:
      "has an absolute name and could be written anywhere; check where the archive comes from"
    case .climbingName:
      "has a \"..\" in its name and could be written anywhere; check where the archive comes from"
    case .malformedName:
      "has a name that is no path (empty, or with an empty or \".\" part or a zero byte); "
        + "pack the release again"
    case .nameTooLong:
      "has a name of more than 4,096 bytes; check where the archive comes from"
    case .tooMuchInNames:
      "and those before it have names too long to remember; check where the archive comes from"
    case .backslashInName:
      "has a backslash in its name, which a zip archive may not have; "
        + "pack the release again with \"/\" between folders"
    case .duplicate:
      "is there twice, and which one counts is not clear; pack the release again"
    case .sameButForCase(let other):
      "has the same name as \"\(RelativePath.text(of: other))\" on disks that ignore case or the "
        + "spelling of accents; rename one and pack the release again"
    case .fileAndFolder:
      "is both a folder and not a folder; pack the release again"
    case .belowFile(let other):
      "lies below \"\(RelativePath.text(of: other))\", which is a file or a link; "
        + "pack the release again"
    case .linkLeaves(let target):
      "is a link to \"\(RelativePath.text(of: target))\", which cannot be told to stay inside; "
        + "check where it comes from"
    case .reservedName:
      "would be written where version control or cortex keeps its own records; check where it comes "
        + "from, and take that out"
    case .besideDatabase(let database):
      "is no file, and is where SQLite keeps one of its own beside the database \(database), so that "
        + "rows may be missing; close the database, take that out, and pack it again"
    case .hardLink(let target):
      "is a hard link to \"\(RelativePath.text(of: target))\"; pack the release again with each "
        + "file as a file of its own (tar --hard-dereference)"
    case .special(let kind):
      "is a \(kind.rawValue), and a release holds files, folders and links only; "
        + "pack the release again without it"
    case .encrypted:
      "is encrypted; unpack the archive with its password and name the folder instead"
    }
  }
}
