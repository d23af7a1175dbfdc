public import FileEffects

/// Why a list of digests cannot be used.
public enum ChecksumListFault: Hashable, Sendable {
  /// It is not a file, or one of more than this many bytes.
  case notAFile(longest: Int)
  case noDigest
  case noSeparator
  case unknownEscape
  case badPath([UInt8])
  /// It lists a file with two digests.
  case contradiction(RelativePath)
}
