public import FileEffects
public import Releases
public import SystemPackage

/// Why the packages of a release were not made.
public enum BuildError: Error, Hashable, Sendable {
  case noFolder(FilePath)
  /// The next build would pack the packages.
  case outputInside(FilePath, folder: FilePath)
  case sameVersion(ReleaseVersion, FilePath)
  /// Two earlier releases say that they are the same one.
  case twice(ReleaseVersion, FilePath, FilePath)
  /// What the author wrote of the release cannot be read.
  case manifest(FilePath, ManifestFault)
  /// The folder is what was in a package for upgrades, which lacks files that the release has.
  case partOfPackage(FilePath, missing: RelativePath)
  /// A name that a manifest cannot hold.
  case nameNotUTF8(RelativePath)
  /// More files, or bytes, than any release may have.
  case tooMuch(FilePath, files: Int, bytes: UInt64, maximumFiles: Int, maximumBytes: UInt64)
  /// Another build writes there.
  case busy(FilePath)
  /// Nothing says which version an earlier release is.
  case unknownVersion(FilePath)
  /// A database with a log beside it: its own file is not all of it.
  case openDatabase(FilePath)
  /// The list that is there has a signature, which would no longer be one.
  case signed(FilePath)
  /// The folder holds another release.
  case otherRelease(FilePath)
  /// What the lint found, which counts if nothing may be found.
  case faults([BuildFinding])
  /// No user could install it, and why.
  case unusable(ReleaseError)
  /// What is read from the package is not what was put into it.
  case differs(FilePath)
}
