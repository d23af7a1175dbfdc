import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Releases
@testable import Upgrades

/// Which releases are let in, by their signatures: each case of the decision.
@Suite(.tags(.unit)) struct ReleaseTrustTests {
  private let key = SecretKey()
  private let other = SecretKey()
  private let list = Array("a list\n".utf8)
  private static let now = Timestamp(seconds: 1_000)

  private func release(
    signedBy signer: SecretKey?, product: String? = "cortex", version: String? = "5.3.0",
    expires: Int64? = nil, list: [UInt8]? = nil
  ) -> Release {
    var release = Release(
      version: ReleaseVersion("5.3.0"), listing: .init(), warnings: [], layout: .archive(top: nil),
      source: "PKG")
    if let signer {
      let comment = TrustedComment(
        product: product, version: version.flatMap { ReleaseVersion($0) }, signed: 1,
        expires: expires, file: "SHA256SUMS.txt")
      release.signedList = SignedList(
        place: "LIST", bytes: list ?? self.list,
        signature: FileSignature(of: SignedDigest(of: self.list), by: signer, comment))
    }
    return release
  }

  private func findings(
    _ release: Release, trusting keys: [SecretKey], unsigned: Bool = false
  ) throws(TrustError) -> [SignatureFinding] {
    try ReleaseTrust(keys: keys.map(\.publicKey), now: Self.now, allowsUnsigned: unsigned)
      .findings(on: release)
  }

  @Test func `without a trusted key nothing is asked, and a signature is only mentioned`() throws {
    #expect(try findings(release(signedBy: nil), trusting: []) == [])
    #expect(try findings(release(signedBy: key), trusting: []) == [.notTrusted(key.id)])
  }

  @Test func `with one, only what it signed is let in, unless somebody says so`() throws {
    #expect(throws: TrustError.unsigned("PKG", .noSignature)) {
      _ = try findings(release(signedBy: nil), trusting: [key])
    }
    var folder = release(signedBy: nil)
    folder.copy = "COPY"
    #expect(throws: TrustError.unsigned("PKG", .noPackage)) {
      _ = try findings(folder, trusting: [key])
    }
    var renamed = release(signedBy: nil)
    renamed.checksums = [.notNamed(list: "LIST", name: "PKG")]
    #expect(throws: TrustError.unsigned("PKG", .notListed)) {
      _ = try findings(renamed, trusting: [key])
    }
    #expect(throws: TrustError.unknownKey("PKG", other.id, trusted: [key.id])) {
      _ = try findings(release(signedBy: other), trusting: [key])
    }
    for signer in [nil, other] {
      #expect(
        try findings(release(signedBy: signer), trusting: [key], unsigned: true)
          == [.unsignedAllowed])
    }
    #expect(
      try findings(release(signedBy: key), trusting: [other, key])
        == [.signed(by: key.id, until: nil)])
  }

  @Test func `what is forged, or signed as something else, is never let in`() throws {
    for unsigned in [false, true] {
      #expect(throws: TrustError.forged("LIST", key.id)) {
        let forged = release(signedBy: key, list: Array("another list\n".utf8))
        _ = try findings(forged, trusting: [key], unsigned: unsigned)
      }
      #expect(throws: TrustError.signedAsOther("PKG", .otherProduct("nginx"))) {
        let nginx = release(signedBy: key, product: "nginx")
        _ = try findings(nginx, trusting: [key], unsigned: unsigned)
      }
      let version = try #require(ReleaseVersion("5.4.0"))
      #expect(
        throws: TrustError.signedAsOther(
          "PKG", .otherVersion(version, release: ReleaseVersion("5.3.0")))
      ) {
        let later = release(signedBy: key, version: "5.4.0")
        _ = try findings(later, trusting: [key], unsigned: unsigned)
      }
    }
  }

  @Test func `a signature that has expired is a warning`() throws {
    for (end, isExpired) in [(999, true), (1_000, true), (1_001, false)] as [(Int64, Bool)] {
      let date = Timestamp(seconds: end)
      let found = try findings(release(signedBy: key, expires: end), trusting: [key])
      #expect(
        found == [isExpired ? .expired(by: key.id, on: date) : .signed(by: key.id, until: date)])
      #expect(found.isSigned)
    }
  }

  @Test
  func `what is older than what the same key signed and was installed is let in only on request`()
    throws
  {
    let signed = SignatureFinding.signed(by: key.id, until: nil)
    for (text, isOlder) in [("5.2.9", false), ("5.3.0", false), ("5.3.1", true), ("6.0.0", true)] {
      let newest = try #require(ReleaseVersion(text))
      let version = try #require(ReleaseVersion("5.3.0"))
      var trust = ReleaseTrust(keys: [key.publicKey], now: Self.now, allowsUnsigned: false)
      trust.newest = [key.id: newest]
      let release = release(signedBy: key)
      if isOlder {
        #expect(throws: TrustError.older("PKG", version, newest: newest, key.id)) {
          _ = try trust.findings(on: release)
        }
        trust.allowsDowngrade = true
        #expect(try trust.findings(on: release) == [signed, .olderAllowed(newest: newest, key.id)])
      } else {
        #expect(try trust.findings(on: release) == [signed])
      }
      // Another key's releases are not compared.
      trust.newest = [other.id: newest]
      #expect(try trust.findings(on: release) == [signed])
    }
  }

  @Test func `a comment by minisign itself says nothing of versions, and counts`() throws {
    #expect(
      try findings(release(signedBy: key, product: nil, version: nil), trusting: [key])
        == [.signed(by: key.id, until: nil)])
  }
}
