import FileEffects
public import Releases
import SystemPackage
public import Upgrades

extension SigningError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .exists(let place):
      Phrasing(
        .file, "\(place) already exists",
        advice: "give another name: a key that is overwritten is lost")
    case .unusable(let place, .noPassphrase):
      Phrasing(
        .signature, "cannot use \(place): \(SigningFault.noPassphrase)",
        advice: "set CORTEX_PASSPHRASE, or pass --password-file FILE")
    case .unusable(let place, .notA(.publicKey)):
      Phrasing(
        .signature, "cannot use \(place): \(SigningFault.notA(.publicKey))",
        advice: "replace it with the publisher's key")
    case .unusable(let place, let fault):
      Phrasing(.signature, "cannot use \(place): \(fault)")
    case .sameFile(let place):
      Phrasing(
        .usage, "\(place) cannot be both the secret and the public key", advice: "give two names")
    case .notThere(let place):
      Phrasing(.file, "\(place) is not a file", advice: "check the name")
    case .listDisagrees(let error):
      Phrasing(
        .signature, "not signed: \(error.finding)",
        advice: "build the release again, or have the list regenerated")
    case .otherKeyOfThatName(let place, let key):
      Phrasing(
        .signature, "\(place) has the id \(key) of a trusted key, but is another key",
        advice: "do not trust it: ask the publisher")
    case .unreadableNote(let place):
      Phrasing(
        .signature, "\(place) does not hold a version",
        advice: "write the newest version into it that was installed from this key")
    case .noSuchKey(let id, let trusted):
      Phrasing(
        .signature, "no trusted key has the id \(Spelling.line(id))",
        advice: trusted.isEmpty
          ? "no key is trusted here"
          : "these are trusted: \(trusted.map(\.description).joined(separator: ", "))")
    }
  }
}

extension TrustError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .unsigned(let release, .noPackage):
      Phrasing(
        .unsigned,
        "\(release) is not a package, and this deployment trusts only signed packages",
        advice:
          "give the package with SHA256SUMS.txt and SHA256SUMS.txt.minisig beside it, or pass --unsigned"
      )
    case .unsigned(let release, .notListed):
      Phrasing(
        .unsigned,
        "the SHA256SUMS.txt beside \(release) does not list it, and this deployment trusts only signed releases",
        advice: "give the package its own name again, or pass --unsigned")
    case .unsigned(let release, .noSignature):
      Phrasing(
        .unsigned, "\(release) is not signed, and this deployment trusts only signed releases",
        advice: "get its SHA256SUMS.txt and SHA256SUMS.txt.minisig, or pass --unsigned")
    case .unknownKey(let release, let key, let trusted):
      Phrasing(
        .unsigned,
        "\(release) is signed by key \(key), which is not trusted here (trusted: "
          + "\(trusted.map(\.description).joined(separator: ", ")))",
        advice: "if it is the publisher's new key, 'cortex key add' it; or pass --unsigned")
    case .forged(let place, let key):
      Phrasing(
        .signature, "\(place) is not what key \(key) signed",
        advice: "do not use it: download it again from the publisher")
    case .older(let release, let version, let newest, let key):
      Phrasing(
        .downgrade,
        "\(release) is \(version), older than \(newest), which key \(key) signed too and which was installed "
          + "here before",
        advice: "look for a newer release, or pass --allow-downgrade")
    case .noProof(let number):
      Phrasing(
        .signature,
        "generation \(number) was not installed from a release that a trusted key signed",
        advice: "trust the publisher's key before the next upgrade: 'cortex key add FILE'")
    case .notProven(let number, let doubt):
      Phrasing(.signature, "what was signed of generation \(number) is not known: \(doubt)")
    case .signedAsOther(let release, let problem):
      Phrasing(
        .signature, "refusing \(release): \(problem)",
        advice: "do not use it: download it again from the publisher")
    }
  }
}

extension TrustError.Doubt: CustomStringConvertible {
  public var description: String {
    switch self {
    case .keyNotTrusted(let key): "key \(key), which signed it, is not trusted here"
    case .listChanged: "the SHA256SUMS.txt that was kept is not what was signed"
    case .manifestNotSigned(let name): "its SHA256SUMS.txt does not list \(name)"
    case .manifestChanged: "the manifest that was kept is not the one that SHA256SUMS.txt lists"
    }
  }
}

extension BuildError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noFolder(let place):
      Phrasing(.release, "\(place) is not a folder", advice: "give the folder to build from")
    case .outputInside(let output, let folder):
      Phrasing(
        .release, "\(output) is inside \(folder): the next build would pack the packages",
        advice: "give an --output outside")
    case .sameVersion(let version, let place):
      Phrasing(
        .release, "\(place) is version \(version), the same as the new release",
        advice: "check --version and --from")
    case .twice(let version, let place, let other):
      Phrasing(
        .release, "\(place) and \(other) are both version \(version)",
        advice: "give each release once with --from")
    case .manifest(let place, let fault):
      Phrasing(.release, "cannot use \(place): \(fault)", advice: "correct it")
    case .partOfPackage(let place, let missing):
      Phrasing(
        .release, "\(place) lacks \(missing), which its manifest.json lists",
        advice: "build from the folder, or from the full package unpacked")
    case .nameNotUTF8(let path):
      Phrasing(.release, "the name \"\(path)\" is not UTF-8", advice: "rename the file")
    case .tooMuch(let place, let files, let bytes, let maximumFiles, let maximumBytes):
      Phrasing(
        .release,
        "\(place) has \(Words.number(files, "file")) and \(Text.bytes(bytes)); a release has at most "
          + "\(Words.number(maximumFiles, "file")) and \(Text.bytes(maximumBytes))",
        advice: "leave out what users do not need: 'none' in layers.yaml")
    case .busy(let place):
      Phrasing(
        .locked, "another build is writing to \(place)", advice: "try again when it is done")
    case .unknownVersion(let place):
      Phrasing(
        .release, "no file in \(place) says its version",
        advice: "pass --from VERSION=\(Spelling.shellWord("\(place)"))")
    case .openDatabase(let place):
      Phrasing(
        .release, "the database \(place) is in use or was not closed: a log lies beside it",
        advice: "close what uses it, or open it once with sqlite3")
    case .signed(let place):
      Phrasing(
        .release, "\(place) is signed, and this build would change it",
        advice: "give another --output, or remove the signature")
    case .otherRelease(let place):
      Phrasing(
        .release, "\(place) already holds another release", advice: "give another --output")
    case .faults(let findings):
      Phrasing(
        .checksFailed,
        "\(Text.count(findings.count, "warning")): "
          + findings.map(\.wording.finding).joined(separator: "; "),
        advice: "correct what they say, or build without --strict")
    case .unusable(let error):
      Phrasing(.release, "nobody could install this release: \(error.phrasing.message)")
    case .differs(let place):
      Phrasing(
        .release, "\(place) does not read back as what went into it",
        advice: "report this as a bug; nothing was written")
    }
  }
}

extension PackagingError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .changedMeanwhile(let place):
      Phrasing(
        .changedMeanwhile, "\(place) changed while the packages were being built",
        advice: "build again when nothing changes")
    case .tooLarge(let place, let bytes, let maximum):
      Phrasing(
        .release, "\(place) would have \(bytes) bytes; the limit is \(maximum)",
        advice: "leave out what users do not need: 'none' in layers.yaml")
    case .file(let error): error.phrasing
    }
  }
}
