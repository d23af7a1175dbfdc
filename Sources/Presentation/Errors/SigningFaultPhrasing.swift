import FileEffects
public import Releases
import SystemPackage
public import Upgrades

extension SignatureProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notSigned(let file, let key, let other) where key == other:
      "\(file) is not what key \(key) signed"
    case .notSigned(let file, let key, let other):
      "\(file) was signed by key \(other), not by \(key)"
    case .unusable(let error): error.finding
    case .unlisted(let file, let list):
      "\(list) does not list \(file.lastComponent?.string ?? "\(file)")"
    case .otherProduct(let product): "it is signed as a release of \(Spelling.line(product))"
    case .noSignature(let file): "\(file)\(FileSignature.ending) is missing"
    case .unreadableExpiry(let text): "it does not say when it expires: \"\(Spelling.line(text))\""
    case .otherVersion(let version, let release):
      "it is signed as \(version), but its files say \(release.map { "\($0)" } ?? "no version")"
    }
  }
}

extension SigningFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notA(.publicKey): "it is not a minisign public key"
    case .notA(.secretKey): "it is not a minisign secret key"
    case .notA(.signature): "it is not a minisign signature"
    case .unknownAlgorithm(let name): "unknown algorithm \"\(name)\""
    case .wrongPassphrase: "wrong passphrase"
    case .noPassphrase: "it is encrypted, and there is no terminal to ask for the passphrase on"
    case .noMemory(let bytes):
      "its passphrase needs \(Text.bytes(bytes)) of memory, more than is available"
    case .damagedKey: "it is damaged: its checksum does not match"
    }
  }
}
