import FileEffects
public import SystemPackage

/// A list of digests that has a signature beside it, and lists the package that was read.
///
/// Nothing is proven yet: whose signature counts is for somebody else to say.
public struct SignedList: Hashable, Sendable {
  /// Where the list is.
  public let place: FilePath
  /// What was read of it, and compared with the package.
  public let bytes: [UInt8]
  public let signature: FileSignature

  /// Whether `key` signed just this list.
  public func isSigned(by key: PublicKey) -> Bool { signature.verifies(bytes, by: key) }
}

/// A list of digests beside a package, and what it says of the package.
struct ListBeside {
  var place: FilePath
  var bytes: [UInt8]
  var finding: ChecksumFinding

  /// The list with the signature beside it; `nil` if there is none.
  ///
  /// - Throws: ``ReleaseError/unusableSignature(_:_:)``.
  func signed(on files: any FileSystem) throws -> SignedList? {
    let beside = try files.named(place.withSuffix(FileSignature.ending))
    guard
      let text = try files.readIfPresent(beside, atMost: UInt64(CommentedLines.longest))
    else { return nil }
    do throws(SigningFault) {
      return SignedList(place: place, bytes: bytes, signature: try FileSignature(text))
    } catch { throw ReleaseError.unusableSignature(beside, error) }
  }
}
