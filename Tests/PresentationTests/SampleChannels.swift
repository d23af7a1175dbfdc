import Downloads
import FileEffects
import ObjectStore
import SystemPackage

@testable import Presentation
@testable import Releases
@testable import Upgrades

/// What is said of channels and downloads, each sentence at least once.
enum SampleChannels {
  private static let url = place("https://example.org/r/cortex-v5.3.0-full.zip")
  private static let version = SampleErrors.version("5.3.0")
  private static let repository = GitHubRepository(owner: "OWNER", name: "NAME", tag: "v5.3.0")
  private static let digest = SampleErrors.object.description

  private static func place(_ text: String) -> WebURL {
    do { return try WebURL(text) } catch { preconditionFailure("\(text): \(error)") }
  }

  // MARK: Errors

  private static let faults: [WebFault] = [
    .unresolved, .unreachable, .timedOut, .untrusted("WORDS"), .cut, .other("WORDS"),
  ]

  static let web: [WebError] =
    [.noLibrary(reason: "REASON")] + faults.map { .failed(url, $0) }
    + [401, 403, 404, 407, 418, 500].map { .status(url, $0) } + [
      .rateLimited(url, until: 2_000_000_000), .rateLimited(url, until: nil),
      .redirected(url, .toPlain(place("http://example.org/"))),
      .redirected(url, .toUnusable(.otherScheme)),
      .redirected(url, .tooMany), .tooLong(url, limit: 4 << 30),
      .otherLength(url, expected: 5, found: 4000), .file(FileError(.write, "PATH", .noSpace)),
    ]

  static let channels: [ChannelError] = [
    .noList("URL"), .noPackages(list: "LIST"), .noRepository(repository, at: url),
    .noTag(repository), .incomplete(repository, tag: "v5.3.0"),
    .noReleases(.gitHub(repository)),
    .noVersion(version, .web(url), offered: []),
    .noVersion(
      version, .web(url), offered: ["1", "2", "3", "4", "5", "6"].map(SampleErrors.version)),
    .onlyPrereleases(.web(url), []), .onlyPrereleases(.web(url), [version]),
    .unreadable(url, .notJSON),
    .otherDigest(url, list: "LIST", listed: digest, found: "FOUND"), .noName(url),
  ]

  private static let urlFaults: [WebURL.Fault] = [
    .otherScheme, .noHost, .badHost("HOST"), .badPort("PORT"), .credentials, .badCharacter,
  ]

  static let fetching: [FetchError] =
    [.noChannel, .unreadableChannel("PATH")] + urlFaults.map { .badChannel("URL", .url($0)) } + [
      .badChannel("https://github.com/x", .url(.credentials)), .badChannel("URL", .fileURL),
      .badSetting("NAME", .notEncrypted), .badSetting("NAME", .noToken),
      .badSetting("NAME", .url(.credentials)),
      .noBase(.gitHub(repository), version: version, best: compared(3, ["A"])),
      .noBase(.gitHub(repository), version: nil, best: nil),
    ]

  // MARK: Findings

  static let findings: [FetchFinding] = [
    .remembered(.init(url: url, error: .failed(url, .unreachable), fetched: 2_000_000_000)),
    .openToAll(place("http://example.org/r/")), .noVersion("PATH"), .unsigned, .unlisted("PACKAGE"),
    .rebuiltBase(version, unknown: []), .rebuiltBase(version, unknown: ["A", "B"]),
    .notSignedHere(KeyID([8, 7, 6, 5, 4, 3, 2, 1])), .forged(KeyID([8, 7, 6, 5, 4, 3, 2, 1])),
  ]

  // MARK: Reports

  private typealias Sample = SampleReports.Sample

  private static func compared(_ same: Int, _ differing: [String], git: Bool = false)
    -> BaseComparison
  {
    BaseComparison(
      release: "v5.2.0", source: git ? "git" : "OWNER/NAME", same: same,
      total: same + differing.count, differing: differing)
  }

  private static func change(_ changed: Bool, _ dryRun: Bool, _ before: String?) -> ChannelChange {
    ChannelChange(
      source: "SOURCE", prereleases: before != nil, before: before, changed: changed, dryRun: dryRun
    )
  }

  static let reports: [SampleReports.Sample] = [
    Sample(
      name: "ChannelReport, none",
      text: ChannelReport(source: nil, prereleases: false, cached: []).text),
    Sample(
      name: "ChannelReport",
      text: ChannelReport(
        source: "SOURCE", prereleases: true,
        cached: [
          .init(path: "A.zip", bytes: 12_000_000, complete: true),
          .init(path: "B.zip.part", bytes: 17_000, complete: false),
        ]
      ).text),
    Sample(name: "ChannelChange", text: change(true, false, nil).text),
    Sample(name: "ChannelChange, dry run", text: change(true, true, "OTHER").text),
    Sample(name: "ChannelChange, none", text: change(false, false, nil).text),
    Sample(
      name: "AvailableRelease",
      text: AvailableRelease(
        installed: "5.2.0", available: "5.3.0", source: "SOURCE", size: 12_000_000,
        features: ["FEATURE"], breaking: [ReleaseNotice(what: "CHANGE", instead: "WAY")],
        signedBy: "KEY"
      ).text),
    Sample(
      name: "AvailableRelease, in steps",
      text: AvailableRelease(
        installed: "5.2.0", available: "5.4.0", source: "SOURCE", upgradesFrom: ["5.3.0"],
        steps: ["5.3.0", "5.4.0"]
      ).text
        + AvailableRelease(
          installed: "5.2.0", available: "5.4.0", source: "SOURCE", upgradesFrom: ["5.3.0"],
          steps: []
        ).text),
    Sample(
      name: "AvailableRelease, none",
      text: AvailableRelease(installed: "5.3.0", source: "SOURCE").text
        + AvailableRelease(installed: "", source: "SOURCE").text),
    Sample(
      name: "BaseComparison",
      text: compared(2300, ["A", "B"]).text(verbose: false)
        + compared(1, []).text(verbose: false) + compared(5, [], git: true).text(verbose: true)),
    Sample(
      name: "PartialFetch",
      text: PartialFetch(fetched: 354_500, total: 9_200_000, requests: 14).text + "\n"),
    Sample(
      name: "DownloadProgress",
      text: [
        (1_000_000, 4_000_000 as UInt64?, nil as Double?, 80), (1_000_000, 4_000_000, 150_000, 80),
        (1_000_000, 4_000_000, 1500, 70), (1_000_000, 400_000_000, 1500, 80),
        (1_000_000, nil, 1500, 80), (1_000_000, 4_000_000, 1500, 40),
      ].map { (count: UInt64, total: UInt64?, speed: Double?, width: Int) in
        DownloadProgress(name: "cortex-v5.3.0-upgrade.zip", count: count, total: total)
          .text(speed: speed, width: width) + "\n"
      }.joined()),
  ]
}
