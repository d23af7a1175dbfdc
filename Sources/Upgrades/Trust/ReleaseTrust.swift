import FileEffects
public import Generations
public import Releases
public import SystemPackage

/// Why a release is not let in.
public enum TrustError: Error, Hashable, Sendable {
  /// Keys are trusted here, and it has no signature.
  case unsigned(FilePath, Lack)
  /// A key signed it that is not trusted; these are.
  case unknownKey(FilePath, KeyID, trusted: [KeyID])
  /// Its signature is not one by the key that it names.
  case forged(FilePath, KeyID)
  /// It is signed as something else than it is.
  case signedAsOther(FilePath, SignatureProblem)
  /// A newer one by the same key was installed before: somebody may be going back to one with known faults.
  case older(FilePath, ReleaseVersion, newest: ReleaseVersion, KeyID)
  /// Nothing that was signed is kept for a generation.
  case noProof(Generation.Number)
  case notProven(Generation.Number, Doubt)

  /// Why there is no signature that could count.
  public enum Lack: Hashable, Sendable {
    /// It is a folder or a git revision.
    case noPackage
    /// The list beside it is about other files.
    case notListed
    case noSignature
  }

  /// Why what is kept of a signed release proves nothing.
  public enum Doubt: Hashable, Sendable {
    case keyNotTrusted(KeyID)
    case listChanged
    /// The list has no line for a manifest of this name.
    case manifestNotSigned(String)
    case manifestChanged
  }
}

/// What an upgrade notes of a release's signature.
public enum SignatureFinding: Hashable, Sendable {
  case signed(by: KeyID, until: Timestamp?)
  /// The signature has expired: there should be a newer release by now.
  case expired(by: KeyID, on: Timestamp)
  /// No key is trusted here, so that its signature says nothing.
  case notTrusted(KeyID)
  /// `--unsigned` accepted it.
  case unsignedAllowed
  /// It is older than one that was installed from the same key, and `--allow-downgrade` accepted it.
  case olderAllowed(newest: ReleaseVersion, KeyID)
}

extension [SignatureFinding] {
  /// Whether a trusted key signed it.
  var isSigned: Bool { signedBy != nil }

  /// The trusted key that signed it.
  var signedBy: String? {
    compactMap { finding in
      switch finding {
      case .signed(let key, _), .expired(let key, _): "\(key)"
      case .notTrusted, .unsignedAllowed, .olderAllowed: nil
      }
    }.first
  }
}

extension SignatureFinding {
  /// As a check of an upgrade.
  var check: Check {
    if case .signed = self { return Check(.signature, .ok, .signature(self)) }
    return Check(.signature, .warning, .signature(self))
  }
}

/// Whether a release may be installed, by its signature: a function of it, the keys and the time.
struct ReleaseTrust {
  var keys: [PublicKey]
  var now: Timestamp
  /// Whether what no trusted key signed is let in.
  var allowsUnsigned: Bool
  /// The newest version that was installed of those that each key signed.
  var newest: [KeyID: ReleaseVersion] = [:]
  var allowsDowngrade = false

  /// - Throws: ``TrustError``. What is forged, or signed as something else, is never let in.
  func findings(on release: Release) throws(TrustError) -> [SignatureFinding] {
    guard let list = release.signedList else {
      if keys.isEmpty { return [] }
      guard allowsUnsigned else {
        let isListed = !release.checksums.contains {
          if case .notNamed = $0 { true } else { false }
        }
        throw .unsigned(
          release.source,
          !release.isPackage ? .noPackage : isListed ? .noSignature : .notListed)
      }
      return [.unsignedAllowed]
    }
    let id = list.signature.key
    guard let key = keys.first(where: { $0.id == id }) else {
      if keys.isEmpty { return [.notTrusted(id)] }
      guard allowsUnsigned else {
        throw .unknownKey(release.source, id, trusted: keys.map(\.id))
      }
      return [.unsignedAllowed]
    }
    guard list.isSigned(by: key) else { throw .forged(list.place, id) }
    let comment = list.signature.trustedComment
    if let problem = comment.problems(for: release).first {
      throw .signedAsOther(release.source, problem)
    }
    let end = comment.expires.map { Timestamp(seconds: $0) }
    let isExpired = end.map { $0 <= now } ?? false
    var findings: [SignatureFinding] = [
      isExpired ? .expired(by: id, on: end ?? now) : .signed(by: id, until: end)
    ]
    if let version = release.version, let newest = newest[id], version < newest {
      guard allowsDowngrade else { throw .older(release.source, version, newest: newest, id) }
      findings.append(.olderAllowed(newest: newest, id))
    }
    return findings
  }
}
