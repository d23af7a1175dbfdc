import Databases
import FileEffects
import Generations
import ObjectStore
import SystemPackage

@testable import Presentation
@testable import Releases
@testable import Upgrades

/// What is said of releases that are built, signed and verified, each sentence at least once.
enum SamplePublishing {
  private static let path: FilePath = "PATH"
  private static let version = SampleErrors.version("5.3.0")
  private static let older = SampleErrors.version("5.2.0")
  private static let key = KeyID([8, 7, 6, 5, 4, 3, 2, 1])
  private static let other = KeyID([1, 2, 3, 4, 5, 6, 7, 8])
  private static let publicKey = PublicKey(id: key, point: [UInt8](repeating: 7, count: 32))
  private static let damaged = ReleaseError.damaged(path, .directoryMalformed, at: .start)

  // MARK: Errors

  static let signing: [SigningError] = [
    .exists(path), .unusable(path, .noPassphrase), .unusable(path, .wrongPassphrase),
    .unusable(path, .notA(.publicKey)), .sameFile(path), .notThere(path), .listDisagrees(damaged),
    .otherKeyOfThatName(path, key),
    .noSuchKey("ID", trusted: []), .noSuchKey("ID", trusted: [key, other]), .unreadableNote(path),
  ]

  /// With what they are faults of.
  static let faults: [SigningError] = [
    SigningFault.notA(.publicKey), .notA(.secretKey), .notA(.signature), .unknownAlgorithm("XX"),
    .wrongPassphrase, .noPassphrase, .noMemory(bytes: 1_073_741_824), .damagedKey,
  ].map { .unusable(path, $0) }

  static let trust: [TrustError] =
    [
      .unsigned(path, .noPackage), .unsigned(path, .notListed), .unsigned(path, .noSignature),
      .unknownKey(path, key, trusted: [other]), .forged(path, key),
      .older(path, older, newest: version, key), .noProof(SampleErrors.two),
    ] + problems.map { .signedAsOther(path, $0) } + doubts.map { .notProven(SampleErrors.two, $0) }

  private static let doubts: [TrustError.Doubt] = [
    .keyNotTrusted(key), .listChanged, .manifestNotSigned("NAME"), .manifestChanged,
  ]

  private static let problems: [SignatureProblem] = [
    .notSigned(path, by: key, key), .notSigned(path, by: key, other), .unusable(damaged),
    .unlisted("FOLDER/FILE", list: "FOLDER/LIST"), .noSignature(path), .unreadableExpiry("TEXT"),
    .otherProduct("NAME"),
    .otherVersion(version, release: older), .otherVersion(version, release: nil),
  ]

  static let building: [BuildError] = [
    .noFolder(path), .outputInside("PATH/OUT", folder: path), .sameVersion(version, path),
    .unknownVersion(path), .openDatabase(path), .signed(path), .otherRelease(path),
    .twice(version, path, "OTHER"), .manifest(path, .json(.notJSON)),
    .partOfPackage(path, missing: SampleErrors.relative("MISSING")),
    .nameNotUTF8(SampleErrors.relative("NAME")),
    .tooMuch(
      path, files: 300_000, bytes: 5_000_000_000, maximumFiles: 200_000, maximumBytes: 4 << 30),
    .busy(path), .faults([build[0], build[1]]), .unusable(damaged), .differs(path),
  ]

  static let packaging: [PackagingError] = [
    .changedMeanwhile(path), .tooLarge(path, bytes: 5_000_000_000, maximum: 4_294_967_294),
    .file(FileError(.write, path, .noSpace)),
  ]

  // MARK: Findings

  static let build: [BuildFinding] = [
    .leftOut(CaptureWarning(path: SampleErrors.relative("PATH"), kind: .special(.fifo))),
    .saysOtherVersion(SaidVersion(file: "VERSION", text: "5.2.0"), version: version),
    .notEarlier(version, version: older),
    .migration(.init(.init("004_NAME.sql", line: 7, .loadsExtension))),
    .migration(.init(.init("004_NAME.sql", .noRollback))),
    .unreadableConfiguration(
      UnreadableConfiguration(path: "PATH", reason: SampleErrors.unreadable)),
    .longConfiguration("PATH", bytes: 20_000_000), .unusedRule(pattern: "PATTERN"),
    .unusableKey("a..b"), .unusableRename(from: "a.*", to: "b"),
    .neverHadKey("KEY", in: "PATH"),
    .lacksNewKey("KEY", in: "PATH"), .keysElsewhere("PATH"), .stillHasKey("KEY", in: "PATH"),
    .changedBrain(["PATH"], since: older), .changedBrain(["A", "B", "C", "D"], since: older),
    .unknownKeys(["KEY"]), .unknownKeys(["KEY", "OTHER"]), .notADay("TEXT"),
    .seldomShipped(["PATH"]),
    .likelyEdited(["PATH"]), .likelyEdited(["PATH", "OTHER"]),
    .large([.init(path: "PATH", bytes: 20_000_000), .init(path: "OTHER", bytes: 11_000_000)]),
  ]

  static let signatures: [SignatureFinding] = [
    .signed(by: key, until: SampleErrors.time), .signed(by: key, until: nil),
    .expired(by: key, on: SampleErrors.time), .notTrusted(key), .unsignedAllowed,
    .olderAllowed(newest: version, key),
  ]

  // MARK: Reports

  private typealias Sample = SampleReports.Sample

  static let reports: [SampleReports.Sample] =
    [true, false].map { dryRun in
      Sample(
        name: "ReleaseBuildReport" + (dryRun ? ", dry run" : ""),
        text: ReleaseBuildReport(
          version: "5.3.0",
          packages: [
            .init(path: "OUT/cortex-v5.3.0-full.zip", bytes: 12_300_000, sha256: ""),
            .init(path: "OUT/cortex-v5.3.0-upgrade.zip", bytes: 4_100_000, sha256: ""),
          ], files: [2338, 1], bytes: 39_000_000,
          documents: ["cortex-v5.3.0-manifest.json", "CHANGELOG.md", "SHA256SUMS.txt"],
          list: "OUT/SHA256SUMS.txt", warnings: [], dryRun: dryRun
        ).text)
    } + [
      Sample(name: "ReleaseInspection", text: inspected(isPackage: true).text(verbose: false)),
      Sample(
        name: "ReleaseInspection, of a folder",
        text: inspected(isPackage: false).text(verbose: false)),
    ]
    + [true, false].map { isEncrypted in
      Sample(
        name: "CreatedKeys" + (isEncrypted ? "" : ", not encrypted"),
        text: CreatedKeys(
          key: "\(key)", publicKey: publicKey.line, publicKeyFile: "PUB", secretKeyFile: "SEC",
          encrypted: isEncrypted
        ).text)
    }
    + [
      Sample(
        name: "SigningReport",
        text: SigningReport(
          key: "\(key)",
          signed: [.init(file: "FILE", signature: "FILE.minisig", trustedComment: "COMMENT")]
        ).text),
      Sample(name: "ReleaseVerification", text: verified(until: 2_000_000_000, []).text),
      Sample(name: "ReleaseVerification, expired", text: verified(until: 1, []).text),
      Sample(name: "ReleaseVerification, failed", text: verified(until: nil, problems).text),
      Sample(name: "SignedVerification", text: compared([], []).text(verbose: false)),
      Sample(
        name: "SignedVerification, different",
        text: compared(["A", "B"], ["C"]).text(verbose: false)),
      Sample(name: "KeyList, empty", text: KeyList(keys: []).text),
      Sample(name: "KeyList", text: KeyList(keys: [.init(publicKey)]).text),
    ] + keyChanges

  private static func inspected(isPackage: Bool) -> ReleaseInspection {
    func entry(_ layer: Layer) -> Entry {
      Entry(
        kind: .file, layer: layer, permissions: 0o644, size: 1000, object: SampleErrors.object)
    }
    var release = Release(
      version: isPackage ? version : nil, versionSource: isPackage ? "manifest.json" : nil,
      listing: Listing([
        SampleErrors.relative("a"): entry(.core), SampleErrors.relative("b"): entry(.brain),
        SampleErrors.relative("c"): entry(.config),
      ]), warnings: [], layout: .folder, source: path)
    guard isPackage else { return ReleaseInspection(release, packed: nil) }
    var manifest = Manifest(
      version: version, date: "2026-01-31", removed: [ManifestPath(SampleErrors.relative("d"))],
      breakingChanges: ["CHANGE", ReleaseNotice(what: "OTHER", instead: "WAY")],
      features: ["FEATURE"], upgradesFrom: [older])
    manifest.bases = [.init(version: older, files: [])]
    manifest.deprecations = [
      ReleaseNotice(what: "OLD", instead: "NEW"), ReleaseNotice(what: "THING"),
    ]
    manifest.renamedKeys = [
      RenamedKey(file: ManifestPath(SampleErrors.relative("c")), from: "a", to: "b")
    ]
    release.manifest = manifest
    release.package = .upgrade
    release.migrations = [SampleErrors.relative("migrations/004_NAME.sql"): []]
    release.checksums = [.agrees(list: "LIST", files: 1)]
    release.signedList = SignedList(place: "LIST", bytes: [], signature: signature(until: nil))
    return ReleaseInspection(release, packed: 2000)
  }

  private static func compared(_ differing: [String], _ missing: [String]) -> SignedVerification {
    var report = SignedVerification(
      generation: SampleErrors.two, version: "5.3.0", key: "\(key)")
    (report.files, report.differing, report.missing) = (2338, differing, missing)
    return report
  }

  private static func signature(until end: Int64?) -> FileSignature {
    FileSignature(
      of: SignedDigest(of: []), by: SecretKey(id: key, secret: [UInt8](repeating: 7, count: 64)),
      TrustedComment(
        product: "cortex", version: version, signed: 1, expires: end, file: "SHA256SUMS.txt"))
  }

  private static func verified(
    until end: Int64?, _ problems: [SignatureProblem]
  ) -> ReleaseVerification {
    ReleaseVerification(
      path, signature(until: end), by: publicKey, now: SampleErrors.time, problems: problems)
  }

  private static let keyChanges: [SampleReports.Sample] = [
    ("added", true, false, nil, [], false), ("added, by another", true, false, other, [], false),
    ("would be added", true, false, nil, [2], true), ("known", true, true, nil, [1], false),
    ("removed", false, false, nil, [1, 2], false),
    ("would be removed", false, false, nil, [1], true),
  ].map { (name: String, added: Bool, isDone: Bool, signer: KeyID?, trusted: [Int], dryRun: Bool) in
    let keys = trusted.map { $0 == 1 ? publicKey : PublicKey(id: other, point: publicKey.point) }
    let change = KeyChange(
      publicKey, added: added, isDone: isDone, signedBy: signer, trusted: keys, dryRun: dryRun)
    return Sample(name: "KeyChange, \(name)", text: change.stake + change.text)
  }
}
