import FileEffects
import Generations
import Releases
import SystemPackage

extension FetchRelease {
  /// Refuses before anything large is fetched what would be refused after it.
  func checkTrust(
    _ offer: ReleaseOffer, _ file: OfferedFile, _ deployment: Deployment, _ log: GenerationLog?
  ) throws {
    let place = FilePath(file.name)
    let keys = try TrustedKeys(of: deployment).keys
    if keys.isEmpty || allowsUnsigned { return }
    guard let list = offer.list, let text = list.signature else {
      throw TrustError.unsigned(place, .noSignature)
    }
    let beside = FilePath(ChecksumList.fileName + FileSignature.ending)
    let signature: FileSignature
    do throws(SigningFault) { signature = try FileSignature(text) } catch {
      throw ReleaseError.unusableSignature(beside, error)
    }
    guard let key = keys.first(where: { $0.id == signature.key }) else {
      throw TrustError.unknownKey(place, signature.key, trusted: keys.map(\.id))
    }
    guard signature.verifies(list.bytes, by: key) else {
      throw TrustError.forged(FilePath(ChecksumList.fileName), key.id)
    }
    guard let log, let version = signature.trustedComment.version, !allowsDowngrade,
      let newest = try SignedReleases(of: deployment).newest(by: key.id, in: log), version < newest
    else { return }
    throw TrustError.older(place, version, newest: newest, key.id)
  }
}
