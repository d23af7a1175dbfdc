import Downloads
import FileEffects
public import Releases
public import Upgrades

extension ChannelError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noList(let place):
      Phrasing(
        .release, "\(place) has no SHA256SUMS.txt, which would name its packages",
        advice: "give the URL of the package, or of a folder that 'cortex release build' made")
    case .noPackages(let list):
      Phrasing(
        .release, "\(list) names no package (cortex-vX-full.zip or cortex-vX-upgrade.zip)",
        advice: "give the URL of the release itself")
    case .noRepository(let repository, let url):
      Phrasing(
        .release,
        "no repository \(repository.owner)/\(repository.name) can be seen at \(url.origin), and no file or folder "
          + "of this name is here",
        advice: "check the name; for a private repository, set GITHUB_TOKEN")
    case .noTag(let repository):
      Phrasing(
        .release,
        "\(repository.owner)/\(repository.name) has no release or tag \(repository.tag ?? "")",
        advice: "check the tag")
    case .incomplete(let repository, let tag):
      Phrasing(
        .release,
        "release \(tag) of \(repository.owner)/\(repository.name) is still being uploaded",
        advice: "try again later")
    case .noReleases(let channel):
      Phrasing(.release, "\(channel) offers no release", advice: "check the name")
    case .noVersion(let version, let channel, let offered):
      Phrasing(
        .release, "\(channel) does not offer version \(version)",
        advice: offered.isEmpty
          ? ""
          : "it offers "
            + offered.prefix(5).map(\.description).joined(separator: ", ")
            + (offered.count > 5 ? " and \(offered.count - 5) more" : ""))
    case .onlyPrereleases(let channel, let versions):
      Phrasing(
        .release,
        "\(channel) offers only pre-releases"
          + (versions.first.map { ", the newest is \($0)" } ?? ""),
        advice: "pass --pre to take one")
    case .unreadable(let url, let fault):
      Phrasing(
        .network, "\(url) does not answer as GitHub's API does: \(fault)",
        advice: "check GH_HOST and CORTEX_GITHUB_API")
    case .otherDigest(let url, let list, let listed, let found):
      Phrasing(
        .release, "\(url) is not what \(list) lists: SHA-256 \(found) instead of \(listed)",
        advice: "it may be changing just now; if it stays so, tell the publisher")
    case .noName(let url):
      Phrasing(
        .release, "\(url) names no file",
        advice: "give the URL of a package, or of a folder with / at its end")
    }
  }
}

extension FetchError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .url(let fault): fault.description
    case .notEncrypted: "http:// is only possible on this machine itself"
    case .noToken: "it contains a character that no token can have"
    }
  }
}

extension FetchError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noChannel: BadUsage.noRelease.phrasing
    case .unreadableChannel(let place):
      Phrasing(
        .file, "\(place) does not hold a channel",
        advice: "run 'cortex channel set SOURCE'")
    case .badChannel(_, .url(.credentials)):
      Phrasing(
        .usage,
        "the URL of a release must not contain a user name or a password: they would be stored and shown",
        advice: "set GITHUB_TOKEN for GitHub; for other servers, use ~/.netrc")
    case .badChannel(let source, .url(let fault)):
      Phrasing(.usage, "\(Spelling.line(source)) cannot be used: \(fault)", advice: "check the URL")
    case .badChannel(let source, .fileURL):
      Phrasing(
        .usage, "\(Spelling.line(source)) is not a place on this machine",
        advice: "write file:///folder/file, or the path alone")
    case .badSetting(let name, let problem):
      Phrasing(.usage, "\(name) cannot be used: \(problem)", advice: "correct it, or unset it")
    case .noBase(let channel, let version, let best):
      Phrasing(
        .wrongRelease,
        "no release at \(channel) matches this deployment"
          + (version.map { ", whose files say \($0)" } ?? "")
          + (best.map {
            "; the closest is \($0.release), with \(Words.digits($0.same)) of \(Words.number($0.total, "file")) the same"
          } ?? ""),
        advice:
          "name the installed release with --release (with --force if you changed most files), or pass --no-base to do without"
      )
    }
  }
}
