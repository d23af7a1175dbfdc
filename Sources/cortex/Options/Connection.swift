import Downloads
import FileEffects
import Glibc
import Presentation
import Releases
import SystemPackage
import Upgrades

/// The web, as this user's environment says that it is reached.
struct Connection {
  let releases: ReleaseWeb
  private let meter: DownloadMeter?

  /// Nothing is loaded or asked yet.
  init(_ output: OutputOptions) {
    let host = Self.variable("GH_HOST")?.lowercased() ?? GitHubRepository.usualHost
    let meter = output.json || output.quiet ? nil : DownloadMeter.onTerminal
    let retry = Retry(pause: { duration in
      usleep(
        UInt32(
          clamping: duration.components.seconds * 1_000_000
            + duration.components.attoseconds / 1_000_000_000_000))
    })
    releases = ReleaseWeb(
      Web(
        CurlClient(agent: "cortex/\(Cortex.version)"),
        credential: (try? Self.access(host, for: host))?.credential,
        retry: retry, now: { Int64(time(nil)) }),
      gitHubHost: host,
      gitHub: { wanted throws(FetchError) in try Self.access(wanted, for: host) },
      progress: { meter?.show($0) })
    self.meter = meter
  }

  /// How GitHub's API is come by: its base is said by itself, or by the host. The token is `own`'s, the host that
  /// the environment names.
  private static func access(
    _ host: String, for own: String
  ) throws(FetchError) -> GitHubAccess {
    let api = try api(host)
    guard host == own else { return GitHubAccess(api: api, credential: nil) }
    for name in ["GH_TOKEN", "GITHUB_TOKEN"] {
      guard let token = variable(name) else { continue }
      guard let credential = WebCredential(token, for: api) else {
        throw .badSetting(name, .noToken)
      }
      return GitHubAccess(api: api, credential: credential)
    }
    return GitHubAccess(api: api, credential: nil)
  }

  private static func api(_ host: String) throws(FetchError) -> WebURL {
    func url(_ text: String, from name: String) throws(FetchError) -> WebURL {
      do throws(WebURL.Fault) { return try WebURL(text) } catch {
        throw .badSetting(name, .url(error))
      }
    }
    guard let text = variable("CORTEX_GITHUB_API") else {
      if host.contains("/") { throw .badSetting("GH_HOST", .url(.badHost(host))) }
      return host == GitHubRepository.usualHost
        ? try url("https://api.github.com/", from: "GH_HOST")
        : try url("https://\(host)/api/v3/", from: "GH_HOST")
    }
    let api = try url(text.hasSuffix("/") ? text : text + "/", from: "CORTEX_GITHUB_API")
    guard api.isSecure || api.isLoopback else {
      throw .badSetting("CORTEX_GITHUB_API", .notEncrypted)
    }
    return api
  }

  private static func variable(_ name: String) -> String? { DeploymentOptions.environment(name) }

  /// What a word of the command line names.
  func channel(_ word: String) throws -> ReleaseChannel {
    let files = LocalFileSystem()
    do throws(ReleaseChannel.Fault) {
      return try releases.channel(word, path: FilePath(argument: word)) { path in
        (try? files.metadata(path)) ?? nil != nil
      }
    } catch { throw FetchError.badChannel(word, error) }
  }

  /// Takes away the line that shows how far a download is.
  func endProgress() { meter?.end() }
}
