public import FileEffects
public import SystemPackage

/// Why a release could not be read.
public enum ReleaseError: Error, Hashable, Sendable {
  /// The file is neither a zip nor a tar archive, compressed or not.
  case notAnArchive(FilePath)
  /// The archive has not one entry.
  case empty(FilePath)
  /// It is not a release of CORTEX; the hint says what to name instead.
  case notARelease(FilePath, Unlikeness, ReleaseHint)
  /// It is where git keeps its records of `folder`, which may be the same; `option` names a release on the
  /// command line.
  case repository(FilePath, of: FilePath, option: String)
  /// A release that says of itself which versions it can upgrade, and not the installed one.
  case notUpgradedFrom(ReleaseVersion, installed: String, known: [ReleaseVersion])
  /// The archive ends too early.
  case truncated(FilePath, ArchiveFault, at: ArchivePlace? = nil)
  /// What the archive holds contradicts itself.
  case damaged(FilePath, ArchiveFault, at: ArchivePlace? = nil)
  /// One entry is nothing that a release may hold.
  case refused(FilePath, name: [UInt8], reason: EntryRefusal)
  /// A file is not the one that a list of digests lists; `found` is `nil` if there is none.
  case checksum(FilePath, name: [UInt8], list: String, listed: String, found: String?)
  /// A list of digests cannot be read: the line, counted from 1, or all of it.
  case malformedChecksums(list: String, line: Int?, ChecksumListFault)
  /// A migration that a list of digests leaves out.
  case unlisted(FilePath, name: [UInt8], list: String)
  /// What is beside a list of digests as its signature is none.
  case unusableSignature(FilePath, SigningFault)
  case tooManyEntries(FilePath, maximum: Int)
  /// With this entry, the unpacked bytes would exceed the maximum.
  case tooBig(FilePath, name: [UInt8], bytes: UInt64, maximumBytes: UInt64)
  /// So few bytes would unpack to so many only if somebody meant to fill the disk.
  /// `name` is the entry at which it was noticed.
  case bomb(
    FilePath, name: [UInt8]?, packedBytes: UInt64, unpackedBytes: UInt64, maximumRatio: UInt64)
  /// `manifest.json` is not a manifest.
  case malformedManifest(ManifestFault)
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
  /// A file that says a version has at most so many bytes.
  case longNote(maximumBytes: Int)
  /// With this one, the texts would that are read at once.
  case tooMuchText
  /// What some systems take for the separator.
  case backslashInName
  /// The name begins like a drive of Windows: `C:`.
  case driveLetter
  /// The name has a character that moves a cursor or turns the direction of the text.
  case controlCharacter
  /// Folders in one another, more than any release has.
  case tooDeep
  /// A link to more than a path can be.
  case linkTooLong
  /// Compressed in a way that is not read here: the number that zip has for it.
  case packedWith(UInt16)
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
